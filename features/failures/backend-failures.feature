Feature: What a client sees when a backend fails
  Whatever happens behind the balancer, the client gets an answer it can understand,
  and the log says what really happened.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked

  Rule: A backend that cannot be talked to is a bad gateway

    Example: It refuses the connection
      Given nothing listens on Alphonso
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "connect_failed"

    Example: It breaks the connection
      Given Alphonso resets every connection
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "reset"

    Example: It closes the connection without a word
      Given Alphonso answers these bytes ""
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "reset"

  Rule: A backend whose answer makes no sense is a bad gateway

    Scenario Outline: <fault>
      Given Alphonso answers these bytes "<bytes>"
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "bad_answer"

      Examples:
        | fault                   | bytes                                                                                       |
        | Garbage                 | mango mango mango\\r\\n\\r\\n                                                               |
        | No status               | HTTP/1.1 OK\\r\\n\\r\\n                                                                     |
        | A status below 100      | HTTP/1.1 099 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n                                         |
        | Two different lengths   | HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab                 |
        | A length and chunks     | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n |
        | A length in words       | HTTP/1.1 200 OK\\r\\nContent-Length: five\\r\\n\\r\\nhello                                  |
        | A space before a colon  | HTTP/1.1 200 OK\\r\\nContent-Length : 0\\r\\n\\r\\n                                         |
        | A NUL in a header       | HTTP/1.1 200 OK\\r\\nX-Fruit: man\\0go\\r\\nContent-Length: 0\\r\\n\\r\\n                   |

  Rule: A backend that takes too long is a gateway timeout

    Example: It never answers
      Given Alphonso never answers
      And the first_byte timeout of a pool is "50ms"
      When a client asks for "/"
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "first_byte_timeout"

    Example: It never takes the connection
      Given connections to Alphonso are never established
      And the connect timeout of a pool is "100ms"
      When a client asks for "/"
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "connect_timeout"

    Example: The request is given up at the backend too
      Given Alphonso never answers
      And the first_byte timeout of a pool is "50ms"
      When a client asks for "/"
      Then Alphonso sees the client leave within 1 second

  Rule: A connection that was kept and is closed by now is no failure where a request only reads

    Scenario Outline: <method>
      Given a pool's "retries" is "0"
      And Alphonso breaks each connection when its second request comes
      And a client asks for "/"
      When a client sends <method> "/"
      Then the answer comes from Alphonso

      Examples:
        | method  |
        | GET     |
        | HEAD    |
        | OPTIONS |

    Example: With koa-proxies too
      Given a pool's "transport" is "koa-proxies"
      And Alphonso breaks each connection when its second request comes
      And a client asks for "/"
      When a client asks for "/"
      Then the answers are 200 and 200

    Example: What may do something is not sent again
      Given Alphonso breaks each connection when its second request comes
      And a client asks for "/"
      When a client sends POST "/orders" with the body "two mangoes"
      Then the answer is 502 "Bad Gateway"
      And Alphonso is asked twice

  Rule: A failure of one request is nobody else's

    Example: The next client is served
      Given Alphonso resets every connection
      And a client asks for "/"
      And Alphonso answers 200 "fine again"
      When a client asks for "/"
      Then the answer is 200 "fine again"
