Feature: Middlewares of one's own inside Mangrove
  A team has a few lines of its own to run for each request: who may enter, what backends are told,
  what is counted. They run in the real server, with its limits, its status and its graceful stop.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Every request that can be understood comes through them, before its route is looked for

    Example: What a middleware sets reaches the backend
      Given Mangrove is started with a middleware that tells backends that the user is alice
      When a client asks for "/" with the header "X-User: root"
      Then Alphonso receives the headers:
        | X-User | alice |

    Example: In the place of every spelling of it
      Given Mangrove is started with a middleware that tells backends that the user is alice
      When a client asks for "/" with the headers:
        | X_User | root |
        | x.user | root |
      Then Alphonso receives the header "X-User: alice"
      And Alphonso receives no header "X_User"
      And Alphonso receives no header "x.user"

    Example: What only trusted proxies may send, it cannot say either
      Given the config:
        """
        trusted_headers: [X-User]
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      And Mangrove is started with a middleware that tells backends that the user is alice
      When a client asks for "/"
      Then Alphonso receives no header "X-User"

    Example: What a middleware sets reaches the client
      Given Mangrove is started with a middleware that sets X-Tenant and a cookie
      When a client asks for "/"
      Then the answer has the header "X-Tenant: mango"
      And the answer has the header "Set-Cookie: visit=1; path=/; httponly"

    Example: A path that a middleware changes decides on the route
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /cart, servers: [Ataulfo:80]}
        """
      And Mangrove is started with a middleware that leads /new to /cart
      When a client asks for "/new"
      Then the answer comes from Ataulfo

    Example: A request id of the app is that of the log
      Given Mangrove is started with a middleware that gives requests the id basket-7
      When a client asks for "/"
      Then Alphonso receives the header "X-Request-Id: basket-7"
      And the log line of the request has:
        | id | basket-7 |

    Example: They know who asks, and what was found
      Given Mangrove is started with a middleware that keeps the user in ctx.state
      When a client asks for "/a/../%66ruit"
      Then the middleware before it has learned:
        | client | 127.0.0.1     |
        | path   | /fruit        |
        | route  | www.mango.com |
        | status | 200           |

    Example: One that does not wait for what comes behind it
      Given Mangrove is started with a middleware that does not wait for what comes behind it
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: What has no route comes through them too
      Given Mangrove is started with a middleware that sets X-Tenant and a cookie
      When a client asks for "www.durian.com/"
      Then the answer is 404 "Not Found"
      And the answer has the header "X-Tenant: mango"

    Example: A malformed request does not
      Given Mangrove is started with a middleware that answers "closed for today"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Host: www.apple.com

        """
      Then the answer is 400

    Example: A firewall stands behind them
      Given a pool's "firewall_rules" is "{path_reject: [/internal]}"
      And Mangrove is started with a middleware that sets X-Tenant and a cookie
      When a client asks for "/internal"
      Then the answer is 403
      And the answer has the header "X-Tenant: mango"

  Rule: A middleware may answer itself

    Example: A page, with its line in the log
      Given Mangrove is started with a middleware that answers "closed for today"
      When a client asks for "/"
      Then the answer is 200 "closed for today"
      And Alphonso receives nothing
      And the log line of the request has:
        | status | 200 |
        | path   | /   |

    Example: An error that is meant for the client
      Given Mangrove is started with a middleware that answers 401
      When a client asks for "/"
      Then the answer is 401 "Who are you?"
      And the answer has the header "WWW-Authenticate: Bearer"

    Example: An error that is not
      Given Mangrove is started with a middleware that throws "the till is stuck"
      When a client asks for "/"
      Then the answer is 500 "Internal Server Error"
      And the log tells of the error "the till is stuck"
      And the log line of the request has:
        | status | 500               |
        | reason | internal          |
        | detail | the till is stuck |

    Scenario Outline: Something else than an error: <what>
      Given Mangrove is started with a middleware that throws <what>
      When a client asks for "/"
      Then the answer is 500 "Internal Server Error"
      And the log tells of the error "<what>"

      Examples:
        | what      |
        | undefined |
        | null      |
        | a text    |

    Example: An error when the answer has left is only told
      Given Mangrove is started with a middleware that throws "the till is stuck" once the answer has left
      When a client asks for "/"
      Then the answer is 200
      And the log tells of the error "the till is stuck"

    Example: A refusal does not wait for the content
      Given Mangrove is started with a middleware that answers 401
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Content-Length: 100000

        the beginning
        """
      Then the answer is 401
      And the connection is closed

    Example: A client that waits to be asked for its content is asked when a middleware reads it
      Given Mangrove is started with a middleware that reads the content and answers with it
      And a client asks whether it may send:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Content-Length: 5
        Expect: 100-continue
        Connection: close


        """
      And the client has been asked for its content
      When the client sends the content "mango"
      And the client keeps waiting
      Then the answer is 200 "mango"

    Example: Pipelined requests come through them one after the other
      Given Mangrove is started with a middleware that takes its time
      When a client sends 2 requests on one connection:
        """
        GET /first HTTP/1.1
        Host: www.mango.com

        GET /second HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are 200 and 200
      And Alphonso is soon asked for these, in this order:
        | /first  |
        | /second |

    Example: A body that a middleware has read cannot be sent on, and the log names the cure
      Given Mangrove is started with a middleware that reads the content first
      When a client sends POST "/" with the body "three mangos"
      Then the answer is 500
      And the log tells of the error "put what reads it, such as a body parser, behind Mangrove"

  Rule: A WebSocket comes through them

    Example: And learns from them
      Given Alphonso speaks WebSocket
      And Mangrove is started with a middleware that tells backends that the user is alice
      And a client opens a WebSocket at "/chat"
      When the client says "Is it ripe?"
      Then Alphonso hears "Is it ripe?"
      And Alphonso receives the header "X-User: alice"

    Example: And is refused by them
      Given Alphonso speaks WebSocket
      And Mangrove is started with a middleware that answers 401
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 401
      And Alphonso receives nothing

  Rule: The server around them is the real one

    Example: The status API
      Given Mangrove is started with a middleware that answers 401
      When an operator asks for "/readyz"
      Then the answer is 200

    Example: A stop waits for a middleware that takes its time
      Given Mangrove is started with a middleware that takes its time
      And a client begins to ask for "/"
      And the request has reached a middleware
      And Mangrove is told to stop
      When the client waits for its answer
      Then the answer is 200
      And Mangrove has stopped

    Example: A stop does not wait longer than it may for one that never answers
      Given the setting "shutdown_timeout" is "100ms"
      And Mangrove is started with a middleware that never answers
      And a client begins to ask for "/"
      And the request has reached a middleware
      When Mangrove is told to stop
      Then Mangrove has stopped
      And the log gives the reason "stopped"

    Example: A client that leaves a middleware that never answers is logged
      Given Mangrove is started with a middleware that never answers
      And a client begins to ask for "/"
      And the request has reached a middleware
      When the client leaves
      Then the log gives the reason "client_gone"
