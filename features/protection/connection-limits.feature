Feature: Only so many connections
  Each connection takes memory. There may be as many as there is room for, and one client must not
  take all of it.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked

  Rule: A client whose connection is one too many is told so at once

    Example: One more than there may be
      Given Mangrove takes 2 connections at a time
      And 2 clients are connected
      When one more client connects
      Then the answer is 503 "Service Unavailable"
      And the answer has the header "Retry-After: 1"
      And the connection is closed
      And the log counts 1 refused connection

    Example: Those who are connected are served
      Given Mangrove takes 1 connection at a time
      And a client has been served and keeps its connection
      When one more client connects
      Then the answer is 503
      And the first client is still served

    Example: When one leaves there is room for another
      Given Mangrove takes 1 connection at a time
      And a client is connected
      When this client leaves
      Then a client is served again

    Example: A flood does not fill the log
      Given Mangrove takes 1 connection at a time
      And a client is connected
      When 200 more clients connect at once
      And Mangrove is told to stop
      Then the log counts 200 refused connections
      And it takes at most 20 lines to say so

    Scenario Outline: The first is told of at once, the others a second later: after <time>
      Given Mangrove takes 1 connection at a time
      And a client is connected
      And time stands still
      And 20 more clients connect at once
      When <time> passes
      Then the log counts <count>

      Examples:
        | time     | count                   |
        | 900 ms   | 1 refused connection    |
        | 1 second | 20 refused connections  |

    Example: A flood leaves nothing behind
      Given Mangrove takes 1 connection at a time
      And a client is connected
      And 200 more clients connect at once
      When this client leaves
      Then a client is served again

  Rule: One address may have only so many of them

    Example: One more than it may have
      Given Mangrove takes 1 connection from one address
      And a client at 127.0.0.1 is connected
      When one more client at 127.0.0.1 connects
      Then the answer is 503 "Service Unavailable"
      And the answer has the header "Retry-After: 1"
      And the log counts 1 refused connection

    Example: Another address
      Given Mangrove takes 1 connection from one address
      And a client at 127.0.0.1 is connected
      When a client at 127.0.0.2 asks for "/"
      Then the answer comes from Alphonso

    Example: When it leaves it may come again
      Given Mangrove takes 1 connection from one address
      And a client at 127.0.0.1 is connected
      When this client leaves
      Then a client is served again

    Example: Behind a proxy that tells of them
      Given connections from "127.0.0.1" begin with a PROXY header
      And Mangrove takes 1 connection from one address
      And a client behind a PROXY header is waiting for "/"
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.99 198.51.100.1 4711 80\r\n"
      Then the answer comes from Alphonso

  Rule: A connection carries only so many requests

    Example: The last answer says so
      Given a connection carries 2 requests
      When a client sends 2 requests on one connection:
        """
        GET /a HTTP/1.1
        Host: www.mango.com

        GET /b HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are 200 and 200
      And the answer has the header "Connection: close"
      And the connection is closed

    Example: What is sent behind the last is not served
      Given a connection carries 1 request
      When a client sends 2 requests on one connection:
        """
        GET /a HTTP/1.1
        Host: www.mango.com

        GET /b HTTP/1.1
        Host: www.mango.com


        """
      Then the connection is closed
      And Alphonso is asked once
      And the log has 1 line for requests

    Example: A client of HTTP/1.0 that would stay
      Given a connection carries 1 request
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        Connection: keep-alive
        """
      Then the answer comes from Alphonso
      And the connection is closed
