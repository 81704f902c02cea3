Feature: Saying anew where a message ends
  Backends get one length or one chunked coding, written by Mangrove, whatever the client
  wrote: two programs cannot disagree about what only one of them has written.

  Background:
    Given Alphonso serves www.mango.com

  Rule: A backend gets one clear framing

    Scenario Outline: <what>
      When a client sends the request:
        """
        POST /orders HTTP/1.1
        Host: www.mango.com
        <framing>

        <content>
        """
      Then Alphonso receives the body "mango"
      And Alphonso receives the framing "<received>"

      Examples:
        | what                        | framing                              | content                              | received                   |
        | A length                    | Content-Length: 5                    | mango                                | Content-Length: 5          |
        | A length with zeros         | Content-Length: 0005                 | mango                                | Content-Length: 5          |
        | Chunks                      | Transfer-Encoding: chunked           | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n      | Transfer-Encoding: chunked |
        | Chunks in capitals          | Transfer-Encoding: CHUNKED           | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n      | Transfer-Encoding: chunked |
        | Chunks behind a comma       | Transfer-Encoding: ,chunked          | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n      | Transfer-Encoding: chunked |

    Example: The client's chunks are not the backend's
      When a client sends the request:
        """
        POST /orders HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked

        00000005;note=1
        mango
        000


        """
      Then Alphonso receives the body "mango"
      And the answer is 200

  Rule: No method makes content a request of its own, whatever carries it

    Scenario Outline: <method> <framed>, with <transport>
      Given a pool's "transport" is "<transport>"
      When a client sends the request:
        """
        <method> /orders HTTP/1.1
        Host: www.mango.com
        <framing>

        <content>
        """
      Then Alphonso receives the body "mango"
      And Alphonso receives the framing "<framing>"
      And Alphonso is asked once
      And the answer is 200

      Examples:
        | method  | transport   | framed        | framing                    | content                         |
        | DELETE  | http1       | in chunks     | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | DELETE  | undici      | in chunks     | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | OPTIONS | http1       | in chunks     | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | OPTIONS | undici      | in chunks     | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | PUT     | koa-proxies | in chunks     | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | DELETE  | http1       | with a length | Content-Length: 5          | mango                           |
        | DELETE  | undici      | with a length | Content-Length: 5          | mango                           |
        | DELETE  | koa-proxies | with a length | Content-Length: 5          | mango                           |
        | OPTIONS | koa-proxies | with a length | Content-Length: 5          | mango                           |

    Scenario Outline: koa-proxies would call the chunks of <method> no content, and send them as a request
      Given a pool's "transport" is "koa-proxies"
      When a client sends the request:
        """
        <method> /orders HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked

        <content>
        """
      Then the answer is 411 "Length Required"
      And the log gives the reason "length_required"
      And Alphonso receives nothing

      Examples:
        | method  | content                         |
        | DELETE  | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | OPTIONS | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | DELETE  | 0\\r\\n\\r\\n                   |

  Rule: An answer gets one too

    Example: Chunks from the backend
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\ntransfer-ENCODING: Chunked\r\n\r\n5;a=b\r\nmango\r\n0\r\n\r\n"
      When a client asks for "/"
      Then the answer has the header "Transfer-Encoding: chunked"
      And the answer has the body "mango"

    Example: Tiny chunks that come together leave together
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nm\r\n1\r\na\r\n3\r\nngo\r\n0\r\n\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer has the body "mango"
      And the client has read "5\r\nmango\r\n0\r\n\r\n"

    Scenario Outline: A chunk size of "<size>" from the backend
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<size>\r\nmango\r\n<last>\r\n\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the client has read "\r\n\r\n5\r\nmango\r\n0\r\n\r\n"

      Examples:
        | size                     | last             |
        | 0000000000000005         | 0000000000000000 |
        | 000000000000000000000005 | 0                |
        | 5                        | 0                |
        | 5\\x20                   | 0\\x20           |
        | 5\\x20\\t\\x20           | 0\\t             |
        | 5\\x20;a=b               | 0\\x20;c         |
        | 5;a=b\\x20               | 0;a              |
        | 5;a=\"b;c\" ; d           | 0                |

    Scenario Outline: A chunk size of "<size>", which is none
      Given Alphonso begins with "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<size>\r\nmango\r\n0\r\n\r\n" and says no more
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "bad_answer"
      And Alphonso is soon without connections

      Examples:
        | size                     |
        | 20000000000000           |
        | ffffffffffffffff         |
        | 1000000000000000000000005 |
        | \\x205                   |
        | 5 5                      |
        | 0x5                      |
        | -5                       |
        | 5;a\\rb                  |
        | 5;a\\nb                  |
        | 5;a=\"b                  |
        | 5\\x0b                   |

    Example: A length with more zeros than digits from the backend
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nContent-Length: 00000000000000000005\r\n\r\nmango"
      When a client asks for "/"
      Then the answer is 200 "mango"
      And the answer has the header "Content-Length: 5"

    Example: A length with zeros from the backend
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nContent-Length: 0005\r\n\r\nmango"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "mango"
      And the answer has the header "Content-Length: 5"

    Example: An answer that can have no content has no length
      Given Alphonso answers these bytes "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 204
      And the answer has no header "Content-Length"

    Example: A client of HTTP/1.0 gets no chunks, whatever it says
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nmango\r\n0\r\n\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        TE: chunked
        """
      Then the answer has no header "Transfer-Encoding"
      And the answer has the body "mango"
      And the connection is closed

    Example: A client of HTTP/1.0 knows no chunks
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nmango\r\n0\r\n\r\n"
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        """
      Then the answer has no header "Transfer-Encoding"
      And the answer has the body "mango"
      And the connection is closed

  Rule: What has no meaning does no harm

    Scenario Outline: A header line "<line>"
      When a client sends the header line "<line>"
      Then the answer is 200
      And Alphonso receives the header "<line>"

      Examples:
        | line               |
        | __proto__: mango   |
        | constructor: mango |
        | toString: mango    |
        | hasOwnProperty: 1  |

    Example: Trailers announced for a request without content
      When a client sends the header line "Trailer: a"
      Then the answer is 200
      And Alphonso receives no header "Trailer"

  Rule: Content that does not end in one known way is refused

    Scenario Outline: "<line>"
      When a client sends the request:
        """
        POST /orders HTTP/1.1
        Host: www.mango.com
        <line>

        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | line                         |
        | Transfer-Encoding:           |
        | Transfer-Encoding: ,         |
        | Transfer-Encoding: identity  |

  Rule: Another coding before the chunks is not implemented (RFC 9112 §6.1)

    Scenario Outline: "<codings>"
      When a client sends the request:
        """
        POST /orders HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: <codings>

        5
        mango
        0

        GET /behind HTTP/1.1
        Host: www.mango.com


        """
      Then the answer is 501 "Not Implemented"
      And the connection is closed
      And Alphonso receives nothing
      And the log gives the reason "not_implemented"

      Examples:
        | codings                                   |
        | gzip, chunked                             |
        | GZIP,Chunked                              |
        | deflate, gzip, chunked                    |
        | gzip;q=1, chunked                         |
        | mango, chunked                            |
        | identity, chunked                         |
        | gzip\\r\\nTransfer-Encoding: chunked      |

    Example: Behind a request that is being served
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com

        POST /orders HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: gzip, chunked

        5
        mango
        0

        GET /behind HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are 200 and 501
      And the connection is closed

  Rule: The host of a target stands above the Host header

    Example: An absolute target that names another host
      Given Kesar serves www.orange.com
      When a client sends the request:
        """
        GET http://www.orange.com/cart HTTP/1.1
        Host: www.mango.com
        """
      Then the answer comes from Kesar
      And Kesar receives the header "Host: www.orange.com"
