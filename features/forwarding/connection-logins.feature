Feature: Logins that belong to a connection: NTLM and Negotiate
  With NTLM and Negotiate (RFC 4559) a client does not log in with each request but once, on a
  connection, and all that follows on it is done in its name. So a connection to a backend that
  is logged in is tied to the connection of the client that it speaks for.

  Background:
    Given the backends Alphonso, Kesar and Ataulfo share www.mango.com
    And backends are not checked
    And the keep_alive timeout of a pool is "60s"
    And Alphonso, Kesar and Ataulfo log connections in

  Rule: All that a client asks goes over the connection that it is logged in on

    Example: The messages of a login, and what follows
      Given alice is logged in
      When alice asks for "/" again
      And alice asks for "/" again
      Then all answers to alice come from Alphonso, over one connection
      And alice has been greeted 3 times

    Example: Requests that do not wait for the answers before them
      Given alice is logged in
      When alice asks for "/" 3 times without waiting
      Then all answers to alice come from Alphonso, over one connection
      And alice has been greeted 4 times

    Example: A login that begins without having been asked for
      Given alice shows "Negotiate ticket of alice"
      When alice asks for "/" again
      Then all answers to alice come from Alphonso, over one connection
      And alice has been greeted 2 times

    Example: From when it has been asked for
      Given alice asks for "/" again
      When alice shows "NTLM hello"
      And alice shows "NTLM I am alice"
      Then all answers to alice come from Alphonso, over one connection
      And alice has been greeted once

    Example: Each of two clients has its own
      Given alice is logged in
      And bob is logged in
      When alice asks for "/" again
      And bob asks for "/" again
      Then alice has been greeted twice
      And bob has been greeted twice
      And Alphonso is asked over 1 connection
      And Kesar is asked over 1 connection

    Example: One client is logged in in two pools
      Given the config:
        """
        paths:
          - {path: /a, servers: [Alphonso:80], health: false}
          - {path: /k, servers: [Kesar:80], health: false}
        """
      And alice is logged in at "/a"
      And alice is logged in at "/k"
      When alice asks for "/a" again
      And alice asks for "/k" again
      Then alice has been greeted 4 times
      And Alphonso is asked over 1 connection
      And Kesar is asked over 1 connection

    Scenario Outline: However the backend asks for it: <challenges>
      Given the policy is first
      And Alphonso logs connections in when it has asked with '<challenges>'
      And alice asks for "/" again
      When a client asks for "/"
      Then the answer is 401 "who are you?"
      And Alphonso is asked over <connections> connections

      Examples: Asked for
        | challenges                            | connections |
        | NTLM                                  | 2           |
        | negotiate                             | 2           |
        | NEGOTIATE YIIKzgYGKwYBBQUCoIIKwjCC==  | 2           |
        | Nego2                                 | 2           |
        | Basic realm="a, b", charset="UTF-8", NTLM | 2       |
        | ,Digest realm="a,b", nonce=1,ntlm         | 2       |
        | Basic realm=fruit\nNegotiate          | 2           |

      Examples: Not asked for
        | challenges                            | connections |
        | Basic realm="x, NTLM, Negotiate"      | 1           |
        | Digest realm=fruit, negotiate=1       | 1           |
        | NTLMish                               | 1           |

  Rule: A login serves nobody else

    Example: A client that asks next
      Given alice is logged in
      When a client asks for "/" 6 times
      Then nobody else has been greeted as alice
      And Alphonso is asked 4 times

    Example: Many that ask at the same time
      Given alice is logged in
      When 30 clients ask for "/" at the same time
      And alice asks for "/" again
      Then alice has been greeted twice
      And nobody else has been greeted as alice

    Example: Its connection is closed when the client has gone
      Given alice is logged in
      When alice leaves
      Then Alphonso is soon without connections

    Example: A copy of the request
      Given the config:
        """
        pools: {shadow: {servers: [Kesar:80], health: false}}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], health: false, mirror: {pool: shadow}}
        """
      And alice shows "Negotiate ticket of alice"
      And Kesar is soon asked once
      When alice asks for "/" again
      Then Kesar is soon asked twice
      And Kesar is asked over 2 connections
      And alice has been greeted twice

    Example: A question to a service
      Given the config:
        """
        pools: {guard: {servers: [Kesar:80], health: false}}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], health: false, forward_auth: {pool: guard, path: /auth}}
        """
      And alice shows "Negotiate ticket of alice"
      When a client asks for "/"
      Then the answer is 401 "who are you?"
      And Kesar is asked over 2 connections

    @any-transport
    Scenario Outline: Whatever carries it: <transport>
      Given a pool's "transport" is "<transport>"
      And the policy is first
      And a client asks for "/" with the header "Authorization: Negotiate ticket of alice"
      When a client asks for "/"
      Then the answer is 401 "who are you?"

      Examples:
        | transport   |
        | http1       |
        | undici      |
        | koa-proxies |

  Rule: When one of the two connections ends, so does the other

    Example: The backend closes it at rest
      Given alice is logged in
      When Alphonso closes its connections
      Then alice's connection is closed without a further answer

    Example: The backend says that it will
      Given the policy is first
      And Alphonso answers these bytes "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"
      When alice shows "NTLM hello"
      Then the answer is 401 "no"
      And the answer has the header "Connection: close"
      And alice's connection is closed

    Example: The backend says that it will, and is slow with its content
      Given alice is logged in
      And Alphonso answers piece by piece with the header "Connection: close"
      And alice begins to ask for "/"
      When Alphonso sends "a mango"
      And Alphonso finishes its answer
      Then alice's connection is closed
      And the client has read "Connection: close"

    Example: The backend says nothing to a request any more
      Given alice is logged in
      And Alphonso never answers
      And alice begins to ask for "/"
      When Alphonso closes its connections
      Then alice's connection is closed without a further answer
      And the log gives the reason "connection_lost"
      And Kesar and Ataulfo receive nothing

    Example: The backend takes too long
      Given the first_byte timeout of a pool is "500ms"
      And alice is logged in
      And Alphonso never answers
      When alice asks for "/" again
      Then the answer is 504 "Gateway Timeout"
      And alice's connection is closed
      And Kesar and Ataulfo receive nothing

    Example: The backend answers nonsense
      Given alice is logged in
      And Alphonso answers these bytes "nonsense"
      When alice asks for "/" again
      Then the answer is 502 "Bad Gateway"
      And the answer has the header "Connection: close"
      And alice's connection is closed

    Example: Behind the answer to a request for another pool
      Given the config:
        """
        paths:
          - {path: /a, servers: [Alphonso:80], health: false}
          - {path: /k, servers: [Kesar:80], health: false}
        """
      And alice is logged in at "/a"
      And Kesar holds its answers back
      And alice begins to ask for "/k"
      When Alphonso closes its connections
      And Kesar answers at last
      Then alice's connection is closed

  Rule: A tied client is kept where a sticky one would be

    Example: At a backend that is drained
      Given alice is logged in
      And an operator drains Alphonso
      When alice asks for "/" again
      Then alice has been greeted twice

    Example: Not at one in maintenance
      Given alice is logged in
      And an operator sends Alphonso to maintenance
      When alice asks for "/" again
      Then alice's connection is closed without a further answer
      And the log gives the reason "connection_lost"
      And Kesar and Ataulfo receive nothing

    Example: Nor at one that is ill
      Given a pool's "panic" is "0"
      And a pool's "outliers" is "{consecutive_failures: 1, max_ejected: 100}"
      And alice is logged in
      And Alphonso answers 500
      And a client asks for "/" 3 times
      When alice asks for "/" again
      Then alice's connection is closed without a further answer

    Example: It waits for a place there, and others do not wait for it
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [{address: Alphonso:80, max_connections: 1}, {address: Kesar:80}]
            health: false
        """
      And alice is logged in
      And a client asks for "/"
      And Alphonso holds its answers back
      And a client begins to ask for "/" and is tried at Alphonso
      When alice waits for a place at "/"
      And the status shows 1 request in the queue
      Then a client is served by Kesar while others wait

    Example: No second attempt is made beside it
      Given a pool's "hedge_after" is "20s"
      And alice is logged in
      And Alphonso holds its answers back
      And alice begins to ask for "/"
      And 25 seconds have passed
      When Alphonso answers at last
      Then alice has been greeted once
      And Kesar and Ataulfo receive nothing

    Example: No second attempt is made after it
      Given a pool's "retry_on" is "[503, reset]"
      And alice is logged in
      And Alphonso answers 503 "too busy"
      When alice asks for "/" again
      Then the answer is 503 "too busy"
      And Kesar and Ataulfo receive nothing

    Example: No second attempt is made after a login
      Given a pool's "retry_on" is "[503, reset]"
      And Alphonso answers 503 "too busy"
      When alice shows "NTLM hello"
      Then the answer is 503 "too busy"
      And Kesar and Ataulfo receive nothing

    Example: A switch of protocol takes the connection along
      Given a pool's "upgrades" is "[fruit/1]"
      And alice is logged in
      And Alphonso switches to "fruit/1"
      When alice asks to switch to "fruit/1"
      And Alphonso sends the bytes "juice"
      Then alice is sent the bytes "juice"
      And Alphonso is asked over 1 connection

  Rule: A stop ends it as it ends every other connection at rest

    Example: A client that is logged in and asks for nothing
      Given alice is logged in
      When Mangrove is told to stop
      Then alice's connection is closed without a further answer
      And Mangrove has stopped

  Rule: A reload ends what belongs to a pool that changes

    Example: The pool stays as it is
      Given alice is logged in
      And the config is loaded anew
      When alice asks for "/" again
      Then alice has been greeted twice

    Example: The pool changes
      Given alice is logged in
      And Alphonso leaves www.mango.com
      When the config is loaded anew
      Then alice's connection is closed without a further answer
      And Alphonso is soon without connections

    Example: The pool changes while a request is under way
      Given alice is logged in
      And Alphonso holds its answers back
      And alice begins to ask for "/"
      And Alphonso leaves www.mango.com
      When the config is loaded anew
      And Alphonso answers at last
      Then alice's connection is closed
