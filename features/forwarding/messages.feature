Feature: Carrying requests and answers unchanged
  A client that speaks with a balancer should not be able to tell it from the backend.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Any method is carried

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
