Feature: Asking another service who may pass
  Some teams have a service that knows who is logged in. It is asked about each request, and
  what it says counts, whatever the client says of itself.

  Background:
    Given the config:
      """
      pools:
        auth: {servers: [Gatekeeper:80], health: false}
      hosts:
        - host: www.mango.com
          forward_auth: {pool: auth, path: /verify, copy_headers: [X-User], timeout: 10s}
          servers: [Alphonso:80]
          paths:
            - {path: /open, servers: [Ataulfo:80], forward_auth: false}
      """

  Rule: The service is asked with all it takes to decide

    Example: What the request is
      Given clients send the header "Cookie: session=1"
      When a client sends POST "/cart/..//shop?fruit=mango" with the body "two"
      Then Gatekeeper is asked for "/verify"
      And Gatekeeper is asked with GET
      And Gatekeeper receives the headers:
        | Cookie             | session=1        |
        | X-Forwarded-For    | 127.0.0.1        |
        | X-Forwarded-Proto  | http             |
        | X-Forwarded-Host   | www.mango.com    |
        | X-Forwarded-Method | POST             |
        | X-Forwarded-Uri    | /shop?fruit=mango |
      And Gatekeeper receives its own address as Host
      And Gatekeeper receives no header "Content-Length"
      And Alphonso receives the body "two"

    Example: What a trusted proxy in front tells of it
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "Forwarded: for=192.0.2.1;proto=https;host=shop.mango.com"
      Then Gatekeeper receives the headers:
        | X-Forwarded-For   | 192.0.2.1, 127.0.0.1 |
        | X-Forwarded-Proto | https                |
        | X-Forwarded-Host  | shop.mango.com       |
        | X-Forwarded-Port  | 443                  |
        | Forwarded         | for=192.0.2.1;host=shop.mango.com;proto=https, for=127.0.0.1 |

    Scenario Outline: A client's own "<header>" is not passed on
      When a client asks for "/" with the header "<header>"
      Then Gatekeeper receives no header "X-Original-URL"
      And Gatekeeper receives no header "X_Forwarded_Uri"
      And Gatekeeper receives the header "X-Forwarded-Uri: /"
      And Gatekeeper receives the header "X-Forwarded-Method: GET"

      Examples:
        | header                    |
        | X-Forwarded-Uri: /open    |
        | X_Forwarded_Uri: /open    |
        | X-Forwarded-Method: HEAD  |
        | X-Original-URL: /open     |

    Scenario Outline: What a cache has, what part is wanted and what is sent is not asked about: <header>
      Given clients send the header "<header>: <value>"
      When a client sends POST "/" with the body "two"
      Then Gatekeeper receives no header "<header>"
      And Alphonso receives the header "<header>: <value>"

      Examples:
        | header              | value                         |
        | If-Match            | W/ripe                        |
        | If-Modified-Since   | Sun, 29 Nov 2026 10:00:00 GMT |
        | If-None-Match       | *                             |
        | If-Range            | W/ripe                        |
        | If-Unmodified-Since | Sun, 29 Nov 2026 10:00:00 GMT |
        | Range               | bytes=0-4                     |
        | Content-Encoding    | gzip                          |
        | Content-Range       | bytes 0-2/3                   |

    Example: What the content is framed by stays with the content
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked
        Trailer: X-Sum
        TE: trailers
        Connection: TE
        Expect: 100-continue

        3
        two
        0
        X-Sum: 3


        """
      Then Gatekeeper receives no header "Transfer-Encoding"
      And Gatekeeper receives no header "Trailer"
      And Gatekeeper receives no header "TE"
      And Gatekeeper receives no header "Expect"
      And Alphonso receives the body "two"

    Example: Only some headers of the client
      Given the service at www.mango.com sees only the header "Cookie"
      When a client asks for "/" with the headers:
        | Cookie   | session=1 |
        | X-Secret | mango     |
      Then Gatekeeper receives the header "Cookie: session=1"
      And Gatekeeper receives no header "X-Secret"

    Example: Nobody is asked where the rule is switched off
      When a client asks for "/open"
      Then the answer comes from Ataulfo
      And Gatekeeper receives nothing

  Rule: When it says yes, the request goes on, and says who it is from

    Example: What the service says of the client
      Given Gatekeeper answers 204 with the headers:
        | X-User | alice |
      When a client asks for "/" with the headers:
        | X-User | root |
        | X_User | root |
      Then the answer comes from Alphonso
      And Alphonso receives the header "X-User: alice"
      And Alphonso receives no header "X_User"

    Example: What it does not say, the client does not say either
      When a client asks for "/" with the header "X-User: root"
      Then Alphonso receives no header "X-User"

    Example: Nor behind the content
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked
        Trailer: X-User

        3
        two
        0
        X-User: root
        X-Sum: 3

        
        """
      Then Alphonso receives the trailer "X-Sum: 3"
      And Alphonso receives no trailer "X-User"

    Example: Nor where nobody is asked
      When a client asks for "/open" with the header "X-User: root"
      Then Ataulfo receives no header "X-User"

    Example: Other headers of the answer stay here
      Given Gatekeeper answers 200 with the headers:
        | X-Other | mango |
      When a client asks for "/"
      Then Alphonso receives no header "X-Other"

    Example: The content of a yes is of no interest
      Given Gatekeeper has 1 MiB to send
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: It leaves its connection for the next question
      Given Gatekeeper answers 200 "yes"
      And a client asks for "/"
      And the status shows 1 request and 0 failures at Gatekeeper
      When a client asks for "/"
      Then the answer comes from Alphonso
      And the status shows 2 requests and 0 failures at Gatekeeper
      And Gatekeeper is asked over 1 connection

    Example: A yes may have content where there can be none
      Given Gatekeeper begins with "HTTP/1.1 204 No Content\r\nX-User: m\xc3\xbc\r\n\r\n{}" and says no more
      When a client asks for "/"
      Then the answer comes from Alphonso
      And the status shows 1 request and 0 failures at Gatekeeper

    Example: An escaped slash that leads behind the lock
      When a client asks for "/open/..%2Fadmin"
      Then the answer is 403
      And Ataulfo receives nothing

    Example: A WebSocket
      Given Gatekeeper answers 204 with the headers:
        | X-User | alice |
      And Alphonso speaks WebSocket
      When a client opens a WebSocket at "/"
      Then Alphonso receives the header "X-User: alice"
      And Gatekeeper receives no header "Upgrade"

  Rule: When it says anything else, that is the client's answer

    Scenario Outline: <status>
      Given Gatekeeper answers <status> "no, <status>"
      When a client asks for "/"
      Then the answer is <status> "no, <status>"
      And Alphonso receives nothing
      And the log gives the reason "unauthorized"

      Examples:
        | status |
        | 401    |
        | 403    |
        | 500    |

    Example: A page to log in
      Given Gatekeeper answers 302 with the headers:
        | Location   | https://login.mango.com/ |
        | Set-Cookie | state=1                  |
      When a client asks for "/"
      Then the answer is 302
      And the answer has the header "Location: https://login.mango.com/"
      And the answer has the header "Set-Cookie: state=1"
      And Alphonso receives nothing

    Example: A WebSocket is refused
      Given Gatekeeper answers 403 "no"
      And Alphonso speaks WebSocket
      When a client tries to open a WebSocket at "/"
      Then the WebSocket is refused with 403
      And Alphonso receives nothing

    Example: HEAD has no content
      Given Gatekeeper answers 403 "no"
      When a client sends HEAD "/"
      Then the answer is 403
      And the answer has no body

    Example: Its bytes stay as they are
      Given Gatekeeper answers these bytes "HTTP/1.1 401 Sch\xc3\xb6n w\xc3\xa4r's\r\nContent-Length: 2\r\nWWW-Authenticate: Basic realm=\"m\xc3\xbc\"\r\nContent-Disposition: inline; filename=\xe6\xbc\x8f\r\n\r\nno"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 401 "no"
      And the client has read "WWW-Authenticate: Basic realm=\"m\xc3\xbc\"\r\n"
      And the client has read "Content-Disposition: inline; filename=\xe6\xbc\x8f\r\n"

    Example: Content that nobody will read
      Given Gatekeeper answers 403 "no"
      When a client begins to send POST "/"
      And the client waits for its answer
      Then the answer is 403
      And Alphonso receives nothing

  Rule: Without an answer nobody passes

    Scenario Outline: <what>
      Given <what>
      And the setting "hosts.0.forward_auth.timeout" is "100ms"
      When a client asks for "/"
      Then the answer is 503
      And Alphonso receives nothing
      And the log gives the reason "auth_unavailable"
      And the log line of the request has a "detail" like 'pool "auth": .*'

      Examples:
        | what                                    |
        | nothing listens on Gatekeeper           |
        | Gatekeeper never answers                |
        | Gatekeeper resets every connection      |
        | Gatekeeper answers 304                  |
        | Gatekeeper answers these bytes "HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: mango\\r\\n\\r\\n" |

    Example: A yes counts even if what comes behind it breaks off
      Given Gatekeeper promises 100 bytes, sends "half a" and dies
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Gatekeeper is asked once

    Example: A yes counts even if what comes behind it never ends
      Given Gatekeeper answers piece by piece
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: A no that never ends
      Given Gatekeeper has 1 MiB of refusal to send
      When a client asks for "/"
      Then the answer is 503
      And the log line of the request has a "detail" like '.*longer than 65536 bytes'
      And the status shows 1 request and 0 failures at Gatekeeper

    Example: That it says nothing in time is its own failure
      Given Gatekeeper never answers
      And the setting "hosts.0.forward_auth.timeout" is "100ms"
      When a client asks for "/"
      Then the answer is 503
      And the status shows 1 request and 1 failure at Gatekeeper

    Example: One that had only what another left of the time is not blamed
      Given the config:
        """
        pools:
          auth: {servers: [Gatekeeper:80, Porter:80], health: false, policy: first}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth, timeout: 300ms}, servers: [Alphonso:80]}
        """
      And Gatekeeper resets every connection
      And Porter never answers
      When a client asks for "/"
      Then the answer is 503
      And the status shows 1 request and 1 failure at Gatekeeper
      And the status shows 1 request and 0 failures at Porter

    Example: Another one of the pool is asked
      Given the config:
        """
        pools:
          auth: {servers: [Gatekeeper:80, Porter:80], health: false, policy: first}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth}, servers: [Alphonso:80]}
        """
      And nothing listens on Gatekeeper
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Porter is asked once

    Scenario Outline: A question that has broken two services does not get to break a third: <fault>
      Given the config:
        """
        pools:
          auth: {servers: [Gatekeeper:80, Porter:80, Warden:80], health: false, policy: first, retries: 5}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth}, servers: [Alphonso:80]}
        """
      And Gatekeeper <fault>
      And Porter <fault>
      When a client asks for "/"
      Then the answer is 503
      And Gatekeeper and Porter are asked once
      And Warden receives nothing

      Examples:
        | fault                                     |
        | resets every connection                   |
        | answers these bytes "HTTP/1.1 2x0 OK\\r\\n" |

    Example: Those that could not be asked were not broken by it
      Given the config:
        """
        pools:
          auth: {servers: [Gatekeeper:80, Porter:80, Warden:80], health: false, policy: first, retries: 5}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth}, servers: [Alphonso:80]}
        """
      And nothing listens on Gatekeeper and Porter
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Warden is asked once

    Example: One that waits in the line of its pool
      Given the config:
        """
        pools:
          auth: {servers: [{address: "Gatekeeper:80", max_connections: 1}], health: false}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth}, servers: [Alphonso:80]}
        """
      And Gatekeeper holds its answers back
      And a client is waiting for "/first"
      And Gatekeeper is soon asked once
      And a client queues for "/second"
      When Gatekeeper answers at last
      Then Alphonso is soon asked twice

    Example: One for which there was no place in time is nobody's failure
      Given the config:
        """
        pools:
          auth: {servers: [{address: "Gatekeeper:80", max_connections: 1}], health: false}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth, timeout: 100ms}, servers: [Alphonso:80]}
          - {host: www.orange.com, pool: auth}
        """
      And Gatekeeper never answers
      And a client is waiting for "www.orange.com/"
      And Gatekeeper is soon asked once
      When a client asks for "/"
      Then the answer is 503
      And the status shows 0 requests in the queue
      And Gatekeeper is asked once

    Example: A client that leaves the line of its pool
      Given the config:
        """
        pools:
          auth: {servers: [{address: "Gatekeeper:80", max_connections: 1}], health: false}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth}, servers: [Alphonso:80]}
          - {host: www.orange.com, pool: auth}
        """
      And Gatekeeper never answers
      And a client is waiting for "www.orange.com/"
      And Gatekeeper is soon asked once
      And a client queues for "/"
      When all clients leave
      Then the status shows 0 requests in the queue
      And Gatekeeper is asked once

    Scenario Outline: A yes whose content never ends, after <time>
      Given Gatekeeper answers piece by piece
      And time stands still
      And a client asks for "/"
      When <time> pass
      Then the status shows <requests> in flight at Gatekeeper

      Examples:
        | time    | requests   |
        | 9999 ms | 1 request  |
        | 10 s    | 0 requests |

    Example: A client that leaves
      Given Gatekeeper never answers
      And a client is waiting for "/"
      When the client leaves
      Then Gatekeeper sees the client leave within 2 s
      And Alphonso receives nothing
      And the log gives the reason "client_gone"

  Rule: An answer that says it is too busy may be bettered by another of the pool

    Background:
      Given the config:
        """
        pools:
          auth:
            health: false
            policy: first
            servers: [Gatekeeper:80, {address: "Porter:80", max_connections: 1}]
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth}, servers: [Alphonso:80]}
        """
      And Gatekeeper answers 503 "too many questions"

    Example: The other says yes
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Porter is asked once

    Example: The other says no
      Given Porter answers 403 "no"
      When a client asks for "/"
      Then the answer is 403 "no"

    Example: The other does not answer
      Given Porter resets every connection
      When a client asks for "/"
      Then the answer is 503 "too many questions"
      And the log gives the reason "unauthorized"
      And Alphonso receives nothing

    Example: The other has no place, and an answer in hand does not wait for one
      Given Porter never answers
      And a client begins to ask for "/first"
      And Porter is soon asked once
      When a client asks for "/"
      Then the answer is 503 "too many questions"
      And Porter is asked once

    Example: There is no time left for the other
      Given the setting "hosts.0.forward_auth.timeout" is "100ms"
      And Porter never answers
      When a client asks for "/"
      Then the answer is 503 "too many questions"
      And the status shows 1 request and 0 failures at Porter

    Example: It says when to come back, and that is too late
      Given Gatekeeper answers 503 with the headers:
        | Retry-After | 3600 |
      When a client asks for "/"
      Then the answer is 503
      And the answer has the header "Retry-After: 3600"
      And Porter receives nothing

  Rule: A service that is ill is left in peace, and asked again with care

    Background:
      Given the config:
        """
        pools:
          auth:
            health: false
            outliers: false
            retries: 0
            panic: 0
            servers: [Gatekeeper:80]
            circuit_breaker: {min_requests: 4, open: 50ms}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth}, servers: [Alphonso:80]}
        """

    Example: Its circuit opens
      Given Gatekeeper answers 500
      When a client asks for "/" 6 times
      Then Gatekeeper is asked 4 times
      And the log gives the reason "auth_unavailable"

    Example: A question is a trial, and its answer decides
      Given Gatekeeper answers the first 4 requests with 500
      And a client asks for "/" 4 times
      And Gatekeeper is found to be healthy
      And a client asks for "/" 3 times
      When a client asks for "/"
      Then the answer is 200
      And Gatekeeper is asked 8 times

  Rule: A name and a password come before

    Example: Without them nobody is asked
      Given only alice with the password "sesame" may enter www.mango.com
      When a client asks for "/"
      Then the answer is 401
      And Gatekeeper receives nothing

    Example: With them the service hears the name
      Given only alice with the password "sesame" may enter www.mango.com
      And the basic_auth setting "user_header" of www.mango.com is "X-Auth-User"
      When alice asks for "/" with the password "sesame" and the header "X-Auth-User: root"
      Then Gatekeeper receives the header "X-Auth-User: alice"
      And Gatekeeper receives no header "Authorization"
      And Alphonso receives the header "X-Auth-User: alice"

  Rule: The service is a pool of the config

    Example: A pool that is not there
      When this config is checked:
        """
        forward_auth: {pool: auht}
        pools:
          auth: {servers: [auth:80]}
        paths:
          - {path: /, servers: [kesar:80]}
        """
      Then a mistake is at line 1, column 22
      And it says 'did you mean "auth"?'

    Example: A header that frames a message is not copied
      When this config is checked:
        """
        pools:
          auth: {servers: [auth:80]}
        paths:
          - {path: /, servers: [kesar:80], forward_auth: {pool: auth, copy_headers: [Content-Length]}}
        """
      Then it says "says something of the client"

    Example: A header that every backend gets anyway is not copied
      When this config is checked:
        """
        pools:
          auth: {servers: [auth:80]}
        paths:
          - {path: /, servers: [kesar:80], forward_auth: {pool: auth, copy_headers: [X-Forwarded-For]}}
        """
      Then it says "is not set anyway"
