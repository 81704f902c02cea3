Feature: Refusing requests that can be read in two ways
  Where two programs read the same bytes differently, a stranger can slip a request
  past the one to the other. What is not clear is not forwarded.

  Background:
    Given Alphonso serves www.mango.com

  Rule: A request whose end is not clear is refused, and its connection is closed

    Scenario Outline: <fault>
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        <first>
        <second>

        0


        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | fault                             | first                                | second                     |
        | A length and chunks               | Content-Length: 5                    | Transfer-Encoding: chunked |
        | Chunks and a length               | Transfer-Encoding: chunked           | Content-Length: 5          |
        | Two different lengths             | Content-Length: 5                    | Content-Length: 6          |
        | Two lengths in one                | Content-Length: 5, 6                 | X-Other: header            |
        | A length with a sign              | Content-Length: +5                   | X-Other: header            |
        | A length below nothing            | Content-Length: -5                   | X-Other: header            |
        | A length in another system        | Content-Length: 0x5                  | X-Other: header            |
        | Something else than chunks        | Transfer-Encoding: gzip              | X-Other: header            |
        | Chunks that are not last          | Transfer-Encoding: chunked, gzip     | X-Other: header            |
        | Chunks twice                      | Transfer-Encoding: chunked           | Transfer-Encoding: chunked |
        | Something like chunks             | Transfer-Encoding: xchunked          | X-Other: header            |
        | Chunks behind a vertical tab      | Transfer-Encoding:\\x0bchunked       | X-Other: header            |
        | Chunks with a parameter           | Transfer-Encoding: chunked;q=1       | X-Other: header            |
        | Chunks before and behind another  | Transfer-Encoding: chunked, gzip, chunked | X-Other: header       |
        | Chunks twice in one               | Transfer-Encoding: chunked, chunked  | X-Other: header            |
        | Two codings without a comma       | Transfer-Encoding: gzip chunked      | X-Other: header            |
        | A coding that is no word          | Transfer-Encoding: (gzip), chunked   | X-Other: header            |
        | Another coding, and a length      | Transfer-Encoding: gzip, chunked     | Content-Length: 5          |

    Scenario Outline: A bad chunk: <fault>
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked

        <chunk>
        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing
      And the status shows 0 requests and 0 failures at Alphonso

      Examples:
        | fault                    | chunk                             |
        | A size in words          | five\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | A size below nothing     | -5\\r\\nmango\\r\\n0\\r\\n\\r\\n  |
        | A size with a prefix     | 0x5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | A size beyond all limits | ffffffffffffffffff\\r\\nmango     |
        | More than its size       | 3\\r\\nmango\\r\\n0\\r\\n\\r\\n   |
        | A blank behind a size    | 5\\x20\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | A tab behind a size      | 5\\t\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | A blank behind the last  | 5\\r\\nmango\\r\\n0\\x20\\r\\n\\r\\n |
        | A blank before a note    | 5\\x20;a=b\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | A blank behind a note    | 5;a=b\\x20\\r\\nmango\\r\\n0\\r\\n\\r\\n |

    Example: A bad chunk that is found while the password is looked at
      Given only alice with the password "sesame" may enter www.mango.com
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Authorization: Basic YWxpY2U6c2VzYW1l
        Transfer-Encoding: chunked

        five
        mango
        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And the status shows 0 requests and 0 failures at Alphonso

    Scenario Outline: A bad chunk that comes with its head reaches no backend, though a connection is open: <method>, <transport>
      Given a pool's "transport" is "<transport>"
      And a client asks for "/"
      When a client sends the request:
        """
        <method> /orders HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked

        five
        mango
        """
      And a client asks for "/"
      Then the answer is 200
      And Alphonso is asked twice

      Examples:
        | method | transport   |
        | GET    | http1       |
        | POST   | http1       |
        | POST   | undici      |
        | POST   | koa-proxies |

  Rule: A head that is not written as it should be is refused

    Scenario Outline: <fault>
      When a client sends the header line "<line>"
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | fault                      | line                        |
        | A space before the colon   | X-Fruit : mango             |
        | A space in a name          | X Fruit: mango              |
        | No name                    | : mango                     |
        | No colon                   | mango                       |
        | A folded line              | X-Fruit: man\\r\\n go       |
        | A line feed alone          | X-Fruit: mango\\nX-A: b     |
        | A carriage return alone    | X-Fruit: man\\rgo           |
        | A NUL                      | X-Fruit: man\\0go           |

    Scenario Outline: Before the request line: <fault>
      When a client sends the bytes "<bytes>GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing
      And the log gives the reason "bad_request"

      Examples:
        | fault                              | bytes                                               |
        | A carriage return alone            | \\r                                                 |
        | Two of them                        | \\r\\r                                              |
        | A line feed alone                  | \\n                                                 |
        | An empty line the wrong way round  | \\n\\r                                              |
        | One behind an empty line           | \\r\\n\\r                                           |
        | A space                            | \\x20                                               |
        | A NUL                              | \\0                                                 |

    Scenario Outline: <lines> may stand before it (RFC 9112 §2.2)
      When a client sends the bytes "<bytes>GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answer comes from Alphonso

      Examples:
        | lines             | bytes                  |
        | An empty line     | \\r\\n                 |
        | Three empty lines | \\r\\n\\r\\n\\r\\n     |

    Scenario Outline: Between requests: <between>
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com

        <between>GET / HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are 200 and <status>

      Examples:
        | between          | status |
        | \\r              | 400    |
        | \\n              | 400    |
        | \\r\\n           | 200    |

    Scenario Outline: A request line: <fault>
      When a client sends the request line "<line>"
      Then the answer is 400 "Bad Request"
      And the connection is closed

      Examples:
        | fault                    | line                    |
        | Another major version    | GET / HTTP/2.0          |
        | One that nobody knows    | GET / HTTP/9.9          |
        | No version               | GET /                   |
        | A version of the past    | GET / HTTP/0.9          |
        | A version in words       | GET / HTTP/one          |
        | A version with zeros     | GET / HTTP/01.01        |
        | No slash                 | GET mango HTTP/1.1      |
        | No method                | / HTTP/1.1              |
        | A method with a bracket  | G(T / HTTP/1.1          |
        | A method unknown to Node | LIST / HTTP/1.1         |
        | A star for a GET         | GET * HTTP/1.1          |

    Example: Something that is not HTTP at all
      When a client sends the request:
        """
        hello, is this the mango shop?
        """
      Then the answer is 400 "Bad Request"
      And the connection is closed

    Example: Behind a request that is being served
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com

        GET / HTTP/1.1
        Host: www.mango.com
        X-Fruit : mango


        """
      Then the answers are 200 and 400
      And the connection is closed
      And the log has 2 lines for requests
      And the log gives the reason "bad_request"

    Example: Behind the last request on a connection
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Connection: close

        GET / HTTP/1.1
        X-Fruit : mango


        """
      Then the answer comes from Alphonso
      And the connection is closed
      And the log has 1 line for requests

    Example: The log names it
      When a client sends the request line "GET / HTTP/one"
      Then the log gives the reason "bad_request"

    Example: A version of HTTP/1 that is not served
      When a client sends the request line "GET / HTTP/1.2"
      Then the answer is 505 "HTTP Version Not Supported"
      And the connection is closed
      And the log gives the reason "version_not_supported"
      And Alphonso receives nothing

  Rule: A request names one host, and names it well

    Scenario Outline: <fault>
      When a client sends the request:
        """
        GET / HTTP/1.1
        X-Fruit: mango
        <hosts>
        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | fault              | hosts                                               |
        | No host            | X-Other: header                                     |
        | An empty host      | Host:                                               |
        | Two hosts          | Host: www.mango.com\\r\\nHost: www.apple.com        |
        | The same one twice | Host: www.mango.com\\r\\nHost: www.mango.com        |
        | A user             | Host: admin@www.mango.com                           |
        | A path             | Host: www.mango.com/cart                            |
        | Two in one         | Host: www.mango.com, www.apple.com                  |
        | A port in words    | Host: www.mango.com:http                            |
        | A space            | Host: www.mango .com                                |
        | A port too high    | Host: www.mango.com:99999                           |

    Scenario Outline: <fault>, beside an absolute target
      When a client sends the request:
        """
        GET http://www.mango.com/ HTTP/1.1
        X-Fruit: mango
        <hosts>
        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | fault              | hosts                                               |
        | No host            | X-Other: header                                     |
        | An empty host      | Host:                                               |
        | Two hosts          | Host: www.mango.com\\r\\nHost: www.mango.com        |
        | A user             | Host: a@b                                           |
        | A space            | Host: a b                                           |
        | A tab              | Host: a\\tb                                         |
        | A path             | Host: www.mango.com/cart                            |
        | A port in words    | Host: www.mango.com:http                            |

    Example: HTTP/1.0 may do without
      Given Kesar serves /
      When a client sends the request:
        """
        GET / HTTP/1.0
        """
      Then the answer comes from Kesar

  Rule: The content of a request has a length that can be counted

    Scenario Outline: <length> bytes
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Content-Length: <length>

        mango
        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | length               |
        | 9007199254740992     |
        | 9007199254740993     |
        | 18446744073709551615 |
        | 99999999999999999999 |

  Rule: No option of Node makes it believe more

    @process
    Scenario Outline: <fault>
      Given Mangrove runs with "--insecure-http-parser"
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        <first>
        <second>

        0


        """
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | fault               | first             | second                     |
        | A length and chunks | Content-Length: 5 | Transfer-Encoding: chunked |
        | A folded line       | X-Fruit: man      | X-Ripe: ve\\r\\n ry        |

  Rule: CONNECT and TRACE are not served

    Example: CONNECT
      When a client sends the request:
        """
        CONNECT www.mango.com:443 HTTP/1.1
        Host: www.mango.com:443
        """
      Then the answer is 405 "Method Not Allowed"
      And the answer has the header "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
      And the answer has the header "Connection: close"
      And the connection is closed
      And Alphonso receives nothing

    Example: CONNECT behind a request that is being served
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com

        CONNECT www.mango.com:443 HTTP/1.1
        Host: www.mango.com:443


        """
      Then the answers are 200 and 405
      And the connection is closed

    Example: What comes behind CONNECT is no request
      When a client sends 2 requests on one connection:
        """
        CONNECT www.mango.com:443 HTTP/1.1
        Host: www.mango.com:443

        GET / HTTP/1.1
        Host: www.mango.com


        """
      Then the answer is 405
      And the connection is closed
      And Alphonso receives nothing

    Example: TRACE
      When a client sends TRACE "/"
      Then the answer is 405 "Method Not Allowed"
      And the answer has the header "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
      And Alphonso receives nothing
