Feature: Switching to another protocol
  A client may ask to speak another protocol on its connection (RFC 9110, section 7.8). What may
  pass is listed; the rest is served as HTTP. Bytes that follow are never taken for a request:
  that is how requests are smuggled.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked
    And a pool's "upgrades" is "[fruit/1, websocket]"

  Rule: A listed protocol gets a tunnel once the backend has agreed

    Example: Bytes both ways
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      When the client sends the bytes "peel"
      And Alphonso sends the bytes "juice"
      Then Alphonso gets the bytes "peel"
      And the client gets the bytes "juice"

    Example: What the backend says right behind its agreement
      Given Alphonso switches to "fruit/1" and says "seeds" at once
      When a client asks to switch to "fruit/1"
      Then the client gets the bytes "seeds"

    Example: An agreement has no length, whatever it says
      Given Alphonso switches to "fruit/1" with the header "Content-Length: 5"
      When a client asks to switch to "fruit/1"
      And Alphonso sends the bytes "juice"
      Then the client gets the bytes "juice"
      And the client has read no "Content-Length"

    Example: The agreement is changed like any other answer
      Given a pool's "sticky" is "{cookie: basket}"
      And a pool's "response_header_rules" is "{add: {X-Shop: mango}}"
      And Alphonso switches to "fruit/1"
      When a client has switched to "fruit/1"
      Then the client has read "Set-Cookie: basket="
      And the client has read "X-Shop: mango"

    Example: What the client says before it has the agreement
      Given Alphonso switches to "fruit/1"
      When a client asks to switch to "fruit/1" with "early" right behind
      Then Alphonso gets the bytes "early"

    Example: The first listed one of those the client asks for
      Given Alphonso switches to "fruit/1"
      When a client has switched to "nut/2, fruit/1"
      Then Alphonso receives the header "Upgrade: fruit/1"

    Example: Behind a request on the same connection
      Given Alphonso switches to "fruit/1"
      When a client asks for "/" and to switch to "fruit/1" on one connection
      And Alphonso sends the bytes "juice"
      Then the client gets the bytes "juice"

  Rule: Each side may close its half and still listen

    Example: The client has said all
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And the client closes its side
      And Alphonso sees the client's side closed, and its own open
      When Alphonso sends the bytes "juice"
      Then the client gets the bytes "juice"

    Example: The backend has said all
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And Alphonso closes its side
      And the connection is closed
      When the client sends the bytes "peel"
      Then Alphonso gets the bytes "peel"

    Example: Both have
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      When the client closes its side
      And Alphonso closes its side
      Then Alphonso sees the tunnel closed
      And the log line of the request has:
        | status | 101 |
      And the log line of the request has no "reason"

    Example: The client had said all before there was an agreement
      Given Alphonso ponders a switch to "fruit/1"
      And a client asks to switch to "fruit/1"
      And the client closes its side, and is asked whether it still listens
      And Alphonso agrees to switch
      And Alphonso sees the client's side closed, and its own open
      When Alphonso closes its side
      Then the log line of the request has:
        | status | 101 |
      And the log line of the request has no "reason"

  Rule: Silence ends a tunnel after an hour, or the time that is set

    Example: Nobody says anything
      Given the tunnel timeout of a pool is "50ms"
      And Alphonso switches to "fruit/1"
      When a client has switched to "fruit/1"
      Then the connection is closed
      And Alphonso sees the tunnel closed
      And the log gives the reason "tunnel_idle"

    Example: An hour, if the config says nothing else
      Given Alphonso switches to "fruit/1"
      And time stands still
      And a client has switched to "fruit/1"
      And 3598 s have passed
      And the log has 0 lines for requests
      When 3 s pass
      Then the connection is closed
      And the log gives the reason "tunnel_idle"

    Scenario Outline: Of 20 s, after <time>
      Given the tunnel timeout of a pool is "20s"
      And time stands still
      And Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      Examples:
        | time     | requests   |
        | 19999 ms | 1 request  |
        | 20 s     | 0 requests |

    Scenario Outline: Talk of <who> begins it anew
      Given the tunnel timeout of a pool is "20s"
      And Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And 19 s have passed
      And <who> sends the bytes "juice"
      And <other> gets the bytes "juice"
      When 19 s pass
      Then the status shows 1 request in flight at Alphonso

      Examples:
        | who        | other      |
        | the client | Alphonso   |
        | Alphonso   | the client |

    Example: How long a client may take nothing of an answer does not count in it
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And Alphonso sends 32 MiB that the client does not read
      When 180 s pass
      Then the status shows 1 request in flight at Alphonso
      And the log has 0 lines for requests

    Example: Talk that has ended does not
      Given the tunnel timeout of a pool is "20s"
      And Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And 19 s have passed
      And the client sends the bytes "juice"
      And Alphonso gets the bytes "juice"
      When 21 s pass
      Then the log gives the reason "tunnel_idle"

    Example: Half closed, it is given the time of an answer only
      Given the idle timeout of a pool is "50ms"
      And Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      When the client closes its side
      Then the connection is closed
      And the log gives the reason "tunnel_idle"

    Scenario Outline: Half closed, it is given no longer than a silence may last: after <time>
      Given the tunnel timeout of a pool is "20s"
      And Alphonso switches to "fruit/1"
      And time stands still
      And a client has switched to "fruit/1"
      And the client closes its side
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      Examples:
        | time     | requests   |
        | 19999 ms | 1 request  |
        | 20 s     | 0 requests |

    Example: Half closed before there was an agreement, it is given no more
      Given the idle timeout of a pool is "50ms"
      And Alphonso ponders a switch to "fruit/1"
      And a client asks to switch to "fruit/1"
      And the client closes its side, and is asked whether it still listens
      When Alphonso agrees to switch
      Then the connection is closed
      And the log gives the reason "tunnel_idle"

    Example: A client may take its time with what comes, as it may not with an answer
      Given the setting "client_timeouts.body" is "2s"
      And Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And Alphonso sends 32 MiB that the client does not read
      When 20 s pass
      Then the status shows 1 request in flight at Alphonso

    Example: The other limits of time end with the switch
      Given the idle timeout of a pool is "50ms"
      And the first_byte timeout of a pool is "60ms"
      And the request timeout of a pool is "70ms"
      And Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And 150 ms have passed
      When Alphonso sends the bytes "juice"
      Then the client gets the bytes "juice"

  Rule: A death on one side is a death on the other

    Example: The backend resets
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      When Alphonso resets the tunnel
      Then the connection is closed
      And the log gives the reason "tunnel_broken"

    Example: The client resets
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      When the client resets its connection
      Then Alphonso sees the tunnel closed
      And the log gives the reason "client_gone"

    Example: The client resets while nobody reads what it says
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And the client sends 32 MiB that Alphonso does not read
      And 300 ms have passed
      When the client resets its connection
      Then the log gives the reason "client_gone"

    Example: The backend resets while nobody reads what it says
      Given Alphonso switches to "fruit/1"
      And a client has switched to "fruit/1"
      And Alphonso sends 32 MiB that the client does not read
      And 300 ms have passed
      When Alphonso resets the tunnel
      Then the log gives the reason "tunnel_broken"

    Example: The client leaves before there is an agreement
      Given Alphonso never agrees to switch
      And a client asks to switch to "fruit/1"
      And Alphonso is asked for "/"
      When this client leaves
      Then Alphonso sees the client leave within 100 ms
      And the log gives the reason "client_gone"

    Example: The client leaves before there is an agreement, and had begun already
      Given Alphonso never agrees to switch
      And a client asks to switch to "fruit/1" with "early" right behind
      And Alphonso is asked for "/"
      When this client leaves
      Then the log gives the reason "client_gone"

    Example: The client leaves while its switch is behind a slow request
      Given Alphonso never answers
      And a client sends a request for "/" and one to switch to "fruit/1" with "early" right behind
      And Alphonso is asked for "/"
      When this client leaves
      Then the log gives the reason "client_gone"

  Rule: What is not listed is served as HTTP

    Scenario Outline: The request <request>
      When a client sends the request:
        """
        <request> / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade, HTTP2-Settings
        Upgrade: <protocol>
        HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA
        <field>

        <content>
        """
      Then the answer comes from Alphonso
      And Alphonso receives no header "Upgrade"
      And Alphonso receives no header "HTTP2-Settings"
      And the connection is closed

      Examples: Without content
        | request | protocol | field       | content |
        | GET     | h2c      | Accept: */* |         |
        | GET     | nut/2    | Accept: */* |         |

      Examples: With content
        | request | protocol | field                      | content                   |
        | POST    | h2c      | Content-Length: 5          | mango                     |
        | POST    | h2c      | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | POST    | nut/2    | Content-Length: 5          | mango                     |

    Example: HTTP/1.0 cannot switch
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        """
      Then the answer comes from Alphonso
      And Alphonso receives no header "Upgrade"

    Example: Nothing is listed
      Given a pool's "upgrades" is "[]"
      When a client asks to switch to "websocket"
      And the client keeps waiting
      Then the answer comes from Alphonso
      And Alphonso receives no header "Upgrade"

  Rule: Content comes before the other protocol

    Scenario Outline: As Docker sends it: <how>
      Given Alphonso reads the content and switches to "fruit/1"
      When a client asks to switch<how>:
        """
        POST /exec/1/start HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        <framing>

        <content>
        """
      And the client sends "ls" once the switch is made
      And Alphonso says "juice" in the new protocol
      Then Alphonso gets behind the head: '<sent>ls'
      And the client gets the bytes "juice"

      Examples:
        | how            | framing                    | content                           | sent                              |
        |                | Content-Length: 13         | {"Tty": true}                     | {"Tty": true}                     |
        | , byte by byte | Content-Length: 13         | {"Tty": true}                     | {"Tty": true}                     |
        |                | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n         | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n         |
        | , byte by byte | Transfer-Encoding: chunked | 1;a="b"\\r\\nm\\r\\n0\\r\\nX: y\\r\\n\\r\\n | 1\\r\\nm\\r\\n0\\r\\nX: y\\r\\n\\r\\n |

    Scenario Outline: What follows the content belongs to the other protocol<how>
      Given Alphonso reads the content, switches to "fruit/1" and says "seeds" at once
      When a client asks to switch<how>:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Content-Length: 5

        mangoGET /secret HTTP/1.1\r\n\r\n
        """
      Then Alphonso gets behind the head: "mangoGET /secret HTTP/1.1\r\n\r\n"
      And the client gets the bytes "seeds"
      And Alphonso gets one request only

      Examples:
        | how            |
        |                |
        | , byte by byte |

    Scenario Outline: More than is kept to be sent again: <size> bytes
      Given Alphonso reads the content and switches to "fruit/1"
      When a client asks to switch to "fruit/1" with <size> bytes of content
      And the client sends "ls" once the switch is made
      Then Alphonso gets <all> bytes behind the head

      Examples:
        | size    | all     |
        | 65536   | 65538   |
        | 100000  | 100002  |
        | 3000000 | 3000002 |

    Example: More than may be sent
      Given Alphonso reads the content and switches to "fruit/1"
      And the setting "limits.body" is "10B"
      When a client asks to switch to "fruit/1" with 11 bytes of content
      And the client keeps waiting
      Then the answer is 413 "Content Too Large"
      And the connection is closed

    Example: The backend agrees before it has read the content
      Given Alphonso switches to "fruit/1" before it reads the content
      And a client asks to switch:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Content-Length: 10

        mango
        """
      And Alphonso gets behind the head: "mango"
      And the switch has not been made
      When the client sends the bytes "juicepeel"
      Then the switch is made
      And Alphonso gets behind the head: "mangojuicepeel"

    Example: A client that waits to be asked for its content
      Given Alphonso reads the content and switches to "fruit/1"
      And the continue timeout of a pool is "20ms"
      And a client asks to switch:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Expect: 100-continue
        Content-Length: 5
        """
      And the client has been asked for its content
      When the client sends the bytes "mango"
      Then the switch is made
      And Alphonso gets behind the head: "mango"

    Example: A client that leaves within its content
      Given Alphonso reads the content and switches to "fruit/1"
      And a client asks to switch:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Content-Length: 10

        mango
        """
      And Alphonso gets behind the head: "mango"
      When the client closes its side
      Then Alphonso sees its connection end
      And the connection is closed
      And the log gives the reason "client_gone"

    Example: A client that stops within its content
      Given the setting "client_timeouts.body" is "200ms"
      And Alphonso reads the content and switches to "fruit/1"
      When a client asks to switch:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Content-Length: 10

        mango
        """
      And the client keeps waiting
      Then the answer is 408 "Request Timeout"
      And the connection is closed

    Example: A backend that dies within the content
      Given Alphonso reads the content and switches to "fruit/1"
      And a client asks to switch:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Content-Length: 10

        mango
        """
      And Alphonso gets behind the head: "mango"
      When Alphonso dies with its connections
      And the client keeps waiting
      Then the answer is 502 "Bad Gateway"
      And the connection is closed

    Example: Content that is malformed never becomes another protocol
      Given the setting "client_timeouts.body" is "200ms"
      And Alphonso reads the content and switches to "fruit/1"
      When a client asks to switch:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Transfer-Encoding: chunked

        5 \r\nmango\r\n0\r\n\r\n
        """
      Then the connection is closed
      And the switch has not been made

    Scenario Outline: A backend that does not agree: <answer>
      Given Alphonso reads the content and answers these bytes "HTTP/1.1 <answer>\r\nUpgrade: fruit/1\r\nContent-Length: 2\r\n\r\nno"
      When a client asks to switch:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Content-Length: 5

        mangoGET /secret HTTP/1.1\r\nHost: www.mango.com\r\n\r\n
        """
      And the client keeps waiting
      Then the answer has the body "no"
      And the connection is closed
      And Alphonso gets one request only
      And Alphonso gets behind the head: "mango"
      And Alphonso sees its connection end

      Examples:
        | answer               |
        | 200 OK               |
        | 400 Bad Request      |
        | 426 Upgrade Required |

    Example: A backend that refuses before it has read the content
      Given Alphonso answers before it reads the content "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"
      When a client asks to switch to "fruit/1" with 3000000 bytes of content
      And the client keeps waiting
      Then the answer is 404 "no"
      And the connection is closed

    Example: More than a buffer of it, while an answer before it is slow
      Given the config:
        """
        paths:
          - {path: /slow, servers: [Kesar:80], health: false}
          - {path: /, servers: [Alphonso:80], health: false, upgrades: [fruit/1]}
        """
      And Alphonso reads the content and switches to "fruit/1"
      And Kesar holds its answers back
      And a client asks for "/slow" and behind it to switch to "fruit/1" with 66000 bytes of content
      When Kesar answers at last
      And the client sends "ls" once the switch is made
      Then Alphonso gets 66002 bytes behind the head

    Example: Behind a request on the same connection, with content
      Given Alphonso reads the content and switches to "fruit/1"
      When a client asks to switch, byte by byte:
        """
        OPTIONS * HTTP/1.1
        Host: www.mango.com

        POST / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1
        Content-Length: 5

        mangopeel
        """
      Then the switch is made
      And Alphonso gets behind the head: "mangopeel"

  Rule: Bytes behind a request that did not switch are not a request

    Example: The backend refuses
      Given Alphonso refuses to switch with 403 "No."
      When a client asks to switch to "fruit/1" with "GET /secret HTTP/1.1\r\nHost: www.mango.com\r\n\r\n" right behind
      And the client keeps waiting
      Then the answer is 403 "No."
      And the answer has the header "Connection: close"
      And the connection is closed
      And Alphonso is asked once

    Example: A switch behind a refused request is not made
      Given Alphonso switches to "fruit/1"
      When a client sends the request:
        """
        GET /%00 HTTP/1.1
        Host: www.mango.com

        GET / HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: fruit/1


        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

    Example: Nobody asked the backend
      When a client asks to switch to "h2c" with "GET /secret HTTP/1.1\r\nHost: www.mango.com\r\n\r\n" right behind
      And the client keeps waiting
      Then the answer comes from Alphonso
      And the connection is closed
      And Alphonso is asked once

  Rule: A backend may ask for another protocol

    Example: The client learns which
      Given Alphonso answers these bytes "HTTP/1.1 426 Upgrade Required\r\nConnection: Upgrade\r\nUpgrade: fruit/1, nut/2\r\nContent-Length: 0\r\n\r\n"
      When a client asks for "/"
      Then the answer is 426
      And the answer has the header "Upgrade: fruit/1, nut/2"
      And the answer has a header "Connection" that names Upgrade

  Rule: A backend may switch only to what was asked

    Example: It switches to something else
      Given Alphonso switches to "nut/2"
      When a client asks to switch to "fruit/1"
      And the client keeps waiting
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "bad_answer"

  Rule: A tunnel takes a place at its backend

    Example: The next client waits for its end
      Given the config:
        """
        paths:
          - path: /
            servers: [{ address: alphonso:80, max_connections: 1 }]
            health: false
            upgrades: [fruit/1]
        """
      And alphonso:80 switches to "fruit/1"
      And a client has switched to "fruit/1"
      And a client queues for "/"
      And the status shows 1 request in the queue
      When alphonso:80 resets the tunnel
      Then the status shows 0 requests in the queue
