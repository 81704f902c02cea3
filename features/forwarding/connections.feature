Feature: Using connections well
  Making a connection costs time. Those that are there are used again.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked

  Rule: Connections to a backend are used again

    Example: Requests one after the other
      When a client asks for "/" 5 times
      Then Alphonso has served all of them on one connection

    Scenario Outline: A connection that nobody needs, after <time>
      Given time stands still
      And a client asks for "/"
      When <time> pass
      Then Alphonso soon has <connections>

      Examples:
        | time    | connections   |
        | 3999 ms | 1 connection  |
        | 4 s     | 0 connections |

    Example: None is used that has been idle for too long, before it is closed
      Given the keep_alive timeout of a pool is "700ms"
      And time stands still
      And a client asks for "/"
      And 700 ms have passed
      And a client asks for "/"
      And 700 ms have passed
      When a client asks for "/"
      Then Alphonso has served 1, 1 and 1 requests on its connections

    Scenario Outline: A backend that announces how long it keeps a connection, after <time>
      Given Alphonso answers with the header "Keep-Alive: timeout=3"
      And time stands still
      And a client asks for "/"
      When <time> pass
      Then Alphonso soon has <connections>

      # A second less: nobody knows how long the answer was on its way.
      Examples:
        | time    | connections   |
        | 1999 ms | 1 connection  |
        | 2 s     | 0 connections |

    Example: Whatever was sent and answered before
      When a client sends POST "/orders" with the body "two mangoes"
      And a client sends HEAD "/orders"
      And a client sends POST "/orders" with the body "one more"
      And a client asks for "/"
      Then Alphonso has served all of them on one connection

    Example: A backend that closes after each answer is connected to anew
      Given Alphonso answers with the header "Connection: close"
      When a client asks for "/" 3 times
      Then every answer is 200

    Scenario Outline: A backend that says it will close is taken at its word, though it has not closed yet: "<says>"
      Given Alphonso begins with "<version> 200 OK\r\nConnection: <says>\r\nContent-Length: 2\r\n\r\nok" and says no more
      And the keep_alive timeout of a pool is "1h"
      And a client asks for "/"
      And Alphonso is soon without connections
      And Alphonso answers 200 "fresh"
      When a client sends POST "/orders" with the body "two mangoes"
      Then the answer is 200 "fresh"

      Examples:
        | version  | says              |
        | HTTP/1.1 | close             |
        | HTTP/1.1 | X-Ripe, CLOSE     |
        | HTTP/1.1 | keep-alive, close |
        | HTTP/1.0 | X-Ripe            |

  Rule: No connection to a backend is used for ever, so that requests find whoever is behind its address now

    @any-transport
    Example: One that has carried as many requests as it may
      Given a pool's "keep_alive" is "{max_requests: 2}"
      When a client asks for "/" 5 times
      Then Alphonso has served 2, 2 and 1 requests on its connections
      And every answer is 200

    @any-transport
    Example: One that is old, while requests keep coming
      Given a pool's "keep_alive" is "{max_age: 100ms}"
      When a client asks for "/" until Alphonso has had 4 connections
      Then every answer is 200

    Example: None is used beyond its age
      Given a pool's "keep_alive" is "{max_age: 100ms}"
      When a client asks for "/" until Alphonso has had 4 connections
      Then no connection was older than 100ms when it was used

    Example: One that is old and that nobody needs
      Given a pool's "keep_alive" is "{max_age: 50ms}"
      And the keep_alive timeout of a pool is "1h"
      And Alphonso answers with the header "Keep-Alive: timeout=3600"
      When a client asks for "/"
      Then Alphonso is soon without connections

    Scenario Outline: Of 100 s, a tenth of which is left to chance, after <time>
      Given a pool's "keep_alive" is "{max_age: 100s}"
      And the keep_alive timeout of a pool is "1h"
      And Alphonso answers with the header "Keep-Alive: timeout=3600"
      And time stands still
      And a client asks for "/"
      When <time> pass
      Then Alphonso soon has <connections>

      Examples:
        | time  | connections   |
        | 89 s  | 1 connection  |
        | 101 s | 0 connections |

    @any-transport
    Example: An answer that is under way when its connection gets too old
      Given a pool's "keep_alive" is "{max_age: 20ms}"
      And Alphonso sends 20 pieces "m", 10 ms apart
      When a client asks for "/"
      Then the answer has the body "mmmmmmmmmmmmmmmmmmmm"

    @any-transport
    Example: Many at the same time, none of which fails
      Given a pool's "keep_alive" is "{max_age: 5ms, max_requests: 3}"
      When 20 clients ask for "/" 10 times each, all at the same time
      Then every answer is 200

    @any-transport
    Example: There need be no limit
      Given a pool's "keep_alive" is "{max_age: off, max_requests: off}"
      When a client asks for "/" 5 times
      Then Alphonso has served all of them on one connection

  Rule: A client may send the next request before the answer to the last

    Example: The answers come in the order of the requests
      When a client sends 2 requests on one connection:
        """
        GET /a HTTP/1.1
        Host: www.mango.com

        GET /b HTTP/1.1
        Host: www.durian.com


        """
      Then the answers are 200 and 404

  Rule: A client that has said everything may close its side and still gets its answer

    Example: A half-closed connection
      Given Alphonso holds its answers back
      And a client sends the request and then closes its side:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      And Alphonso answers at last
      When the client keeps waiting
      Then the answer comes from Alphonso

    Example: It closes its side while the answer is coming
      Given Alphonso sends 20 pieces "m", 10 ms apart
      When a client sends the request and closes its side once the answer has begun:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      And the client keeps waiting
      Then the answer has the body "mmmmmmmmmmmmmmmmmmmm"

    Example: It speaks HTTP/1.0 and the answer comes soon
      Given a client sends the request and then closes its side:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        """
      When the client keeps waiting
      Then the answer comes from Alphonso

  Rule: A client decides whether its connection goes on

    Example: It asks to close
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Connection: close
        """
      Then the connection is closed

    Example: It says nothing
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the connection stays open

    Scenario Outline: It gets <what>
      Given the config:
        """
        hosts:
          - {host: www.mango.com, cors: {origins: [https://mango.com]}, respond: {status: 200, body: ripe}}
          - {host: www.apple.com, redirect: {host: www.mango.com}}
        """
      When a client sends the request:
        """
        <request> HTTP/1.1
        Host: <host>
        Origin: https://mango.com
        Access-Control-Request-Method: GET
        """
      Then the connection stays open

      Examples:
        | what                        | request   | host           |
        | a fixed answer              | GET /     | www.mango.com  |
        | a redirect                  | GET /     | www.apple.com  |
        | an error                    | GET /     | www.durian.com |
        | the answer to a preflight   | OPTIONS / | www.mango.com  |
        | what the server as such can | OPTIONS * | www.mango.com  |

    Scenario Outline: It is told how long it may keep a connection that it does not use: <seconds> s
      Given <setting>
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Connection: keep-alive
        """
      Then the answer has the header "Keep-Alive: timeout=<seconds>"

      Examples:
        | seconds | setting                                        |
        | 75      | time stands still                              |
        | 20      | the setting "client_timeouts.keep_alive" is "20s" |

    Example: A client of HTTP/1.0 is served and sent home
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        """
      Then the answer comes from Alphonso
      And the connection is closed
