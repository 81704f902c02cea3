Feature: Balancing inside an app of one's own
  A team with a Koa app puts the rooms of the balancer among middlewares of its own. What these
  change the way that Koa has for it is what counts.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com

  Rule: What the app does not answer is balanced

    Example: Requests go on to the backends
      Given the example of an own Koa app is running
      When a client asks for "www.mango.com/" 4 times
      Then Alphonso and Kesar each answer twice

    Example: Requests are counted by route, by a middleware that sees what the balancer has found
      Given the example of an own Koa app is running
      And a client asks for "www.mango.com/" 4 times
      When a client asks for "www.mango.com/popular"
      Then the answer is 200 '{"www.mango.com":4}'

    Example: What a middleware keeps in ctx.state stays its own
      Given an own Koa app has a middleware that keeps the user in ctx.state
      When a client asks for "/"
      Then the answer is 200
      And the middleware before it has learned:
        | route  | www.mango.com |
        | status | 200           |

    Example: One that does not wait for what comes behind it
      Given an own Koa app has a middleware that does not wait for what comes behind it
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: A failure is an answer too, and nothing is thrown
      Given an own Koa app before Mangrove
      And Alphonso resets every connection
      And Kesar resets every connection
      When a client asks for "/"
      Then the answer is 502
      And the middleware before it has learned:
        | reason | reset |
        | status | 502   |

  Rule: A WebSocket goes the same way as every other request

    Example: Through the shipped example
      Given Alphonso and Kesar speak WebSocket
      And the example of an own Koa app is running
      And a client opens a WebSocket at "/chat"
      When the client says "Is it ripe?"
      And Alphonso says "By tomorrow."
      Then Alphonso hears "Is it ripe?"
      And the client hears "By tomorrow."

    Example: A middleware tells the backend of it who asks
      Given Alphonso and Kesar speak WebSocket
      And an own Koa app has a middleware that tells backends that the user is alice
      When a client opens a WebSocket at "/chat"
      Then Alphonso receives the header "X-User: alice"

    Example: A middleware refuses it
      Given Alphonso and Kesar speak WebSocket
      And an own Koa app has a middleware that answers 401
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 401
      And the log tells of the error "Who are you?"

    Example: Where the server does not let it through, the log says how it would
      Given an own Koa app is served by its listen method alone
      When a client tries to open a WebSocket at "/chat"
      Then the log tells of the warning "give it to attach(server, app)"

  Rule: A request header that a middleware has set reaches the backend, and one that it has deleted does not

    Example: Setting one, in place of all that the client says
      Given an own Koa app has a middleware that tells backends that the user is alice
      When a client asks for "/" with the headers:
        | X-User | root  |
        | X-User | admin |
      Then Alphonso receives the headers:
        | X-User | alice |

    Example: Capitals make no difference
      Given an own Koa app has a middleware that tells backends in capitals that the user is alice
      When a client asks for "/" with the header "x-user: root"
      Then Alphonso receives the headers:
        | X-User | alice |

    Example: A spelling that some backends take for the same does not get past it
      Given an own Koa app has a middleware that tells backends that the user is alice
      When a client asks for "/" with the headers:
        | X-User | alice |
        | X_User | root  |
      Then Alphonso receives the headers:
        | X-User | alice |
      And Alphonso receives no header "X_User"

    Example: Of a field that counts once the backend gets the one that middlewares see
      Given an own Koa app before Mangrove
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Authorization: Bearer seen
        Authorization: Bearer unseen

        """
      Then Alphonso receives the header "Authorization: Bearer seen"

    Example: Two hosts are none
      Given an own Koa app has a middleware that tells backends that the user is alice
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Host: www.apple.com

        """
      Then the answer is 400

    Example: Several values, and a number
      Given an own Koa app has a middleware that tells backends of two roles
      When a client asks for "/"
      Then Alphonso receives the headers:
        | X-Role  | buyer    |
        | X-Role  | gardener |
        | X-Count | 2        |

    Example: Deleting one
      Given an own Koa app has a middleware that keeps the Authorization to itself
      When a client asks for "/" with the header "Authorization: Bearer abc"
      Then Alphonso receives no header "Authorization"

    Example: What no middleware has touched stays as the client has sent it
      Given an own Koa app has a middleware that tells backends that the user is alice
      When a client asks for "/" with the headers:
        | Accept | text/html |
        | Accept | text/css  |
        | Cookie | a=1       |
        | Cookie | b=2       |
      Then Alphonso receives the headers:
        | Accept | text/html |
        | Accept | text/css  |
        | Cookie | a=1; b=2  |

    Example: The host decides on the route
      Given Ataulfo serves www.apple.com
      And an own Koa app has a middleware that calls every request one for www.apple.com
      When a client asks for "www.mango.com/"
      Then the answer comes from Ataulfo
      And Ataulfo receives the header "Host: www.apple.com"

    Example: The id of the request
      Given an own Koa app has a middleware that gives requests the id basket-7
      When a client asks for "/"
      Then Alphonso receives the header "X-Request-Id: basket-7"
      And the log line of the request has:
        | id | basket-7 |

    Example: What frames the content is not a middleware's to change
      Given an own Koa app has a middleware that says that no content follows
      When a client sends POST "/" with the body "three mangos"
      Then Alphonso receives the body "three mangos"

    Example: A header that cannot be sent is a failure of the app
      Given an own Koa app has a middleware that sets a request header of two lines
      When a client asks for "/"
      Then the answer is 500
      And Alphonso receives nothing
      And the log tells of the error "a middleware has set the request header"

    Scenario Outline: <what>, which is no text
      Given an own Koa app has a middleware that sets a request header to <what>
      When a client asks for "/"
      Then the answer is 500
      And Alphonso receives nothing
      And the log tells of the error "a middleware has set the request header"

      Examples:
        | what               |
        | an object          |
        | a list of objects  |
        | a function         |

  Rule: What a middleware sets on the answer reaches the client

    Example: A header and a cookie, beside those of the backend
      Given Alphonso answers 200 with the headers:
        | Set-Cookie | basket=7 |
      And an own Koa app has a middleware that sets X-Tenant and a cookie
      When a client asks for "/"
      Then the answer has the header "X-Tenant: mango"
      And the answer has the headers:
        | Set-Cookie | basket=7                  |
        | Set-Cookie | visit=1; path=/; httponly |

    Example: The backend has the last word on a header of its own
      Given Alphonso answers with the header "X-Tenant: alphonso"
      And an own Koa app has a middleware that sets X-Tenant and a cookie
      When a client asks for "/"
      Then the answer has the headers:
        | X-Tenant | alphonso |

    Example: An answer that Mangrove makes itself
      Given nothing listens on Alphonso and Kesar
      And an own Koa app has a middleware that sets X-Tenant and a cookie
      When a client asks for "/"
      Then the answer is 502
      And the answer has the header "X-Tenant: mango"

    Example: A body that was set before is no part of the backend's answer
      Given Alphonso answers 200 "from Alphonso"
      And an own Koa app has a middleware that has a body in hand and goes on
      When a client asks for "/"
      Then the answer is 200 "from Alphonso"
      And the answer has the header "X-Tenant: mango"

    Example: A body that was taken away before does not change how the answer is framed
      Given Alphonso answers piece by piece
      And an own Koa app has a middleware that has emptied the body and goes on
      And a client is waiting for the rest of "/report"
      And Alphonso sends "the rest"
      And Alphonso finishes its answer
      When the client waits for its answer
      Then the answer has the body "the rest"
      And the answer has the header "Transfer-Encoding: chunked"

  Rule: A middleware may change what is asked for

    Example: The path decides on the route
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /cart, servers: [Ataulfo:80]}
        """
      And an own Koa app has a middleware that leads /new to /cart
      When a client asks for "/new?of=ataulfo"
      Then the answer comes from Ataulfo
      And Ataulfo is asked for "/?of=ataulfo"

    Example: A path that no request can have is a failure of the app, not of the client
      Given an own Koa app has a middleware that leads to a path with a space
      When a client asks for "/"
      Then the answer is 500
      And Alphonso receives nothing
      And the log tells of the error "a middleware has set the URL"

    Example: The method
      Given an own Koa app has a middleware that makes a GET of every HEAD and POST
      When a client sends POST "/"
      Then Alphonso is asked with GET

  Rule: What has no route goes on to the middlewares behind

    Example: A page of the app
      Given an own Koa app before Mangrove
      And behind Mangrove the app has the page "/lost-and-found" that says "One umbrella."
      When a client asks for "www.durian.com/lost-and-found"
      Then the answer is 200 "One umbrella."

    Example: A page of the app has what was set before
      Given an own Koa app has a middleware that sets X-Tenant and a cookie
      And behind Mangrove the app has the page "/lost-and-found" that says "One umbrella."
      When a client asks for "www.durian.com/lost-and-found"
      Then the answer has the header "X-Tenant: mango"

    Example: A form that a page reads itself
      Given an own Koa app before Mangrove
      And behind Mangrove the app has a middleware that reads the content and answers with it
      When a client sends POST "www.durian.com/form" with the body "three mangos"
      Then the answer is 200 "three mangos"

    Example: Nobody has a page
      Given an own Koa app before Mangrove
      When a client asks for "www.durian.com/"
      Then the answer is 404 "Not Found"
      And the log gives the reason "no_route"

    Example: An error of a page is the app's own
      Given an own Koa app before Mangrove
      And behind Mangrove the app has a middleware that throws "the till is stuck"
      When a client asks for "www.durian.com/"
      Then the answer is 500 "Internal Server Error"
      And the log tells of the error "the till is stuck"

    Example: Two apps, one behind the other
      Given an own Koa app has another Mangrove before this one
      And behind Mangrove the app has the page "/lost-and-found" that says "One umbrella."
      When a client asks for "www.durian.com/lost-and-found"
      Then the answer is 200 "One umbrella."

  Rule: Mounted below a path, Mangrove sees what is below it

    Example: Backends hear what was taken off
      Given an own Koa app mounts Mangrove at "/shop"
      When a client asks for "/shop/fruit?ripe=yes"
      Then Alphonso is asked for "/fruit?ripe=yes"
      And Alphonso receives the header "X-Forwarded-Prefix: /shop"

    Example: The mount and a path of the config are both taken off
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /cart, servers: [Ataulfo:80]}
        """
      And an own Koa app mounts Mangrove at "/shop"
      When a client asks for "/shop/cart/7"
      Then Ataulfo is asked for "/7"
      And Ataulfo receives the header "X-Forwarded-Prefix: /shop/cart"

    Example: The place itself
      Given an own Koa app mounts Mangrove at "/shop"
      When a client asks for "/shop"
      Then Alphonso is asked for "/"
      And Alphonso receives the header "X-Forwarded-Prefix: /shop"

    Example: A mount that ends in a slash
      Given an own Koa app mounts Mangrove at "/shop/"
      When a client asks for "/shop/fruit"
      Then Alphonso is asked for "/fruit"
      And Alphonso receives the header "X-Forwarded-Prefix: /shop"

    Example: A mount at the root takes nothing off
      Given an own Koa app mounts Mangrove at "/"
      When a client asks for "/fruit"
      Then Alphonso is asked for "/fruit"
      And Alphonso receives no header "X-Forwarded-Prefix"

    Example: Beside it are the pages of the app
      Given an own Koa app mounts Mangrove at "/shop"
      And behind Mangrove the app has the page "/about" that says "Since 1952."
      When a client asks for "/about"
      Then the answer is 200 "Since 1952."

    Example: Below it, too, where no route matches
      Given an own Koa app mounts Mangrove at "/shop"
      And behind Mangrove the app has the page "/shop/about" that says "Since 1952."
      When a client asks for "www.durian.com/shop/about"
      Then the answer is 200 "Since 1952."

    Example: A path that climbs out of it is refused
      Given an own Koa app mounts Mangrove at "/shop"
      When a client asks for "/shop/../../admin"
      Then the answer is 400

    Example: A redirect that keeps the path keeps the mount
      Given the config:
        """
        hosts:
          - host: www.mango.com
            redirect: {scheme: https}
        """
      And an own Koa app mounts Mangrove at "/shop"
      When a client asks for "/shop/fruit"
      Then the answer has the header "Location: https://www.mango.com/shop/fruit"

  Rule: What a middleware has used up is told at once, and the log names the cure

    Example: A body that was read already
      Given an own Koa app has a middleware that reads the content first
      When a client sends POST "/" with the body "three mangos"
      Then the answer is 500
      And Alphonso receives nothing
      And the log tells of the error "put what reads it, such as a body parser, behind Mangrove"

    Example: A body that somebody else is reading
      Given an own Koa app has a middleware that listens to the content as it comes
      When a client sends POST "/" with the body "three mangos"
      Then the answer is 500
      And Alphonso receives nothing
      And the log tells of the error "put what reads it, such as a body parser, behind Mangrove"

    Example: A reader finds nothing in a request without content
      Given an own Koa app has a middleware that reads the content first
      When a client asks for "/"
      Then the answer is 200

    Example: An answer that was given already
      Given an own Koa app has a middleware that answers and goes on
      When a client asks for "/"
      Then the answer is 200 "from the app"
      And Alphonso receives nothing
      And the log tells of the error "after its answer had begun"

  Rule: Whom Koa believes is no matter to Mangrove

    Example: A stranger's X-Forwarded-For is not passed on, whatever app.proxy says
      Given an own Koa app believes what proxies say
      When a client asks for "/" with the header "X-Forwarded-For: 6.6.6.6"
      Then Alphonso receives the header "X-Forwarded-For: 127.0.0.1"
