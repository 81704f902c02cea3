Feature: Telling backends who asked
  A backend sees only the balancer. What it needs to know of the client stands in headers,
  and a stranger cannot forge them.

  Background:
    Given Alphonso serves www.mango.com

  Rule: A backend learns the address, the protocol, the host and the port that the client used

    Example: The client's address
      When a client at 127.0.0.7 asks for "/"
      Then Alphonso receives the header "X-Forwarded-For: 127.0.0.7"

    Example: The protocol
      When a client asks for "/"
      Then Alphonso receives the header "X-Forwarded-Proto: http"

    Example: The host
      When a client asks for "www.mango.com:8080/"
      Then Alphonso receives the header "X-Forwarded-Host: www.mango.com:8080"

    Example: The port
      When a client asks for "/"
      Then Alphonso receives the port of Mangrove as X-Forwarded-Port

    Example: All of it in one header
      When a client at 127.0.0.7 asks for "/"
      Then Alphonso receives in Forwarded:
        | for       | proto | host          |
        | 127.0.0.7 | http  | www.mango.com |

  Rule: What a stranger claims is not believed

    Scenario Outline: <header>
      When a client asks for "/" with the header "<header>: <claim>"
      Then Alphonso receives the header "<header>: <truth>"

      Examples:
        | header            | claim           | truth         |
        | X-Forwarded-For   | 10.1.1.1        | 127.0.0.1     |
        | X-Forwarded-Proto | https           | http          |
        | X-Forwarded-Host  | www.evil.com    | www.mango.com |

    Example: Forwarded
      When a client asks for "/" with the header "Forwarded: for=10.1.1.1;proto=https"
      Then Alphonso receives in Forwarded:
        | for       | proto |
        | 127.0.0.1 | http  |

  Rule: What a trusted proxy says is kept and continued

    Background:
      Given requests from "127.0.0.1" are believed to be forwarded

    Example: Its client's address
      When a client asks for "/" with the header "X-Forwarded-For: 10.1.1.1"
      Then Alphonso receives the header "X-Forwarded-For: 10.1.1.1, 127.0.0.1"

    Example: Its protocol
      When a client asks for "/" with the header "X-Forwarded-Proto: https"
      Then Alphonso receives the header "X-Forwarded-Proto: https"

    Example: Its Forwarded
      When a client asks for "/" with the header "Forwarded: for=10.1.1.1;proto=https"
      Then Alphonso receives in Forwarded:
        | for       | proto | host          |
        | 10.1.1.1  | https |               |
        | 127.0.0.1 |       | www.mango.com |

    Example: An address is written in its plain form
      When a client asks for "/" with the header "X-Forwarded-For: ::FFFF:192.0.2.1"
      Then the log line of the request has:
        | client | 192.0.2.1 |

    Scenario Outline: <forwarded> tells of <client>
      When a client asks for "/" with the header 'Forwarded: <forwarded>'
      Then the log line of the request has:
        | client | <client> |

      Examples: What the nearest proxy has added counts
        | forwarded                                 | client      |
        | for=192.0.2.1                             | 192.0.2.1   |
        | For="192.0.2.1:4711" ; proto=https        | 192.0.2.1   |
        | for="[2001:DB8:0::7]:4711"                | 2001:db8::7 |
        | for=10.1.1.1, for=192.0.2.1, for=127.0.0.1 | 192.0.2.1   |

      Examples: Nobody is looked for behind what is not told
        | forwarded                         | client    |
        | for=10.1.1.1, proto=https         | 127.0.0.1 |
        | for=10.1.1.1, for=unknown         | 127.0.0.1 |
        | for=10.1.1.1, for=_hidden         | 127.0.0.1 |
        | for=10.1.1.1, for=10.1.1.1;for=10.1.1.2 | 127.0.0.1 |
        | for=10.1.1.1, for                 | 127.0.0.1 |

      Examples: A text in quotes is no more than a text
        | forwarded                                      | client    |
        | for=192.0.2.1;host="a, for=10.1.1.1"           | 192.0.2.1 |
        | for=192.0.2.1;host="a;for=10.1.1.1"            | 192.0.2.1 |
        | for=10.1.1.1;host=", for=192.0.2.1;host="b"    | 192.0.2.1 |
        | for="10.1.1.1,127.0.0.1"                       | 127.0.0.1 |

    Example: Empty elements mean nothing
      When a client asks for "/" with the header "X-Forwarded-For: , 192.0.2.1,, 127.0.0.1 ,"
      Then the log line of the request has:
        | client | 192.0.2.1 |
      And Alphonso receives the header "X-Forwarded-For: 192.0.2.1, 127.0.0.1, 127.0.0.1"

    Example: A stranger at another address is not believed
      Given clients send the header "X-Forwarded-For: 192.0.2.1"
      When a client at 127.0.0.7 asks for "/"
      Then Alphonso receives the header "X-Forwarded-For: 127.0.0.7"
      And the log line of the request has:
        | client | 127.0.0.7 |

  Rule: X-Forwarded-* and Forwarded tell the same story, whichever came in

    Background:
      Given requests from "127.0.0.1" are believed to be forwarded

    Scenario Outline: "<sent>" is told in Forwarded as "<forwarded>"
      When a client asks for "/" with the header "<sent>"
      Then Alphonso receives the header '<sent>'
      And Alphonso receives the header 'Forwarded: <forwarded>'

      Examples:
        | sent                             | forwarded                                           |
        | X-Forwarded-Proto: https         | for=127.0.0.1;host=www.mango.com;proto=https        |
        | X-Forwarded-Proto: wss           | for=127.0.0.1;host=www.mango.com;proto=wss          |
        | X-Forwarded-Host: shop.mango.com | for=127.0.0.1;host=shop.mango.com;proto=http        |
        | X-Forwarded-Host: [::1]:8443     | for=127.0.0.1;host="[::1]:8443";proto=http          |
        | X-Forwarded-Port: 8443           | for=127.0.0.1;host="www.mango.com:8443";proto=http  |
        | X-Forwarded-Port: 80             | for=127.0.0.1;host=www.mango.com;proto=http         |

    Scenario Outline: Whom "<chain>" names is told in Forwarded as "<forwarded>"
      When a client asks for "/" with the headers:
        | X-Forwarded-For   | <chain> |
        | X-Forwarded-Proto | https   |
      Then Alphonso receives the header 'X-Forwarded-For: <chain>, 127.0.0.1'
      And Alphonso receives the header 'Forwarded: <forwarded>, for=127.0.0.1;host=www.mango.com'

      Examples:
        | chain                     | forwarded                                       |
        | 192.0.2.1                 | for=192.0.2.1;proto=https                       |
        | 192.0.2.1, 198.51.100.7   | for=192.0.2.1;proto=https, for=198.51.100.7     |
        | 2001:db8::7               | for="[2001:db8::7]";proto=https                 |
        | [2001:DB8:0::7]:4711      | for="[2001:db8::7]:4711";proto=https            |
        | 192.0.2.1:4711            | for="192.0.2.1:4711";proto=https                |
        | unknown                   | for=unknown;proto=https                         |
        | _hidden                   | for=_hidden;proto=https                         |
        | a";proto=ftp              | for=unknown;proto=https                         |

    Scenario Outline: "<forwarded>" is told in X-Forwarded-*
      When a client asks for "/" with the header 'Forwarded: <forwarded>'
      Then Alphonso receives the headers:
        | X-Forwarded-For   | <for>, 127.0.0.1 |
        | X-Forwarded-Proto | <proto>          |
        | X-Forwarded-Host  | <host>           |
        | X-Forwarded-Port  | <port>           |

      Examples:
        | forwarded                                                      | for                 | proto | host           | port |
        | for=192.0.2.1;proto=https                                      | 192.0.2.1           | https | www.mango.com  | 443  |
        | For="[2001:db8::7]:4711";Proto=HTTPS;host="a.com:8443";by=_b   | 2001:db8::7         | https | a.com:8443     | 8443 |
        | for="192.0.2.1:4711" ; host=a.com                              | 192.0.2.1           | http  | a.com          | 80   |
        | for=unknown;proto=http                                         | unknown             | http  | www.mango.com  | 80   |
        | for="_hid.den";host="a\\.com";proto=http                      | _hid.den            | http  | a.com          | 80   |
        | for=192.0.2.1;proto=https,, for=127.0.0.1;proto=http           | 192.0.2.1, 127.0.0.1 | https | www.mango.com  | 443  |
        | proto=https                                                    | unknown             | https | www.mango.com  | 443  |

    Example: A scheme's own port stays unnamed
      When a client asks for "/" with the headers:
        | X-Forwarded-Proto | https         |
        | X-Forwarded-Host  | a.com         |
        | X-Forwarded-Port  | 443           |
      Then Alphonso receives the header "Forwarded: for=127.0.0.1;host=a.com;proto=https"

    Example: One who speaks X-Forwarded-* lets Forwarded of strangers through
      When a client asks for "/" with the headers:
        | X-Forwarded-For | 192.0.2.1                                   |
        | Forwarded       | for=10.1.1.1;host=www.evil.com;proto=https  |
      Then Alphonso receives the headers:
        | X-Forwarded-For   | 192.0.2.1, 127.0.0.1 |
        | X-Forwarded-Proto | http                 |
        | X-Forwarded-Host  | www.mango.com        |
        | Forwarded         | for=192.0.2.1, for=127.0.0.1;host=www.mango.com;proto=http |

    Example: What no trusted proxy has said of itself does not count
      When a client asks for "/" with the header "Forwarded: for=10.1.1.1;host=www.evil.com;proto=https, for=192.0.2.1;proto=http"
      Then Alphonso receives the headers:
        | X-Forwarded-For   | 10.1.1.1, 192.0.2.1, 127.0.0.1 |
        | X-Forwarded-Proto | http                           |
        | X-Forwarded-Host  | www.mango.com                  |
        | Forwarded         | for=10.1.1.1, for=192.0.2.1;proto=http, for=127.0.0.1;host=www.mango.com |

    Example: Of lists the element counts that the nearest proxies have added
      When a client asks for "/" with the headers:
        | X-Forwarded-For   | 10.1.1.1, 192.0.2.1         |
        | X-Forwarded-Proto | https, http                 |
        | X-Forwarded-Host  | www.evil.com, www.mango.com |
      Then Alphonso receives the headers:
        | X-Forwarded-For   | 10.1.1.1, 192.0.2.1, 127.0.0.1 |
        | X-Forwarded-Proto | http                           |
        | X-Forwarded-Host  | www.mango.com                  |
        | Forwarded         | for=10.1.1.1;host=www.mango.com;proto=http, for=192.0.2.1, for=127.0.0.1 |

    Example: Of a list without addresses the first counts
      When a client asks for "/" with the header "X-Forwarded-Proto: https,http"
      Then Alphonso receives the header "X-Forwarded-Proto: https"
      And Alphonso receives the header "Forwarded: for=127.0.0.1;host=www.mango.com;proto=https"

    Scenario Outline: "<claim>" means nothing
      When a client asks for "/" with the header '<claim>'
      Then Alphonso receives the headers:
        | X-Forwarded-For   | 127.0.0.1     |
        | X-Forwarded-Proto | http          |
        | X-Forwarded-Host  | www.mango.com |
        | Forwarded         | for=127.0.0.1;host=www.mango.com;proto=http |

      Examples:
        | claim                          |
        | X-Forwarded-Proto: gopher      |
        | X-Forwarded-Host: a b          |
        | X-Forwarded-Host: a.com/path   |
        | X-Forwarded-Port: 65536        |
        | X-Forwarded-Port: 0            |
        | X-Forwarded-For: , ,           |
        | Forwarded: for                 |
        | Forwarded: for="192.0.2.1      |
        | Forwarded: f(r=192.0.2.1       |
        | Forwarded: ,;,                 |

  Rule: Every request has an identity

    Example: A request without one gets one
      When a client asks for "/"
      Then Alphonso receives a header "X-Request-Id" like "[!-~]{8,128}"

    Example: A request that has one keeps it
      When a client asks for "/" with the header "X-Request-Id: order-42"
      Then Alphonso receives the header "X-Request-Id: order-42"

    Example: An identity that is too long is replaced
      When a client asks for "/" with a header "X-Request-Id" of 129 characters
      Then Alphonso receives a header "X-Request-Id" like "[!-~]{8,128}"

    Example: An identity with spaces in it is replaced
      When a client asks for "/" with the header "X-Request-Id: a b"
      Then Alphonso receives a header "X-Request-Id" like "[!-~]{8,128}"

    Example: Nobody can give it another one in a spelling that some backends take for the same
      When a client asks for "/" with the header "X_Request_Id: order-42"
      Then Alphonso receives no header "X_Request_Id"

    Example: A trace goes on
      When a client asks for "/" with the header "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      Then Alphonso receives the header "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
