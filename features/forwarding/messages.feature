Feature: Carrying requests and answers unchanged
  A client that speaks with a balancer should not be able to tell it from the backend.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Every method that Node's parser knows is carried

    Scenario Outline: <method>
      When a client sends <method> "/orders"
      Then Alphonso is asked with <method>

      Examples:
        | method   |
        | GET      |
        | HEAD     |
        | POST     |
        | PUT      |
        | PATCH    |
        | DELETE   |
        | OPTIONS  |
        | PROPFIND |
        | M-SEARCH |
        | QUERY    |

  Rule: Bodies arrive as they were sent

    Example: A body with a length
      When a client sends POST "/orders" with the body "two mangoes"
      Then Alphonso receives the body "two mangoes"

    Example: A GET may have a body
      When a client sends GET "/search" with the body "ripe"
      Then Alphonso receives the body "ripe"

    Example: A DELETE may have a body
      When a client sends DELETE "/orders" with the body "all"
      Then Alphonso receives the body "all"

    Example: A body in chunks
      When a client sends the request:
        """
        POST /orders HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked

        4
        two 
        7;note=ignored
        mangoes
        0

        
        """
      Then Alphonso receives the body "two mangoes"

    Example: A large body
      When a client sends PUT "/photos" with a body of 5000000 bytes
      Then Alphonso receives a body of 5000000 bytes

    Example: A request without a body gets none
      When a client asks for "/"
      Then Alphonso receives no header "Transfer-Encoding"
      And Alphonso receives no header "Content-Length"

    Example: A large answer
      Given Alphonso has 20 MiB to send
      When a client asks for "/photos"
      Then the answer has a body of 20 MiB

  Rule: Every status is carried with its headers

    Scenario Outline: <status>
      Given Alphonso answers <status> "so be it"
      When a client asks for "/"
      Then the answer is <status> "so be it"

      Examples:
        | status |
        | 200    |
        | 201    |
        | 302    |
        | 404    |
        | 418    |
        | 500    |
        | 502    |
        | 599    |

    Example: Headers that come several times stay several
      Given Alphonso answers 200 with the headers:
        | Set-Cookie | a=1      |
        | Vary       | Accept   |
        | Set-Cookie | b=2      |
      When a client asks for "/"
      Then the answer has the headers:
        | Set-Cookie | a=1    |
        | Vary       | Accept |
        | Set-Cookie | b=2    |

    Example: Headers of a request that come several times stay several
      When a client asks for "/" with the headers:
        | X-Fruit | mango |
        | X-Fruit | apple |
      Then Alphonso receives the headers:
        | X-Fruit | mango |
        | X-Fruit | apple |

    Example: No type is invented for an answer that has none
      Given Alphonso answers 200 "mystery"
      When a client asks for "/"
      Then the answer has no header "Content-Type"

    Example: A compressed answer stays compressed
      Given Alphonso answers with the header "Content-Encoding: gzip"
      When a client asks for "/"
      Then the answer has the header "Content-Encoding: gzip"

  @any-transport
  Rule: The head of an answer arrives with the bytes it was sent with

    Scenario Outline: <what>
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n<line>\r\n\r\nok"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "ok"
      And the client has read "<line>\r\n"

      Examples:
        | what                            | line                                                                  |
        | A file name in UTF-8            | Content-Disposition: attachment; filename=\"\\xe6\\xbc\\x8f.txt\" |
        | One with an umlaut              | content-disposition: attachment; filename=\"m\\xc3\\xbc.txt\"      |
        | One in latin1                   | CONTENT-DISPOSITION: inline; filename=\"m\\xfc.txt\"               |
        | A field of the backend's own    | X-Fruit: \\xe6\\xbc\\x8f \\xff                                    |
        | A cookie                        | Set-Cookie: fruit=\\xe6\\xbc\\x8f; Path=/                          |
        | A tab                           | X-Fruit: man\\tgo                                                    |
        | A date of its own               | Date: yesterday                                                       |

    Scenario Outline: The reason "<reason>"
      Given Alphonso answers these bytes "HTTP/1.1 200 <reason>\r\nContent-Length: 2\r\n\r\nok"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "ok"
      And the client has read "HTTP/1.1 200 <reason>\r\n"

      Examples:
        | reason               |
        |                      |
        | Ripe                 |
        | Sch\\xc3\\xb6n reif |

    Scenario Outline: A file name in UTF-8 where there is no content: <method>, <status>
      Given Alphonso answers these bytes "HTTP/1.1 <status>\r\nContent-Length: 2\r\nContent-Disposition: inline; filename=\xe6\xbc\x8f\r\n\r\n"
      When a client sends the request:
        """
        <method> / HTTP/1.1
        Host: www.mango.com
        """
      Then the client has read "Content-Disposition: inline; filename=\xe6\xbc\x8f\r\n"

      Examples:
        | method | status           |
        | HEAD   | 200 OK           |
        | GET    | 304 Not Modified |

    Scenario Outline: A head that comes before any content: <what>
      Given Alphonso answers byte by byte "HTTP/1.1 200 OK\r\n<line>\r\n<framing>"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "ok"
      And the client has read "<line>\r\n"

      Examples:
        | what                | line                                          | framing                                                                |
        | UTF-8 with a length | Content-Disposition: \\xe6\\xbc\\x8f.txt | Content-Length: 2\\r\\n\\r\\nok                                  |
        | latin1 in chunks    | X-Fruit: m\\xfc                             | Transfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nok\\r\\n0\\r\\n\\r\\n |
        | A byte alone        | Set-Cookie: fruit=\\xff                     | Content-Length: 2\\r\\n\\r\\nok                                  |

  Rule: No answer depends on how its bytes were cut into packets

    Scenario Outline: Byte by byte: <what>
      Given Alphonso answers byte by byte "<bytes>"
      When a client sends the request:
        """
        <method> / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is <answer>

      Examples:
        | what                 | method | answer            | bytes                                                                                                   |
        | A length             | GET    | 200 "mango"       | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango                                                 |
        | Chunks and a trailer | GET    | 200 "mango"       | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5 \\r\\nmango\\r\\n0\\r\\nA: b\\r\\n\\r\\n   |
        | A hint before it     | GET    | 200 "mango"       | HTTP/1.1 103 Hint\\r\\nLink: </a>\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango    |
        | A line behind it     | GET    | 200 "mango"       | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango\\r\\n                                           |
        | Content behind a 204 | GET    | 204 ""            | HTTP/1.1 204 No Content\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n                        |
        | Content behind HEAD  | HEAD   | 200 ""            | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango                                                 |
        | Another protocol     | GET    | 502 "Bad Gateway" | SSH-2.0-mango\\r\\n                                                                                     |

  Rule: Answers without a body have none

    Example: HEAD tells the length of what is not sent
      Given Alphonso answers with the header "Content-Length: 42"
      When a client sends HEAD "/"
      Then the answer has the header "Content-Length: 42"
      And the answer has no body

    Scenario Outline: <status>
      Given Alphonso answers <status>
      When a client sends 2 requests on one connection:
        """
        GET /a HTTP/1.1
        Host: www.mango.com

        GET /b HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are <status> and <status>

      Examples:
        | status |
        | 204    |
        | 304    |

  Rule: An answer may end with its connection

    Example: A backend of the old school
      Given Alphonso answers these bytes:
        """
        HTTP/1.0 200 OK
        Content-Type: text/plain

        old but ripe
        """
      When a client asks for "/"
      Then the answer has the body "old but ripe"
