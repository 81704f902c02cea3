Feature: Using connections well
  Making a connection costs time. Those that are there are used again.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked

  Rule: Connections to a backend are used again

    Example: Requests one after the other
      When a client asks for "/" 5 times
      Then Alphonso has served all of them on one connection

    Example: A backend that closes after each answer is connected to anew
      Given Alphonso answers with the header "Connection: close"
      When a client asks for "/" 3 times
      Then every answer is 200

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

    Example: A client of HTTP/1.0 is served and sent home
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        """
      Then the answer comes from Alphonso
      And the connection is closed
