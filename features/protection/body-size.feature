Feature: Refusing more content than a backend is meant to get
  A photo is welcome, a film is not. What is too much is refused before it costs the backend
  anything.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked
    And the setting "limits.body" is "1KiB"

  Rule: Content that tells its length is refused at once

    Example: Just small enough
      When a client sends POST "/photos" with a body of 1024 bytes
      Then the answer is 200
      And Alphonso receives a body of 1024 bytes

    Example: One byte too many
      When a client sends POST "/photos" with a body of 1025 bytes
      Then the answer is 413 "Content Too Large"
      And Alphonso receives nothing
      And the log gives the reason "body_too_large"

    Example: Before any of it has come
      When a client sends the request:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Content-Length: 1025
        """
      Then the answer is 413 "Content Too Large"
      And the connection is closed
      And the log has 1 line for requests

    Example: Without being asked for it
      When a client sends the request:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Content-Length: 1025
        Expect: 100-continue
        """
      Then the answer is 413 "Content Too Large"
      And the client has not been asked for its content
      And the connection is closed

    Scenario Outline: <who>
      When a client sends the request:
        """
        <line>
        Host: www.mango.com
        Content-Length: 1025
        """
      Then the answer is 413
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | who                                 | line                  |
        | A client of HTTP/1.0                | POST /photos HTTP/1.0 |
        | A request that usually has none     | GET /photos HTTP/1.1  |
        | A request whose answer has no body  | HEAD /photos HTTP/1.1 |

    Example: Behind another request
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com

        POST /photos HTTP/1.1
        Host: www.mango.com
        Content-Length: 1025


        """
      Then the answers are 200 and 413
      And the connection is closed

    Example: A request to switch protocols
      When a client sends the request:
        """
        GET /chat HTTP/1.1
        Host: www.mango.com
        Connection: Upgrade
        Upgrade: websocket
        Content-Length: 1025
        """
      Then the answer is 413
      And Alphonso receives nothing

  Rule: Content of unknown length is counted while it comes

    Example: Just small enough, in pieces
      Given a client begins to send POST "/photos"
      And the client sends a piece of 1000 bytes
      And the client sends a piece of 24 bytes
      When the client finishes its request
      And the client waits for its answer
      Then the answer comes from Alphonso
      And Alphonso receives a body of 1024 bytes

    Example: Too much
      Given a client begins to send POST "/photos"
      And the client sends a piece of 1000 bytes
      When the client sends a piece of 25 bytes
      And the client waits for its answer
      Then the answer is 413 "Content Too Large"
      And the answer has the header "Connection: close"
      And the log gives the reason "body_too_large"

    Example: A backend gets nothing beyond the limit
      Given a client begins to send POST "/photos"
      And the client sends a piece of 1000 bytes
      And Alphonso receives a body of 1000 bytes
      When the client sends a piece of 25 bytes
      Then Alphonso sees the client leave within 1 second
      And Alphonso receives a body of 1000 bytes

    Example: Too much while the answer has begun
      Given Alphonso answers piece by piece
      And a client begins to send POST "/photos"
      And the client has the head of its answer
      When the client sends a piece of 1025 bytes
      Then the client's connection breaks
      And the log gives the reason "body_too_large"
      And Alphonso sees the client leave within 1 second

    Example: What stands beside the content does not count, and has limits of its own
      When a client sends the request:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked

        5;ripe=very
        mango
        0
        X-Sum: 5


        """
      Then the answer comes from Alphonso
      And Alphonso receives the body "mango"

    Example: A chunk with more beside the content than in it
      When a client sends a chunk with an extension of 20000 characters
      Then the answer is 400 "Bad Request"
      And the connection is closed

    Example: Trailers without end
      When a client sends a trailer of 100000 characters
      Then the answer is 431 "Request Header Fields Too Large"
      And the connection is closed

  Rule: A host, a path and a pool may have a limit of their own, and the innermost counts

    Scenario Outline: <case>
      Given the config:
        """
        limits: {body: 1KiB}
        pools:
          films: {servers: [alphonso:80], max_body: 4KiB}
        hosts:
          - host: www.mango.com
            max_body: 2KiB
            servers: [alphonso:80]
            paths:
              - {path: /small, max_body: 10B}
              - {path: /any, max_body: off}
              - {path: /films, max_body: 10B, pool: films}
        paths:
          - {path: /, servers: [alphonso:80]}
        """
      And backends are not checked
      When a client sends POST "<place>" with a body of <size> bytes
      Then the answer is <status>

      Examples:
        | case                   | place                | size   | status |
        | The host, enough       | www.mango.com/       | 2048   | 200    |
        | The host, too much     | www.mango.com/       | 2049   | 413    |
        | The path, enough       | www.mango.com/small  | 10     | 200    |
        | The path, too much     | www.mango.com/small  | 11     | 413    |
        | The path, no limit     | www.mango.com/any    | 500000 | 200    |
        | The pool, enough       | www.mango.com/films  | 4096   | 200    |
        | The pool, too much     | www.mango.com/films  | 4097   | 413    |
        | None of them, enough   | www.orange.com/      | 1024   | 200    |
        | None of them, too much | www.orange.com/      | 1025   | 413    |
