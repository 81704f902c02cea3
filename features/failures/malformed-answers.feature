Feature: Answers that make no sense
  What two readers could understand in two ways is given to nobody, and what a backend
  says too much must never become the answer of somebody else.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked

  Rule: An answer that breaks the rules of HTTP is replaced, and its connection closed

    Scenario Outline: <fault>
      Given Alphonso begins with "<bytes>" and says no more
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "bad_answer"
      And Alphonso is soon without connections

      Examples:
        | fault                               | bytes                                                                                                     |
        | HTTP/0.9                            | <html>ripe mangoes</html>                                                                                 |
        | Another protocol                    | \\x16\\x03\\x01 mango                                                                                     |
        | Status 000                          | HTTP/1.1 000 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n                                                       |
        | Status 099                          | HTTP/1.1 099 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n                                                       |
        | Status 600                          | HTTP/1.1 600 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n                                                       |
        | A switch that nobody asked for      | HTTP/1.1 101 Now\\r\\nConnection: upgrade\\r\\nUpgrade: mango\\r\\n\\r\\n                                 |
        | A control character in the reason   | HTTP/1.1 200 O\\x01K\\r\\nContent-Length: 0\\r\\n\\r\\n                                                   |
        | The same length twice               | HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\na                                |
        | Chunks behind a comma               | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: ,chunked\\r\\n\\r\\n0\\r\\n\\r\\n                                 |
        | A coding that nobody knows          | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: mango, chunked\\r\\n\\r\\n0\\r\\n\\r\\n                           |
        | A line feed alone                   | HTTP/1.1 200 OK\\nContent-Length: 0\\r\\n\\r\\n                                                           |
        | A folded line                       | HTTP/1.1 200 OK\\r\\nX-Fruit: man\\r\\n go\\r\\nContent-Length: 0\\r\\n\\r\\n                             |
        | A hint with chunks of its own       | HTTP/1.1 103 Hint\\r\\nTransfer-Encoding: mango\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n |

    Example: The log says which status it was
      Given Alphonso begins with "HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n" and says no more
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the detail "status 999 is not one of an answer"

    @any-transport
    Example: A switch that nobody asked for, whatever carries the request
      Given Alphonso begins with "HTTP/1.1 101 Now\r\nConnection: upgrade\r\nUpgrade: mango\r\n\r\n" and says no more
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "bad_answer"
      And Alphonso is soon without connections

    Example: A field that JavaScript would mistake for one of its own
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\n__proto__: mango\r\nConstructor: x\r\nContent-Length: 0\r\n\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200
      And the answer has the header "__proto__: mango"
      And the answer has the header "Constructor: x"

    Example: The length of a hint is not passed on
      Given Alphonso answers these bytes "HTTP/1.1 103 Hint\r\nContent-Length: 5\r\nLink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "ok"
      And the client has never read "content-length: 5"

  Rule: A complete answer is delivered whole, and what follows it reaches nobody

    Scenario Outline: <what>
      Given Alphonso begins with "<bytes>" and says no more
      And a client sends the request:
        """
        <method> / HTTP/1.1
        Host: www.mango.com
        """
      And Alphonso is soon without connections
      And Alphonso answers 200 "fresh"
      When a client asks for "/"
      Then the answers are <status> and 200
      And the client has never read "rotten"
      And the answer is 200 "fresh"

      Examples:
        | what                             | method | status | bytes                                                                                                        |
        | A line behind a length           | GET    | 200    | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango\\r\\n                                                |

      @any-transport
      Examples: With every transport
        | what                             | method | status | bytes                                                                                                        |
        | Another answer behind a length   | GET    | 200    | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmangoHTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nrotten |
        | Another answer behind chunks     | GET    | 200    | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nmango\\r\\n0\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nrotten |
        | A line behind a trailer          | GET    | 200    | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nmango\\r\\n0\\r\\nA: b\\r\\n\\r\\nrotten\\r\\n |
        | Content behind HEAD              | HEAD   | 200    | HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nrotten                                                     |
        | Chunks behind HEAD               | HEAD   | 200    | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n6\\r\\nrotten\\r\\n0\\r\\n\\r\\n                 |
        | An error page behind HEAD        | HEAD   | 404    | HTTP/1.1 404 Not Found\\r\\nContent-Length: 6\\r\\n\\r\\nrotten                                              |
        | The end of chunks behind a 204   | GET    | 204    | HTTP/1.1 204 No Content\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n                             |
        | Content behind a 204             | GET    | 204    | HTTP/1.1 204 No Content\\r\\nContent-Length: 6\\r\\n\\r\\nrotten                                             |
        | Content behind a bare 204        | GET    | 204    | HTTP/1.1 204 No Content\\r\\n\\r\\nrotten                                                                    |
        | Content behind a 304             | GET    | 304    | HTTP/1.1 304 Not Modified\\r\\nContent-Length: 6\\r\\n\\r\\nrotten                                           |
        | Another answer behind a 204      | GET    | 204    | HTTP/1.1 204 No Content\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nrotten                  |

    @any-transport
    Example: A large answer to a slow reader
      Given Alphonso answers with 4 MiB and 3 bytes more
      And a client begins to ask for "/" and reads only the head
      When the client reads on
      Then the answer has a body of 4 MiB
      And the status shows 1 request and 0 failures at Alphonso

  Rule: The log warns of a backend that says too much

    Example: Once, and not with each answer
      Given Alphonso begins with "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nmango\r\n" and says no more
      When a client asks for "/" 7 times
      Then every answer is 200
      And the log says once that Alphonso sends bytes that belong to no answer
      And the log line of the request has no "reason"
      And the attempts in the log line are:
        | backend  | status | reason |
        | Alphonso | 200    |        |

    Example: Once more after a minute
      Given time stands still
      And Alphonso begins with "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nmango\r\n" and says no more
      And a client asks for "/" 7 times
      And 60 seconds have passed
      When a client asks for "/" 7 times
      Then the log says twice that Alphonso sends bytes that belong to no answer

    Example: Where it says it later
      Given a client asks for "/"
      When Alphonso says "mango" while nobody asks
      Then Alphonso is soon without connections
      And the log says once that Alphonso sends bytes that belong to no answer

  Rule: What a backend says while nobody asks reaches nobody

    Scenario Outline: <what>
      Given a client asks for "/"
      And Alphonso says "<bytes>" while nobody asks
      And Alphonso is soon without connections
      When a client asks for "/"
      Then the answer is 200 "hello from Alphonso"

      Examples:
        | what              | bytes                                                                |
        | Garbage           | mango                                                                |
        | A whole answer    | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango              |

    Example: It says it just when the next client asks
      Given Alphonso says "mango\r\n" too much on a connection before its second answer
      And a client asks for "/"
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: A request that may do something is not sent again
      Given Alphonso says "mango\r\n" too much on a connection before its second answer
      And a client asks for "/"
      When a client sends POST "/orders" with the body "two mangoes"
      Then the answer is 502
      And Alphonso is asked twice

  Rule: A truncated answer is cut off at once, and never completed

    Example: Chunks that end too early
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      And Alphonso sends "half a"
      When Alphonso resets the connection
      Then the client's connection breaks within 200 ms

  Rule: No message of a stranger ends the process

    @process
    Example: With every rejection fatal
      Given Mangrove runs with "--unhandled-rejections=strict"
      And a client sends the header line "Trailer: a"
      And Alphonso answers in turn:
        | HTTP/1.1 000 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n             |
        | HTTP/1.1 099 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n             |
        | HTTP/1.1 200 O\\x01K\\r\\nContent-Length: 0\\r\\n\\r\\n          |
        | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nma |
      When a client asks for "/" 4 times
      Then Mangrove is still the same process
