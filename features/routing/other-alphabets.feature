@any-transport
Feature: Words of other alphabets in the config
  A shop in Köln names its paths, hosts and headers in its own words. They go over the wire as
  standards have it: escapes of UTF-8 in URLs, ASCII forms of host names, UTF-8 in header fields.

  Rule: A URL that a client is sent to has escapes

    Scenario Outline: A redirect to <path>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            paths: [{path: /, redirect: {path: "<path>"}}]
        """
      When a client asks for "/old?a=b"
      Then the answer is 302
      And the answer has the header "Location: http://www.mango.com<sent>?a=b"

      Examples:
        | path       | sent                  |
        | /漏        | /%E6%BC%8F            |
        | /ä         | /%C3%A4               |
        | /%C3%A4/ö  | /%C3%A4/%C3%B6        |
        | /100%      | /100%25               |
        | /100%/%zz  | /100%25/%25zz         |
        | /🥭        | /%F0%9F%A5%AD         |
        | /a%20b     | /a%20b                |

    Scenario Outline: A redirect to the host <host>
      Given the config:
        """
        hosts:
          - {host: www.mango.com, redirect: {host: "<host>"}}
        """
      When a client asks for "/"
      Then the answer has the header "Location: http://<sent>/"

      Examples:
        | host             | sent                   |
        | münchen.de       | xn--mnchen-3ya.de      |
        | MÜNCHEN.de:8080  | xn--mnchen-3ya.de:8080 |
        | 漏.example       | xn--xdx.example        |
        | [::1]:8080       | [::1]:8080             |

  Rule: A host name is asked for in its ASCII form

    Scenario Outline: A client that asks for <asked> is answered <status>
      Given the config:
        """
        hosts:
          - {host: "<host>", respond: {status: 201}}
        """
      When a client asks for "<asked>/"
      Then the answer is <status>

      Examples:
        | host          | asked                    | status |
        | münchen.de    | xn--mnchen-3ya.de        | 201    |
        | MÜNCHEN.DE.   | XN--mnchen-3ya.de        | 201    |
        | *.münchen.de  | shop.xn--mnchen-3ya.de   | 201    |
        | *.münchen.de  | xn--mnchen-3ya.de        | 404    |
        | münchen.de    | munchen.de               | 404    |

  Rule: A path matches however it is escaped, and its backend sees escapes

    Scenario Outline: <target> is asked for
      Given the config:
        """
        paths:
          - {path: /größe, servers: [Alphonso:80]}
          - {path: /100%, servers: [Alphonso:80]}
        """
      When a client asks for "www.mango.com<target>"
      Then Alphonso is asked for "/xl"
      And Alphonso receives the header "X-Forwarded-Prefix: <prefix>"

      Examples:
        | target                  | prefix            |
        | /gr%C3%B6%C3%9Fe/xl     | /gr%C3%B6%C3%9Fe  |
        | /gr%c3%b6%c3%9fe/xl     | /gr%C3%B6%C3%9Fe  |
        | /%67r%C3%B6%C3%9Fe//xl  | /gr%C3%B6%C3%9Fe  |
        | /100%25/xl              | /100%25           |

    Scenario Outline: <before> is rewritten to <after>
      Given the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            rewrite_rules:
              replace: {"/größe": "/size", "/weight": "/gewicht/schön", "a b": "c d", "/half": "/50%"}
              regex: {"^/(ä+)/(.*)$": "/$1ö/$2", "^/\\Qü.\\E": "/Ü"}
        """
      When a client asks for "www.mango.com<before>"
      Then Alphonso is asked for "<after>"

      Examples:
        | before                 | after                   |
        | /gr%C3%B6%C3%9Fe/x     | /size/x                 |
        | /weight                | /gewicht/sch%C3%B6n     |
        | /a%20b                 | /c%20d                  |
        | /half                  | /50%25                  |
        | /%C3%A4%C3%A4/x        | /%C3%A4%C3%A4%C3%B6/x   |
        | /%C3%BC.x              | /%C3%9Cx                |

    Example: A firewall rule on such a path
      Given the config:
        """
        firewall_rules: {path_reject: [/geschäft]}
        paths: [{path: /, respond: {body: hello}}]
        """
      When a client asks for "www.mango.com/gesch%c3%a4ft/../gesch%C3%A4ft/x"
      Then the answer is 403

  Rule: What Mangrove asks for itself has escapes too

    Example: A check
      Given the config:
        """
        paths: [{path: /, servers: [Alphonso:80], health: {path: /größe, host: "münchen.de:80"}}]
        """
      When Mangrove starts
      Then Alphonso is asked for "/gr%C3%B6%C3%9Fe"
      And Alphonso receives the header "Host: xn--mnchen-3ya.de:80"

    Example: A question about a client
      Given the config:
        """
        pools: {auth: {servers: [Gatekeeper:80], health: false}}
        paths: [{path: /ä, servers: [Alphonso:80], forward_auth: {pool: auth, path: /prüfen}}]
        """
      When a client asks for "www.mango.com/%c3%a4/%67"
      Then Gatekeeper is asked for "/pr%C3%BCfen"
      And Gatekeeper receives the header "X-Forwarded-Uri: /%C3%A4/g"

  Rule: Parameters are escapes of UTF-8 too

    Example: One is added, one is looked for
      Given the config:
        """
        paths:
          - {path: /, params: {größe: süß}, servers: [Alphonso:80], param_rules: {add: {farbe: grün & gelb}}}
        """
      When a client asks for "www.mango.com/?gr%C3%B6%C3%9Fe=s%C3%BC%C3%9F"
      Then Alphonso is asked for "/?gr%C3%B6%C3%9Fe=s%C3%BC%C3%9F&farbe=gr%C3%BCn%20%26%20gelb"

  Rule: A header value is sent in UTF-8

    Example: To a backend
      Given the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            header_rules: {add: {X-Shop: Mangö, X-City: 東京}, append: {X-Fruit: ["🥭", ä]}}
            cookie_rules: {add: {stadt: köln}}
        """
      When a client asks for "www.mango.com/" with the header "X-Client: Zoë"
      Then Alphonso receives the header "X-Shop: Mangö"
      And Alphonso receives the header "X-City: 東京"
      And Alphonso receives the header "Cookie: stadt=köln"
      And Alphonso receives the header "X-Client: Zoë"

    Scenario Outline: To a client, with <what>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            response_header_rules: {add: {X-Shop: Mangö}, append: {Set-Cookie: "stadt=köln; Path=/"}}
            security_headers: {content_security_policy: "default-src 'self'; report-to größe"}
            basic_auth: false
            paths:
              - {path: /backend, servers: [Alphonso:80]}
              - {path: /answer, respond: {body: "Grüße, 東京"}}
              - {path: /redirect, redirect: {path: /}}
              - {path: /refused, servers: [Alphonso:80], firewall_rules: {path_reject: [/refused]}}
        """
      When a client asks for "<path>"
      Then the answer is <status>
      And the answer has the header "Content-Security-Policy: default-src 'self'; report-to größe"

      Examples:
        | what          | path      | status |
        | an answer     | /backend  | 200    |
        | a fixed one   | /answer   | 200    |
        | a redirect    | /redirect | 302    |
        | a refusal     | /refused  | 403    |

    Example: A fixed answer has the right length
      Given the config:
        """
        paths:
          - path: /
            respond: {body: "Grüße, 東京 🥭", content_type: text/plain; charset=utf-8; x=ü}
            response_header_rules: {add: {X-Shop: Mangö}}
        """
      When a client asks for "www.mango.com/"
      Then the answer is 200 "Grüße, 東京 🥭"
      And the answer has the headers:
        | Content-Type   | text/plain; charset=utf-8; x=ü |
        | Content-Length | 20                             |
        | X-Shop         | Mangö                          |

    Example: What a password is asked for
      Given the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            response_header_rules: {add: {X-Shop: Mangö}}
            basic_auth:
              realm: Küche "東"
              users: {zoë: "$scrypt$ln=15,r=8,p=1$A1KMmu/JlBi8O4FTf8zT/A$UIzYE+wPPe3F29cBtTjmNYc3z7CIygZ7INhxUhkm85Y"}
        """
      When a client asks for "www.mango.com/"
      Then the answer is 401
      And the answer has the header 'WWW-Authenticate: Basic realm="Küche \\"東\\"", charset="UTF-8"'

  Rule: A header value is looked for in UTF-8

    Scenario Outline: A client with "<header>" is answered <status>
      Given the config:
        """
        firewall_rules: {header_reject: {X-City: "*stadt 漏*"}}
        paths:
          - {path: /, headers: {X-City: Köln}, respond: {status: 201}}
          - {path: /, respond: {status: 200}}
        """
      When a client asks for "www.mango.com/" with the header "<header>"
      Then the answer is <status>

      Examples:
        | header                 | status |
        | X-City: Köln           | 201    |
        | X-City: Koln           | 200    |
        | X-City: Altstadt 漏!   | 403    |

    Example: A header that pins a client to a pool
      Given the config:
        """
        pools:
          alt: {servers: [Alphonso:80]}
          grün: {servers: [Kesar:80]}
        paths: [{path: /, split: {pools: {alt: 1, grün: 0}, pin: "header:X-Pool"}}]
        """
      When a client asks for "www.mango.com/" with the header "X-Pool: grün"
      Then the answer comes from Kesar

    Scenario Outline: A page of "<origin>"
      Given the config:
        """
        paths:
          - path: /
            cors: {origins: ["<allowed>"]}
            respond: {body: hello}
        """
      When a client asks for "www.mango.com/" with the header "Origin: <origin>"
      Then the answer has the header "Access-Control-Allow-Origin: <origin>"

      Examples:
        | allowed                | origin                         |
        | https://münchen.de     | https://xn--mnchen-3ya.de      |
        | https://*.München.de   | https://a.xn--mnchen-3ya.de    |
        | http://münchen.de:8080 | http://xn--mnchen-3ya.de:8080  |
        | https://münchen.de:443 | https://xn--mnchen-3ya.de      |

  Rule: What cannot be sent is a mistake

    Scenario Outline: <what>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            <setting>
            servers: [kesar:80]
        """
      Then a mistake is at line 3, column <column>
      And it says "<said>"

      Examples:
        | what                         | setting                                            | column | said                        |
        | A line break in a header     | header_rules: {add: {X-A: "a\\r\\nX-B: b"}}        | 31     | without line breaks         |
        | NUL in a header              | header_rules: {add: {X-A: "a\\0"}}                 | 31     | control characters          |
        | A C1 control character       | header_rules: {add: {X-A: "a\\x85"}}               | 31     | control characters          |
        | Half a character in a header | header_rules: {add: {X-A: "\\uD83E"}}              | 31     | half of a character         |
        | Half a character in a path   | rewrite_rules: {replace: {"\\uD83E": a}}           | 31     | half of a character         |
        | A control character in a path | health: {path: "/a\\x01"}                         | 20     | without control characters  |
        | A space in a cookie          | cookie_rules: {add: {a: "b\\u3000c"}}              | 29     | without spaces              |
        | No host                      | health: {host: "a b"}                              | 20     | a host name                 |
        | A line break in a host       | health: {host: "a\\r\\nb"}                         | 20     | a host name                 |
        | A class of letters           | rewrite_rules: {regex: {"[äö]": a}}                | 29     | expected (?:ä               |
        | A Host beyond ASCII          | header_rules: {add: {host: münchen.de}}            | 32     | expected xn--mnchen-3ya.de  |
        | A value that is looked for   | headers: {X-A: "a\\nb"}                            | 20     | without line breaks         |

    Example: A host that has no ASCII form
      When this config is checked:
        """
        hosts:
          - {host: "mün chen.de", respond: {body: hello}}
          - {host: "-ü-.", redirect: {host: "ü/ä"}}
        """
      Then a mistake is at line 2, column 12
      And a mistake is at line 3, column 37

    Example: The same host and path in two spellings
      When this config is checked:
        """
        hosts:
          - {host: münchen.de, paths: [{path: /ä, respond: {}}, {path: /%c3%a4, respond: {}}]}
          - {host: xn--mnchen-3ya.de, respond: {}}
          - {host: MÜNCHEN.DE, respond: {}}
        """
      Then a mistake is at line 2, column 64
      And a mistake is at line 4, column 12

    Example: A backend with such a name says how it is written
      When this config is checked:
        """
        paths: [{path: /, servers: [münchen.de:80]}]
        """
      Then a mistake is at line 1, column 29
      And it says "expected xn--mnchen-3ya.de:80"
