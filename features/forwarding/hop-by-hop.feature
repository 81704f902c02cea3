Feature: Keeping to ourselves what concerns only one connection
  Some headers are between two neighbours. A stranger who can smuggle them through
  can confuse the backend.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Hop-by-hop headers of a client end here

    Scenario Outline: <header>
      When a client asks for "/" with the header "<header>: <value>"
      Then Alphonso receives no header "<header>"

      Examples:
        | header              | value       |
        | Keep-Alive          | timeout=5   |
        | Proxy-Connection    | keep-alive  |
        | Proxy-Authorization | Basic abc   |
        | TE                  | gzip        |
        | Upgrade             | made-up     |

    Example: What Connection names ends here too
      When a client asks for "/" with the headers:
        | Connection | close, X-Secret |
        | X-Secret   | 42              |
      Then Alphonso receives no header "X-Secret"

    Example: Connection cannot name away what we add
      When a client asks for "/" with the header "Connection: close, X-Forwarded-For, X-Forwarded-Proto, Via"
      Then Alphonso receives the header "X-Forwarded-For: 127.0.0.1"
      And Alphonso receives the header "X-Forwarded-Proto: http"

    Scenario Outline: Connection cannot name away what frames or routes a request: "<names>"
      When a client sends the request:
        """
        POST /orders HTTP/1.1
        Host: www.mango.com
        Connection: <names>
        <framing>

        <content>
        """
      Then Alphonso receives the body "mango"
      And Alphonso receives the framing "<framing>"
      And Alphonso receives the header "Host: www.mango.com"

      Examples:
        | names                                    | framing                    | content                         |
        | content-length                           | Content-Length: 5          | mango                           |
        | close ,\t Content-Length                 | Content-Length: 5          | mango                           |
        | keep-alive\\r\\nConnection: content-length | Content-Length: 5          | mango                           |
        | transfer-encoding                        | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | Transfer-Encoding, Content-Length        | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |
        | Host                                     | Content-Length: 5          | mango                           |

    Example: A client's "close" is not the backend's
      When a client asks for "/" with the header "Connection: close"
      And a client asks for "/" with the header "Connection: close"
      Then Alphonso has served all of them on one connection

    Example: "TE: trailers" may pass
      When a client asks for "/" with the headers:
        | Connection | TE       |
        | TE         | trailers |
      Then Alphonso receives the header "TE: trailers"
      And Alphonso receives the header "Connection: TE"

    Example: Trailers that are announced in two lines
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked
        Trailer: X-Sum
        Trailer: X-Ripe

        0
        X-Sum: 5
        X-Ripe: very


        """
      Then Alphonso receives the header "Trailer: X-Sum, X-Ripe"

  Rule: Hop-by-hop headers of a backend end here

    Scenario Outline: <header>
      Given Alphonso answers with the header "<header>: <value>"
      When a client asks for "/"
      Then the answer has no header "<header>"

      Examples:
        | header             | value     |
        | Proxy-Authenticate | Basic     |
        | Proxy-Connection   | close     |
        | Upgrade            | h2c       |

    Example: What its Connection names ends here too
      Given Alphonso answers 200 with the headers:
        | Connection | X-Internal |
        | X-Internal | 42         |
      When a client asks for "/"
      Then the answer has no header "X-Internal"

    Scenario Outline: Its Connection cannot name away <what>
      Given Alphonso answers these bytes "HTTP/1.1 200 OK\r\nConnection: <names>\r\n<framing>\r\n\r\n<content>"
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      Then the answer is 200 "mango"
      And the answer has the header "<framing>"

      Examples:
        | what       | names                             | framing                    | content                         |
        | a length   | content-length                    | Content-Length: 5          | mango                           |
        | a length   | X-Internal, Content-Length        | Content-Length: 5          | mango                           |
        | its chunks | Transfer-Encoding, Content-Length | Transfer-Encoding: chunked | 5\\r\\nmango\\r\\n0\\r\\n\\r\\n |

  Rule: Via tells that a message came through Mangrove

    Example: On the way there
      When a client asks for "/"
      Then Alphonso receives the header "Via: 1.1 mangrove"

    Example: Behind others on the way there
      When a client asks for "/" with the header "Via: 1.0 fred"
      Then Alphonso receives the header "Via: 1.0 fred, 1.1 mangrove"

    Example: From a client of HTTP/1.0
      When a client sends the request:
        """
        GET / HTTP/1.0
        Host: www.mango.com
        """
      Then Alphonso receives the header "Via: 1.0 mangrove"

    Example: On the way back
      When a client asks for "/"
      Then the answer has the header "Via: 1.1 mangrove"

    Example: Behind others on the way back
      Given Alphonso answers with the header "Via: 1.1 cache"
      When a client asks for "/"
      Then the answer has the header "Via: 1.1 cache, 1.1 mangrove"

    Example: It can be taken off for a backend that compresses nothing for proxies, such as nginx by default
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            header_rules: {remove: [Via]}
        """
      When a client asks for "/" with the header "Via: 1.0 fred"
      Then Alphonso receives no header "Via"

  Rule: A client decides with Max-Forwards how far its OPTIONS goes

    Example: No further
      When a client sends the request:
        """
        OPTIONS /orders HTTP/1.1
        Host: www.mango.com
        Max-Forwards: 0
        """
      Then the answer is 204
      And the answer has the header "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
      And Alphonso receives nothing

    Example: Not past the firewall
      Given the config:
        """
        hosts:
          - {host: www.mango.com, servers: [alphonso:80], firewall_rules: {method_reject: [OPTIONS]}}
        """
      When a client sends the request:
        """
        OPTIONS /orders HTTP/1.1
        Host: www.mango.com
        Max-Forwards: 0
        """
      Then the answer is 403

    Scenario Outline: <what>
      When a client sends the request:
        """
        <method> /orders HTTP/1.1
        Host: www.mango.com
        Max-Forwards: <sent>
        """
      Then Alphonso receives the header "Max-Forwards: <received>"

      Examples:
        | what                                | method  | sent | received |
        | Two servers further                 | OPTIONS | 2    | 1        |
        | Something that is no number         | OPTIONS | far  | far      |
        | Other methods go as far as they can | GET     | 0    | 0        |
