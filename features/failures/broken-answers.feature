Feature: An answer that breaks off
  Half a price list that looks whole is worse than none. A client must be able to see
  that something is missing.

  Background:
    Given Alphonso serves www.mango.com

  Rule: When a backend dies in the middle of an answer, the client's connection breaks

    Example: An answer with a length
      Given Alphonso promises 100 bytes, sends "half a" and dies
      When a client asks for "/"
      Then the answer breaks off
      And the log gives the reason "truncated"

    Example: An answer in chunks
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      And Alphonso sends "half a"
      When Alphonso resets the connection
      Then the client's connection breaks
      And the log gives the reason "truncated"

    Example: No end is made up
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer breaks off
      And the connection is closed

    Example: A client of HTTP/1.0, which knows no other end than that of the connection
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        """
      Then the connection is reset

    Example: A chunk that makes no sense
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nxyz\r\n"
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"

    Example: Silence in the middle of a body
      Given Alphonso answers piece by piece
      And the idle timeout of a pool is "100ms"
      And a client is waiting for the rest of "/"
      When Alphonso sends "half a"
      Then the client's connection breaks

  Rule: The balancer lives on

    Example: The next client is served
      Given Alphonso promises 100 bytes, sends "half a" and dies
      And a client asks for "/"
      And Alphonso answers 200 "whole"
      When a client asks for "/"
      Then the answer is 200 "whole"
