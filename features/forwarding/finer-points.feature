Feature: The finer points of HTTP
  What few clients use, those few depend on.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Trailers are carried both ways

    Example: Behind an answer
      Given Alphonso answers with the trailer "X-Checksum: 42"
      When a client asks for "/" with the headers:
        | Connection | TE       |
        | TE         | trailers |
      Then the answer has the trailer "X-Checksum: 42"

    @any-transport
    Example: Their bytes
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nmango\r\n0\r\nX-Note: \xe6\xbc\x8f\r\nX-Note: \xff\r\n\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the client has read "\r\n0\r\nX-Note: \xe6\xbc\x8f\r\nX-Note: \xff\r\n\r\n"

    Example: Announced before an answer, but for those that mean nothing there
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTrailer: X-Checksum, Content-Length\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nmango\r\n0\r\nX-Checksum: 42\r\n\r\n"
      When a client asks for "/"
      Then the answer has the header "Trailer: X-Checksum"
      And the answer has the trailer "X-Checksum: 42"

    Scenario Outline: Not announced where there can be none: <request>
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTrailer: X-Checksum\r\nTransfer-Encoding: chunked\r\n\r\n<content>"
      When a client sends the request:
        """
        <request>
        Host: www.mango.com
        """
      Then the answer is 200
      And the answer has no header "Trailer"

      Examples:
        | request         | content                                        |
        | GET / HTTP/1.0  | 5\\r\\nmango\\r\\n0\\r\\nX-Checksum: 42\\r\\n\\r\\n |
        | HEAD / HTTP/1.1 |                                                |

    Example: Behind a request
      Given a client begins to send POST "/photos"
      And the client sends the piece "a mango"
      When the client finishes its request with the trailer "X-Checksum: 42"
      Then Alphonso receives the trailer "X-Checksum: 42"

    Scenario Outline: What only a proxy may say is not believed there either: <trailer>
      Given a client begins to send POST "/photos"
      And the client sends the piece "a mango"
      When the client finishes its request with the trailer "<trailer>: 192.0.2.1"
      Then Alphonso receives the body "a mango" and no trailers

      Examples:
        | trailer         |
        | X-Forwarded-For |
        | X_Forwarded_For |

  Rule: A client that asks first whether it may send is answered

    Example: 100 Continue
      When a client begins to send POST "/photos" with the header "Expect: 100-continue"
      Then the client has received the interim answer 100

  Rule: What cannot have trailers gets none

    Scenario Outline: <what>
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nmango\r\n0\r\nX-Sum: 5\r\n\r\n"
      When a client sends the request:
        """
        <method> / <version>
        Host: www.mango.com
        """
      Then the answer is 200 "<content>"
      And the answer has no header "Trailer"
      And the client has never read "X-Sum"

      Examples:
        | what                    | method | version  | content |
        | An answer in HTTP/1.0   | GET    | HTTP/1.0 | mango   |
        | An answer to HEAD       | HEAD   | HTTP/1.1 |         |

  Rule: Early hints are passed on early

    Example: 103 Early Hints
      Given Alphonso sends 103 before its answer
      When a client begins to ask for "/"
      Then the client has received the interim answer 103

    @any-transport
    Example: With the bytes they were sent with
      Given Alphonso answers these bytes "HTTP/1.1 103 Early Hints\r\nLink: </\xe6\xbc\x8f>; rel=preload\r\nLink: <\"/b\">\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "ok"
      And the client has read "HTTP/1.1 103 Early Hints\r\nLink: </\xe6\xbc\x8f>; rel=preload\r\nLink: <\"/b\">\r\n\r\nHTTP/1.1 200 OK\r\n"

    Scenario Outline: Others too: <status>
      Given Alphonso answers these bytes "HTTP/1.1 <status>\r\nX-Note: \xff\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "ok"
      And the client has read "HTTP/1.1 <status>\r\nX-Note: \xff\r\n\r\nHTTP/1.1 200 OK\r\n"

      Examples:
        | status                |
        | 102 Processing        |
        | 104 Upload Resumption |
        | 199 M\\xc3\\xa4h      |

    Example: Not to a client of HTTP/1.0
      Given Alphonso sends 103 before its answer
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        """
      Then the answer is 200
      And the client has never read "103"

  Rule: A request target may name its host

    Example: An absolute form
      When a client sends the request:
        """
        GET http://www.mango.com/cart?a=1 HTTP/1.1
        Host: www.mango.com
        """
      Then Alphonso is asked for "/cart?a=1"

  Rule: What the server as a whole can do is asked of the balancer

    Example: OPTIONS *
      When a client sends the request:
        """
        OPTIONS * HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 204
      And the answer has a header "Allow" that names GET
      And Alphonso receives nothing

  Rule: A backend may listen on IPv6

    Example: A backend at ::1
      Given the config:
        """
        hosts:
          - {host: www.apple.com, servers: ["[::1]:8080"]}
        """
      When a client asks for "/"
      Then the answer is 200 "hello from [::1]:8080"
