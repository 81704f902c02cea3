Feature: The last real answer
  When nothing helps, what a backend itself had to say is worth more to a client than a sentence
  of the balancer's.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked
    And a pool's "retry_on" is "[connect_failed, reset, first_byte_timeout, 502, 503, 504]"

  Rule: When attempts run out, the client gets the last answer that a backend gave

    Example: The other one refuses the connection
      Given Alphonso answers 503 "sold out"
      And nothing listens on Kesar
      When a client asks for "/"
      Then the answer is 503 "sold out"

    Example: The other one breaks the connection
      Given Alphonso answers 503 "sold out"
      And Kesar resets every connection
      When a client asks for "/"
      Then the answer is 503 "sold out"

    Example: The other one says nothing
      Given the first_byte timeout of a pool is "150ms"
      And Alphonso answers 503 "sold out"
      And Kesar never answers
      When a client asks for "/"
      Then the answer is 503 "sold out"

    Example: The other one says something else
      Given Alphonso answers 503 "sold out"
      And Kesar answers 502 "no idea"
      When a client asks for "/"
      Then the answer is 502 "no idea"

    Example: Nobody says anything
      Given Alphonso resets every connection
      And nothing listens on Kesar
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"

    Example: A failure between two answers
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And a pool's "retry_on" is "[reset, 503]"
      And a pool's "retries" is "2"
      And Alphonso answers 503 "sold out"
      And Kesar resets every connection
      And Ataulfo resets every connection
      When a client asks for "www.orange.com/"
      Then the answer is 503 "sold out"

  Rule: An answer in hand is neither cut nor held up

    Example: A long one
      Given Alphonso answers 503 with a body of 4 MiB
      And nothing listens on Kesar
      When a client asks for "/"
      Then the answer is 503
      And the answer has a body of 4 MiB

    Example: One without content
      Given Alphonso answers 503 ""
      And nothing listens on Kesar
      When a client asks for "/"
      Then the answer is 503 ""

    Example: One for which the idle timeout passes while the other one thinks
      Given the idle timeout of a pool is "50ms"
      And the first_byte timeout of a pool is "250ms"
      And Alphonso answers 503 "sold out"
      And Kesar never answers
      When a client asks for "/"
      Then the answer is 503 "sold out"

    Example: Its content comes later
      Given Alphonso begins with "HTTP/1.1 503 Sold Out\r\nContent-Length: 8\r\n\r\n" and says no more
      And nothing listens on Kesar
      When a client begins to ask for "/" and reads only the head
      Then the status shows 1 request in flight at Alphonso

    Example: One behind which its backend closes the connection
      Given Alphonso begins with "HTTP/1.1 503 Sold Out\r\nContent-Length: 8\r\n\r\nsold out" and closes the connection
      And Kesar needs 100 ms to reset a connection
      When a client asks for "/"
      Then the answer is 503 "sold out"

    Example: It proves bad in what had not been read of it
      Given Alphonso begins with "HTTP/1.1 503 Sold Out\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsold\r\nout\r\n" and says no more
      And nothing listens on Kesar
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"

    Example: Its backend dies meanwhile
      Given Alphonso begins with "HTTP/1.1 503 Sold Out\r\nContent-Length: 8\r\n\r\nsold" and closes the connection
      And Kesar needs 100 ms to reset a connection
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"

    Example: Another attempt would have to wait for a place
      Given Ataulfo serves www.orange.com
      And a pool's "retry_on" is "[503]"
      And Ataulfo takes 1 request at a time
      And Ataulfo answers 503 "sold out"
      When a client asks for "www.orange.com/"
      Then the answer is 503 "sold out"
      And the answer is here within 1 second

    Example: Another attempt may not even wait for a place
      Given Ataulfo serves www.orange.com
      And a pool's "retry_on" is "[503]"
      And a pool's "max_queue" is "0"
      And Ataulfo takes 1 request at a time
      And Ataulfo answers 503 "sold out"
      When a client asks for "www.orange.com/"
      Then the answer is 503 "sold out"
