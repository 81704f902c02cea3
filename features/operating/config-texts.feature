Feature: Text in the config is what stands in the file
  YAML takes 1.10 for a number and True for a switch. A header, a password or a path is neither:
  where a text is wanted, each counts as it is spelled, in quotes or not.

  @any-transport
  Rule: A value that looks like a number or a switch is sent as it is spelled

    Scenario Outline: <spelling> in a header, a parameter and a cookie
      Given the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            header_rules: {add: {X-Version: <spelling>}, append: {X-Tag: [<spelling>]}}
            param_rules: {add: {v: <spelling>}}
            cookie_rules: {add: {v: <spelling>}}
        """
      When a client asks for "/"
      Then Alphonso receives the header "X-Version: <spelling>"
      And Alphonso receives the header "X-Tag: <spelling>"
      And Alphonso receives the header "Cookie: v=<spelling>"
      And Alphonso is asked for "/?v=<spelling>"

      Examples:
        | spelling             |
        | 1.10                 |
        | 0123                 |
        | 1e3                  |
        | 12345678901234567890 |
        | 0x1F                 |
        | 0o17                 |
        | .5                   |
        | True                 |
        | null                 |
        | yes                  |
        | 2026-01-01           |
        | -0                   |
        | .inf                 |

    Example: In answers
      Given the config:
        """
        paths:
          - path: /
            respond: {body: 1.10}
            response_header_rules: {add: {X-Version: 2.0}, append: {X-Debug: True}}
            security_headers: {permissions_policy: 0042}
        """
      When a client asks for "/"
      Then the answer is 200 "1.10"
      And the answer has the headers:
        | X-Version          | 2.0  |
        | X-Debug            | True |
        | Permissions-Policy | 0042 |

    Example: Through an anchor and a merge
      Given the config:
        """
        pools:
          fruit:
            servers: [Alphonso:80]
            header_rules:
              add: &versions {X-Version: &version 1.10}
              append: {X-Again: *version}
            response_header_rules: {add: {<<: *versions, X-Other: 1.0}}
        paths: [{path: /, pool: fruit}]
        """
      When a client asks for "/"
      Then Alphonso receives the header "X-Version: 1.10"
      And Alphonso receives the header "X-Again: 1.10"
      And the answer has the header "X-Version: 1.10"
      And the answer has the header "X-Other: 1.0"

  Rule: A value that looks like a number or a switch is compared as it is spelled

    Scenario Outline: A client <that> is answered <status>
      Given the config:
        """
        firewall_rules: {header_reject: {X-Tenant: 0042}}
        paths:
          - {path: /, params: {v: 1.10}, respond: {status: 201}}
          - {path: /, headers: {Origin: null}, respond: {status: 202}}
          - {path: /, headers: {X-Debug: True}, respond: {status: 203}}
          - {path: /, respond: {status: 200}}
        """
      When a client asks for "<path>" with the header "<header>"
      Then the answer is <status>

      Examples:
        | that                        | path    | header         | status |
        | of a refused tenant         | /       | X-Tenant: 0042 | 403    |
        | of another tenant           | /       | X-Tenant: 42   | 200    |
        | with just this parameter    | /?v=1.10 | X-A: b        | 201    |
        | with a shorter one          | /?v=1.1 | X-A: b         | 200    |
        | with the origin null        | /       | Origin: null   | 202    |
        | with the word               | /       | X-Debug: True  | 203    |
        | with the word in small      | /       | X-Debug: true  | 200    |

    Example: A check that looks for a word
      Given the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            health: {path: /healthz, body: 1.10, initial: down}
        """
      And Alphonso answers its checks with 200 "version 1.10"
      Then Alphonso is soon healthy

  Rule: Names are texts too, keys as well as values

    Scenario Outline: A client of the host <host> gets <body>
      Given the config:
        """
        hosts:
          - {host: 0042, respond: {body: a tenant}}
          - {host: "42", respond: {body: the answer}}
          - {host: True, respond: {body: a word}}
        """
      When a client asks for "<host>/"
      Then the answer has the body "<body>"

      Examples:
        | host | body       |
        | 0042 | a tenant   |
        | 42   | the answer |
        | true | a word     |

    Example: Names of pools and servers
      Given the config:
        """
        pools:
          1.0: {servers: [Alphonso:80]}
          1.00: {servers: [Kesar:80]}
        paths:
          - {path: /old, pool: 1.0}
          - {path: /new, pool: 1.00}
        """
      When a client asks for "/new"
      Then the answer comes from Kesar

    Example: Replacements of numbers are made in the order of the file
      Given the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            rewrite_rules: {replace: {b: 2, 2: 3, 1: 2}}
        """
      When a client asks for "/1/b"
      Then Alphonso is asked for "/2/3"

  Rule: "on" and "off" are true and false wherever those are wanted

    Scenario Outline: A path that keeps itself: strip_path is <off>
      Given the config:
        """
        paths:
          - {path: /cart, strip_path: <off>, servers: [Alphonso:80], health: <off>}
        """
      When a client asks for "/cart/1"
      Then Alphonso is asked for "/cart/1"

      Examples:
        | off   |
        | off   |
        | "off" |
        | false |

    Example: A path that is that path alone, which is known to be another than all below it
      Given the config:
        """
        paths:
          - {path: /cart, exact: on, respond: {body: the cart}}
          - {path: /cart, exact: off, respond: {body: all below it}}
        """
      When a client asks for "/cart/1"
      Then the answer is 200 "all below it"

    Example: All that can be switched off
      When this config is checked:
        """
        admin: off
        access_log: off
        security_headers: {hsts: off, frame_options: off, referrer_policy: off, nosniff: off}
        cors: off
        limits: {body: off}
        paths:
          - path: /
            servers: [kesar:80]
            health: off
            outliers: "off"
            circuit_breaker: off
            basic_auth: off
            forward_auth: off
            max_body: off
            timeouts: {request: off}
        """
      Then there are no mistakes

    Example: Words that are neither
      When this config is checked:
        """
        access_log: yes
        paths:
          - {path: /, exact: no, servers: [kesar:80]}
        """
      Then these are the mistakes:
        | 1:13 | access_log is "yes": expected true |
        | 3:22 | exact is "no": expected false      |

  Rule: Where a number, a switch or a duration is wanted, nothing else passes for one

    Example: Words and numbers in the wrong places
      When this config is checked:
        """
        listen: "80"
        access_log: yes
        paths:
          - path: /
            servers: [kesar:80]
            retries: "2"
            health: {interval: 1e3, rise: 1.5, path: 0042}
        """
      Then these are the mistakes:
        | 1:9  | listen is "80"              |
        | 2:13 | access_log is "yes"         |
        | 6:14 | retries is "2"              |
        | 7:24 | health.interval: interval is 1e3 |
        | 7:35 | health.rise: rise is 1.5    |
        | 7:46 | path is 0042                |

    Example: Nothing is not a text
      When this config is checked:
        """
        paths:
          - path: /
            respond: {body: ~}
            response_header_rules: {add: {X-Empty: }}
        """
      Then these are the mistakes:
        | 3:15 | body is empty    |
        | 4:35 | X-Empty is empty |
