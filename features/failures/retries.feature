@any-transport
Feature: Trying again elsewhere
  One backend that fails should cost a client nothing but a moment, and never an order that is
  placed twice.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked

  Rule: A failed attempt is followed by one at another backend

    Example: The connection is refused
      Given nothing listens on Alphonso
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: The connection breaks before an answer
      Given Alphonso resets every connection
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: The connection is never made
      Given connections to Alphonso are never established
      And the connect timeout of a pool is "100ms"
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: Both fail
      Given Alphonso resets every connection
      And Kesar resets every connection
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Alphonso and Kesar are asked once

    Example: Once, if the config says nothing else
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And Alphonso resets every connection
      And Kesar resets every connection
      When a client asks for "www.orange.com/"
      Then the answer is 502 "Bad Gateway"
      And Ataulfo receives nothing

    Example: Twice, each time at another backend
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And a pool's "retries" is "2"
      And Alphonso resets every connection
      And Kesar answers 503
      When a client asks for "www.orange.com/"
      Then the answer comes from Ataulfo
      And Alphonso and Kesar are asked once

    Example: A request that has broken two backends does not get to break a third
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And a pool's "retries" is "2"
      And Alphonso resets every connection
      And Kesar resets every connection
      When a client asks for "www.orange.com/"
      Then the answer is 502 "Bad Gateway"
      And Ataulfo receives nothing

    Example: Those that could not be connected to were not broken by it
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And a pool's "retries" is "2"
      And nothing listens on Alphonso and Kesar
      When a client asks for "www.orange.com/"
      Then the answer comes from Ataulfo

    Example: Not at all
      Given a pool's "retries" is "0"
      And Alphonso resets every connection
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

  Rule: A request that may have reached a backend is repeated only if that is safe

    Scenario Outline: <method> is safe
      Given Alphonso resets every connection
      When a client sends <method> "/"
      Then the answer comes from Kesar

      Examples:
        | method  |
        | GET     |
        | HEAD    |
        | OPTIONS |
        | PUT     |
        | DELETE  |

    Scenario Outline: <method> is not
      Given Alphonso resets every connection
      When a client sends <method> "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

      Examples:
        | method |
        | POST   |
        | PATCH  |

    Example: The client has said that it is safe
      Given Alphonso resets every connection
      And clients send the header "Idempotency-Key: order-42"
      When a client sends POST "/orders"
      Then the answer comes from Kesar

    Example: What is not safe is not repeated for a bad answer either
      Given a pool's "retry_on" is "[503]"
      And Alphonso answers 503 "sold out"
      When a client sends POST "/orders" with the body "one mango"
      Then the answer is 503 "sold out"
      And Kesar receives nothing

    Example: What is not safe is not repeated after a timeout either
      Given a pool's "retry_on" is "[first_byte_timeout]"
      And the first_byte timeout of a pool is "150ms"
      And Alphonso never answers
      When a client sends POST "/orders" with the body "one mango"
      Then the answer is 504 "Gateway Timeout"
      And Kesar receives nothing

    Example: A backend that was never reached has seen nothing
      Given nothing listens on Alphonso
      When a client sends POST "/orders" with the body "one mango"
      Then the answer comes from Kesar
      And Kesar receives the body "one mango"

  Rule: The config says which failures are tried again

    Scenario Outline: A backend's own <status> is the answer
      Given Alphonso answers <status> "sold out"
      When a client asks for "/"
      Then the answer is <status> "sold out"
      And Kesar receives nothing

      Examples:
        | status |
        | 500    |
        | 502    |
        | 504    |

    Example: A backend's own 503 is tried again
      Given Alphonso answers 503 "sold out"
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: A backend's own 503 is the answer where the config leaves it out
      Given a pool's "retry_on" is "[connect_failed, reset]"
      And Alphonso answers 503 "sold out"
      When a client asks for "/"
      Then the answer is 503 "sold out"
      And Kesar receives nothing

    Scenario Outline: A backend's own <status> is tried again where the config says so
      Given a pool's "retry_on" is "[<status>]"
      And Alphonso answers <status> "sold out"
      When a client asks for "/"
      Then the answer comes from Kesar

      Examples:
        | status |
        | 502    |
        | 503    |
        | 504    |

    Example: Another status is not meant
      Given a pool's "retry_on" is "[502, 504]"
      And Alphonso answers 503 "sold out"
      When a client asks for "/"
      Then the answer is 503 "sold out"

    Example: Silence is not tried again
      Given the first_byte timeout of a pool is "150ms"
      And Alphonso never answers
      When a client asks for "/"
      Then the answer is 504 "Gateway Timeout"
      And Kesar receives nothing

    Example: Silence is tried again where the config says so
      Given a pool's "retry_on" is "[first_byte_timeout]"
      And the first_byte timeout of a pool is "150ms"
      And Alphonso never answers
      When a client asks for "/"
      Then the answer comes from Kesar
      And Alphonso sees the client leave within 1 second

    Example: A broken connection is not tried again where the config leaves it out
      Given a pool's "retry_on" is "[connect_failed]"
      And Alphonso resets every connection
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: An answer that makes no sense is tried again
      Given Alphonso answers these bytes "mango mango mango\r\n\r\n"
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: An answer that makes no sense is not tried again where the config leaves it out
      Given a pool's "retry_on" is "[connect_failed, reset]"
      And Alphonso answers these bytes "mango mango mango\r\n\r\n"
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: What is not safe is not repeated for an answer that makes no sense
      Given Alphonso answers these bytes "mango mango mango\r\n\r\n"
      When a client sends POST "/orders" with the body "one mango"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

  Rule: A backend that says when to come back is believed where that is later than a client would wait

    Background:
      Given the first_byte timeout of a pool is "5s"

    Scenario Outline: "Retry-After: <value>" is soon enough to try elsewhere
      Given Alphonso answers these bytes "HTTP/1.1 503 Sold Out\r\nRetry-After: <value>\r\nContent-Length: 8\r\n\r\nsold out"
      When a client asks for "/"
      Then the answer comes from Kesar

      Examples:
        | value                         |
        | 1                             |
        | 5                             |
        | Mon, 01 Jan 2024 00:00:00 GMT |
        | soon                          |

    Scenario Outline: "Retry-After: <value>" is not
      Given Alphonso answers these bytes "HTTP/1.1 503 Sold Out\r\nRetry-After: <value>\r\nContent-Length: 8\r\n\r\nsold out"
      When a client asks for "/"
      Then the answer is 503 "sold out"
      And the answer has the header "Retry-After: <value>"
      And Kesar receives nothing

      Examples:
        | value                         |
        | 6                             |
        | Fri, 01 Jan 2100 00:00:00 GMT |

  Rule: Nothing is repeated once the client has seen a byte of an answer

    Example: Half an answer
      Given Alphonso promises 100 bytes, sends "half a" and dies
      When a client asks for "/"
      Then the answer breaks off
      And Kesar receives nothing

    Example: An answer that turns bad once its head has left
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      When Alphonso goes on with the bytes "mango\r\n"
      Then the client's connection breaks
      And Kesar receives nothing

    Example: A head alone
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      When Alphonso resets the connection
      Then the client's connection breaks
      And Kesar receives nothing

  Rule: The same backend is used again only if there is no other

    Example: The only one
      Given Ataulfo serves www.orange.com
      And Ataulfo resets the first 1 connection
      When a client asks for "www.orange.com/"
      Then the answer comes from Ataulfo
      And Ataulfo is asked twice

    Scenario Outline: After a moment of 25 ms at most: after <time> it is asked <times>
      Given Ataulfo serves www.orange.com
      And Ataulfo resets the first 1 connection
      And time stands still
      And a client begins to ask for "www.orange.com/" and is tried at Ataulfo
      When <time> pass
      Then Ataulfo is asked <times>

      Examples:
        | time  | times |
        | 0 ms  | once  |
        | 25 ms | twice |

    Scenario Outline: After ever longer moments, up to 250 ms each: after <time>
      Given Ataulfo serves www.orange.com
      And Ataulfo resets every connection
      And a pool's "retries" is "10"
      And time stands still
      And a client begins to ask for "www.orange.com/" and is tried at Ataulfo
      When <time> pass
      Then the log has <lines> for requests

      # 25, 75, 175 ms and seven times 250 ms at most, of which chance takes a part. Once in twelve million times they are
      # over within 150 ms; in moments of 25 ms each they would be, nine times out of ten.
      Examples:
        | time    | lines   |
        | 150 ms  | 0 lines |
        | 2025 ms | 1 line  |

    Example: The only one that is usable
      Given Kesar has the weight 0
      And Alphonso resets the first 1 connection
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Kesar receives nothing
