Feature: Learning of clients from proxies that speak no HTTP
  A proxy that passes on bytes of any kind cannot add headers to requests. It says at the
  beginning of each connection who the client is: the PROXY protocol. Anybody can write such
  a header, so only those of proxies that the config names are believed.

  Background:
    Given Alphonso serves www.mango.com
    And connections from "127.0.0.1" begin with a PROXY header

  Rule: The client that a header tells of is the client everywhere

    Scenario Outline: <header>
      When a client asks for "/" behind the header "<header>"
      Then Alphonso receives the header "X-Forwarded-For: <client>"
      And the answer comes from Alphonso

      Examples:
        | header                                                              | client         |
        | PROXY TCP4 192.0.2.1 198.51.100.1 4711 443                          | 192.0.2.1      |
        | PROXY TCP6 2001:DB8:0::7 2001:db8::1 4711 443                       | 2001:db8::7    |
        | PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.1 4711 443            | 192.0.2.1      |
        | v2 TCP4 192.0.2.1 198.51.100.1 4711 443                             | 192.0.2.1      |
        | v2 TCP6 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:1 4711 443          | 2001:db8::7    |
        | v2 TCP6 0:0:0:0:0:ffff:c000:201 0:0:0:0:0:ffff:c633:6401 4711 443   | 192.0.2.1      |

    Example: The backend learns the port that the client connected to
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      Then Alphonso receives the header "X-Forwarded-Port: 443"

    Example: The backend learns of it in Forwarded
      When a client asks for "/" behind the header "PROXY TCP6 2001:db8::7 2001:db8::1 4711 443"
      Then Alphonso receives in Forwarded:
        | for           | proto |
        | [2001:db8::7] | http  |

    Example: The access log names it
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      Then the log line of the request has:
        | client | 192.0.2.1 |

    Example: What the proxy says of a client is not counted as sent by the client
      Given the setting "access_log" is "{fields: [bytes_received]}" in YAML
      When a client asks for "/" behind a header of 500 bytes
      Then the log line of the request has a "bytes_received" like "\d\d"

    Scenario Outline: The firewall answers a client at <client> with <status>
      Given the config:
        """
        proxy_protocol: {from: [127.0.0.1]}
        firewall_rules: {ip_reject: [192.0.2.0/24]}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      When <client> asks for "/" through the proxy
      Then the answer is <status>

      Examples:
        | client      | status |
        | 192.0.2.77  | 403    |
        | 203.0.113.1 | 200    |

    Scenario Outline: A second connection of <second> is answered <status> when one address may have only one
      Given the config:
        """
        proxy_protocol: {from: [127.0.0.1]}
        limits: {connections_per_address: 1}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      And 192.0.2.1 asks for "/" through the proxy
      When <second> asks for "/" through the proxy
      Then the answer is <status>

      Examples:
        | second    | status |
        | 192.0.2.1 | 503    |
        | 192.0.2.2 | 200    |

    Example: What the client itself claims to be forwarded is not believed
      Given clients send the header "X-Forwarded-For: 10.1.1.1"
      And requests from "127.0.0.1" are believed to be forwarded
      When 192.0.2.1 asks for "/" through the proxy
      Then Alphonso receives the header "X-Forwarded-For: 192.0.2.1"

    Example: What it says is believed when it is a trusted proxy itself
      Given clients send the header "X-Forwarded-For: 10.1.1.1"
      And requests from "192.0.2.1" are believed to be forwarded
      When 192.0.2.1 asks for "/" through the proxy
      Then Alphonso receives the header "X-Forwarded-For: 10.1.1.1, 192.0.2.1"

  Rule: Where a header tells of nobody, the connection itself counts

    Scenario Outline: <header>
      When a client asks for "/" behind the header "<header>"
      Then Alphonso receives the header "X-Forwarded-For: 127.0.0.1"
      And Alphonso receives the port of Mangrove as X-Forwarded-Port

      Examples:
        | header                                     |
        | PROXY UNKNOWN                              |
        | PROXY UNKNOWN ::1 ::1 and whatever follows |
        | v2 LOCAL                                   |
        | v2 UNSPEC                                  |
        | v2 UNIX                                    |
        | v2 UDP4 192.0.2.1 198.51.100.1 4711 443    |

    Example: A port that the proxy does not know
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 0"
      Then Alphonso receives the port of Mangrove as X-Forwarded-Port

  Rule: A header may come in any pieces, and with anything behind it

    Scenario Outline: Byte by byte: <header>
      When a client asks for "/" behind the header "<header>", sent byte by byte
      Then Alphonso receives the header "X-Forwarded-For: 192.0.2.1"

      Examples:
        | header                                      |
        | PROXY TCP4 192.0.2.1 198.51.100.1 4711 443  |
        | v2 TCP4 192.0.2.1 198.51.100.1 4711 443     |

    Example: Two requests at once
      When a client asks for "/" twice at once behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      Then the answers come from Alphonso and Alphonso, in this order
      And Alphonso receives the header "X-Forwarded-For: 192.0.2.1"

    Example: Much content
      When a client sends 1000000 bytes to "/" behind the header "v2 TCP4 192.0.2.1 198.51.100.1 4711 443"
      Then Alphonso receives a body of 1000000 bytes

    Example: A later request on the connection is of the same client
      Given a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      When the client asks for "/again" on the same connection
      Then Alphonso is asked for "/again"
      And Alphonso receives the header "X-Forwarded-For: 192.0.2.1"

    Example: A request line that is too long is named as such behind a header too
      Given the setting "limits.url" is "1KiB"
      And the setting "limits.head" is "1KiB"
      When a client asks for a path of 20000 characters behind a header
      Then the answer is 414 "URI Too Long"

  Rule: What version 2 adds behind the addresses is skipped, but a checksum must be right

    Scenario Outline: <addition>
      When a client asks for "/" behind the header "v2 TCP4 192.0.2.1 198.51.100.1 4711 443" with "<bytes>" added
      Then Alphonso receives the header "X-Forwarded-For: 192.0.2.1"

      Examples:
        | addition                       | bytes                    |
        | A protocol                     | 0100026832               |
        | An addition without content    | 040000                   |
        | A checksum                     | 0300044d3d37fa           |
        | A protocol and a checksum      | 0100026832030004a33d3d13 |

    Scenario Outline: <mistake>
      Given a client asks for "/" behind the header "v2 TCP4 192.0.2.1 198.51.100.1 4711 443" with "<bytes>" added
      Then the connection is closed without an answer
      And the log says of the PROXY header: "<said>"

      Examples:
        | mistake                          | bytes          | said                                              |
        | A wrong checksum                 | 03000400000000 | the PROXY header does not match its checksum      |
        | A checksum of two bytes          | 0300020000     | the PROXY header does not match its checksum      |
        | An addition longer than it says  | 0400ff00       | the PROXY header ends within one of its additions |
        | An addition without a length     | 04             | the PROXY header ends within one of its additions |

    Example: As much as 4 KiB
      When a client asks for "/" behind a header of 4096 bytes
      Then Alphonso receives the header "X-Forwarded-For: 192.0.2.1"

    Example: No more than that
      Given a client asks for "/" behind a header of 4097 bytes
      Then the connection is closed without an answer
      And the log says of the PROXY header: "the PROXY header has 4097 bytes, 4096 are taken"

  Rule: A listed proxy must send a good header; nobody guesses

    Scenario Outline: <fault>
      Given a client begins its connection with "<bytes>"
      Then the connection is closed without an answer
      And the log says of the PROXY header: "<said>"
      And Alphonso receives nothing

      Examples:
        | fault                    | bytes                                                         | said                                                               |
        | A request at once        | GET / HTTP/1.1\\r\\nHost: www.mango.com\\r\\n\\r\\n           | the connection does not begin with a PROXY header                  |
        | A word in small letters  | proxy TCP4                                                    | the connection does not begin with a PROXY header                  |
        | An unknown protocol      | PROXY TCP5 192.0.2.1 198.51.100.1 1 2\\r\\n                   | the PROXY line names another protocol than TCP4, TCP6 or UNKNOWN   |
        | An address of the other  | PROXY TCP4 2001:db8::7 2001:db8::1 1 2\\r\\n                  | the PROXY line does not hold two addresses of TCP4                 |
        | An address with a zero   | PROXY TCP4 192.0.2.01 198.51.100.1 1 2\\r\\n                  | the PROXY line does not hold two addresses of TCP4                 |
        | An address with a zone   | PROXY TCP6 fe80::1%lo fe80::2 1 2\\r\\n                       | the PROXY line does not hold two addresses of TCP6                 |
        | A port out of range      | PROXY TCP4 192.0.2.1 198.51.100.1 65536 2\\r\\n               | the PROXY line does not end with two ports from 0 to 65535         |
        | A port with a zero       | PROXY TCP4 192.0.2.1 198.51.100.1 01 2\\r\\n                  | the PROXY line does not end with two ports from 0 to 65535         |
        | A word too many          | PROXY TCP4 192.0.2.1 198.51.100.1 1 2 3\\r\\n                 | the PROXY line does not end with two ports from 0 to 65535         |
        | Two spaces               | PROXY TCP4  192.0.2.1 198.51.100.1 1 2\\r\\n                  | the PROXY line does not hold two addresses of TCP4                 |
        | A line feed alone        | PROXY UNKNOWN\\n                                              | the PROXY line does not end with CRLF                              |
        | A carriage return alone  | PROXY UNKNOWN\\rGET                                           | the PROXY line does not end with CRLF                              |
        | Version 3                | \\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x31                             | the PROXY header has version 3, 1 and 2 are known                  |
        | An unknown command       | \\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x22                             | the PROXY header has command 2, 0 and 1 are known                  |
        | An unknown family        | \\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x21\\x41                        | the PROXY header has the unknown family 0x41                       |
        | Addresses that are short | \\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x21\\x11\\0\\x04abcd            | the PROXY header ends within its addresses                         |

    Example: A line without an end
      Given a client begins its connection with a PROXY line of 107 bytes and no end
      Then the connection is closed without an answer
      And the log says of the PROXY header: "the PROXY line is over 107 bytes"

    Example: A connection that ends within the header
      Given a client begins its connection with "PROXY TCP4 192." and closes its side
      Then the connection is closed without an answer
      And the log says of the PROXY header: "the connection ended within the PROXY header"

    Example: A header that takes too long
      Given the setting "client_timeouts.head" is "50ms"
      And a client begins its connection with "PROXY TCP4 192."
      Then the connection is closed without an answer
      And the log says of the PROXY header: "no PROXY header within 50 ms"

    Example: A header that takes 10 s, if the config says nothing else
      Given time stands still
      And a client begins its connection with "PROXY TCP4 192."
      When 10 s pass
      Then the connection is closed without an answer
      And the log says of the PROXY header: "no PROXY header within 10000 ms"

    Example: A header whose rest comes at the last moment
      Given time stands still
      And a client begins its connection with "PROXY TCP4 192."
      And 9999 ms have passed
      When the client goes on with "0.2.1 198.51.100.1 4711 443\r\nGET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answer comes from Alphonso

    Example: A header that is whole has no limit any more
      Given a client begins its connection with "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\n"
      And 60 s have passed
      When the client goes on with "GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answer comes from Alphonso
      And the log says nothing of a PROXY header

    Example: A proxy that only looks whether anybody listens
      Given a client begins its connection with "" and closes its side
      Then the connection is closed without an answer
      And the log says nothing of a PROXY header

    Example: A proxy that resets what it has just begun, as HAProxy's checks do
      Given a client begins 10 connections with "PROXY TCP4 127.0.0.1 127.0.0.1 4711 80\r\n" and resets them at once
      And a client at 127.0.0.7 asks for "/"
      Then the log has 1 line for requests

  Rule: A header from anybody else is not HTTP

    Scenario Outline: A stranger with <header>
      When a client at 127.0.0.7 asks for "/" behind the header "<header>"
      Then the answer is 400 "Bad Request"
      And the connection is closed
      And Alphonso receives nothing

      Examples:
        | header                                     |
        | PROXY TCP4 192.0.2.1 198.51.100.1 4711 443 |
        | v2 TCP4 192.0.2.1 198.51.100.1 4711 443    |

    Example: A stranger without one is served
      When a client at 127.0.0.7 asks for "/"
      Then Alphonso receives the header "X-Forwarded-For: 127.0.0.7"

  Rule: A graceful stop waits for a header, and for a head behind it, as long as each may take

    Scenario Outline: A connection with <what>
      Given the setting "client_timeouts.head" is "150ms"
      And a client begins its connection with "<bytes>"
      And a client at 127.0.0.7 asks for "/"
      When Mangrove is told to stop
      Then Mangrove has stopped

      Examples:
        | what                      | bytes                                            |
        | nothing on it             |                                                  |
        | a part of a header        | PROXY TCP4 192.                                  |
        | a header and nothing else | PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\\r\\n |

    Example: A client that is waiting gets its answer
      Given Alphonso holds its answers back
      And a client behind a PROXY header is waiting for "/report"
      And Mangrove is told to stop
      And Alphonso answers at last
      When the client keeps waiting
      Then the answer comes from Alphonso
      And Mangrove has stopped

  Rule: A proxy whose address cannot be one is a mistake in the config

    Scenario Outline: <mistake>
      When this config is checked:
        """
        proxy_protocol: <setting>
        paths:
          - {path: /, servers: [alphonso:80]}
        """
      Then a mistake is at line 1, column <column>
      And it says "<said>"

      Examples:
        | mistake        | setting         | column | said                 |
        | Nobody         | {from: []}      | 24     | at least one address |
        | No address     | {from: [proxy]} | 25     | an IP address        |
        | Only a switch  | true            | 17     | {from: [10.0.0.0/8]} |
