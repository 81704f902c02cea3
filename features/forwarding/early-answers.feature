Feature: Answers that come before the request is over
  A client that uploads a film and may not should be told so, and not just lose its connection.

  Background:
    Given Alphonso serves www.mango.com

  Rule: A backend may answer in the middle of an upload

    Scenario Outline: <status>, and the backend <then>
      Given Alphonso interrupts uploads with <status> and <then>
      When a client uploads 50 MiB to "/film"
      Then the answer is <status> "so be it"

      Examples:
        | status | then     |
        | 413    | closes   |
        | 413    | resets   |
        | 413    | stops    |
        | 413    | reads-on |
        | 401    | closes   |
        | 200    | closes   |
        | 200    | stops    |

    Example: An upload in chunks
      Given Alphonso interrupts uploads with 413 and closes
      When a client uploads 50 MiB in chunks to "/film"
      Then the answer is 413 "so be it"

    Scenario Outline: A client that reads nothing before it has sent all, and a backend that <then>
      Given Alphonso interrupts uploads with 413 and <then>
      When a client that reads nothing before it has sent all uploads 50 MiB to "/film"
      Then the answer is 413 "so be it"

      Examples:
        | then     |
        | closes   |
        | stops    |
        | reads-on |

    Example: A long answer to a client that reads nothing before it has sent all
      Given Alphonso interrupts uploads with 413 and 16 MiB
      When a client that reads nothing before it has sent all uploads 50 MiB to "/film"
      Then the answer has a body of 16 MiB

    Example: The client is told that its connection ends
      Given Alphonso interrupts uploads with 413 and stops
      When a client uploads 50 MiB to "/film"
      Then the answer has the header "Connection: close"

    Example: An answer that another backend could better is held while nobody reads the upload
      Given a pool's "retry_on" is "[503]"
      And Alphonso interrupts uploads with 503 and stops
      When a client that reads nothing before it has sent all uploads 50 MiB to "/film"
      Then the answer is 503 "so be it"

  Rule: Mangrove's own answer may come in the middle of an upload too

    Scenario Outline: <status>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/admin]}
            servers: [Alphonso:80]
          - host: www.orange.com
            servers: [Kesar:80]
        """
      And nothing listens on Kesar
      When a client that reads nothing before it has sent all uploads 50 MiB to "<what>"
      Then the answer is <status>

      Examples:
        | status | what                  |
        | 403    | www.mango.com/admin   |
        | 404    | www.durian.com/film   |
        | 502    | www.orange.com/film   |
        | 400    | www.mango.com/..      |

    Example: A fixed answer
      Given the config:
        """
        hosts:
          - {host: www.apple.com, respond: {status: 410, body: gone}}
        """
      When a client that reads nothing before it has sent all uploads 50 MiB to "www.apple.com/film"
      Then the answer is 410 "gone"

  Rule: A client that goes on sending is heard out for a while, so that it gets to read its answer

    Background:
      Given Mangrove takes 1 connection at a time
      And the setting "limits.body" is "1KiB"
      And time stands still
      And a client sends the request:
        """
        POST /film HTTP/1.1
        Host: www.mango.com
        Content-Length: 1025
        """

    Example: One that says no more, for less than a second
      Given 900 ms have passed
      When one more client connects
      Then the answer is 503

    Example: One that says no more, for a second
      When 1 second passes
      Then a client is served again

    Example: One that goes on, for less than half a minute
      Given this client sends an empty line every 500 ms
      And 30 seconds have passed
      When one more client connects
      Then the answer is 503

    Example: One that goes on, for half a minute and a second
      Given this client sends an empty line every 500 ms
      When 31 seconds pass
      Then a client is served again

  Rule: What comes behind such an answer is not another request

    Example: A request behind the rest of an upload
      When a client sends the request:
        """
        POST /film HTTP/1.1
        Host: www.durian.com
        Content-Length: 10

        half a
        """
      And the client sends the content "film"
      And the client sends the content "GET /secret HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answer is 404
      And the connection is closed
      And Alphonso receives nothing
