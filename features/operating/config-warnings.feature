Feature: Pointing at what is surely not meant in the config
  Some configs are right and still not what their writer wants. They are served, and a warning says
  where they fall short and how to mend it.

  Rule: A warning has a place, a path and a cure, and is no mistake

    Example: A server that never answers would not be noticed
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            servers: [alphonso:80, kesar:80]
        """
      Then there are no mistakes
      And a warning is at line 3, column 5
      And it warns "hosts[0].servers"
      And it warns "expected health: {path: /healthz}"

  Rule: Checks that only connect are said once for the whole file

    Example: Three pools of which one is checked by asking
      When this config is checked:
        """
        pools:
          fruit: {servers: [kesar:80]}
        hosts:
          - {host: www.mango.com, pool: fruit}
          - {host: www.apple.com, servers: [fuji:80], health: {path: /healthz}}
        paths:
          - {path: /, servers: [valencia:80]}
        """
      Then these are the warnings:
        | 2:11 | line 7 |

    Scenario Outline: <decision> was a decision
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            health: <decision>
        """
      Then there are no warnings

      Examples:
        | decision    |
        | {type: tcp} |
        | false       |
        | {}          |

    Example: A check that stands in an anchor counts
      When this config is checked:
        """
        pools:
          fruit: &careful {servers: [kesar:80], health: {path: /healthz}}
          nuts: {<<: *careful, servers: [pecan:80]}
        paths:
          - {path: /, pool: fruit}
        """
      Then there are no warnings

  Rule: Two pools of one host remember clients by cookies of different names

    Example: A host and one of its paths
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            servers: [kesar:80]
            health: {path: /healthz}
            sticky: {cookie: shop}
            paths:
              - path: /cart
                servers: [alphonso:80]
                health: {path: /healthz}
                sticky: {cookie: shop}
        """
      Then these are the warnings:
        | 10:26 | cookie "shop" keeps clients of this host at other servers already, at line 5 |

    Example: Two pools of a canary release
      When this config is checked:
        """
        pools:
          old: {servers: [kesar:80], health: {path: /healthz}, sticky: {cookie: shop}}
          new: {servers: [alphonso:80], health: {path: /healthz}, sticky: {cookie: shop}}
        paths:
          - {path: /, split: {pools: {old: 9, new: 1}}}
        """
      Then these are the warnings:
        | 3:76 | at line 2 |

    Example: A cookie that pins a client to a part of a split, and one that keeps it at a server
      When this config is checked:
        """
        pools:
          old: {servers: [kesar:80], health: {path: /healthz}, sticky: {cookie: shop}}
          new: {servers: [alphonso:80], health: {path: /healthz}}
        paths:
          - {path: /, split: {pools: {old: 9, new: 1}, pin: "cookie:shop"}}
        """
      Then these are the warnings:
        | 5:53 | at line 2 |

    Example: A path of a host, and a path for all hosts that its clients reach too
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            paths:
              - {path: /cart, servers: [kesar:80], health: {path: /healthz}, sticky: {cookie: shop}}
        paths:
          - {path: /, servers: [alphonso:80], health: {path: /healthz}, sticky: {cookie: shop}}
        """
      Then these are the warnings:
        | 6:82 | at line 4 |

    Scenario Outline: No warning for <case>
      When this config is checked:
        """
        hosts:
          - {host: www.mango.com, servers: [kesar:80], health: {path: /a}, sticky: {cookie: shop}}
          - {host: <host>, methods: [POST], servers: [<server>:80], health: {path: /b}, sticky: {cookie: <cookie>}}
        paths:
          - {path: /, servers: [valencia:80], health: {path: /c}, sticky: {cookie: shop}}
        """
      Then there are no warnings

      Examples:
        | case             | host          | server   | cookie |
        | two names        | www.mango.com | alphonso | till   |
        | the same servers | www.mango.com | kesar    | shop   |

  Rule: A method that no request can have is named

    Scenario Outline: <method> in <where>
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            health: {path: /healthz}
            <setting>
        """
      Then these are the warnings:
        | 5:<column> | <said> |

      Examples:
        | method        | where             | column | setting                                                | said                |
        | LIST          | a condition       | 15     | methods: [LIST]                                        | answered 400        |
        | A slip        | a condition       | 20     | methods: [get, DELTE]                                  | did you mean DELETE |
        | TRACE         | a condition       | 20     | methods: [GET, TRACE]                                  | answered 405        |
        | LIST          | a firewall        | 38     | firewall_rules: {method_reject: [LIST]}                | "LIST" never        |
        | A small patch | what pages may do | 54     | cors: {origins: ["https://mango.com"], methods: [patch]} | did you mean PATCH |

    Example: Methods that exist, in any case, and refusing what is refused anyway
      When this config is checked:
        """
        firewall_rules: {method_reject: [trace, CONNECT]}
        paths:
          - path: /
            methods: [get, M-SEARCH, propfind]
            cors: {origins: ["https://mango.com"], methods: ["*"]}
            respond: {body: hello}
        """
      Then there are no warnings

  Rule: A word that may be a missing value is named

    Example: null without quotes, where text is wanted
      When this config is checked:
        """
        hosts:
          - host: null
            headers: {Origin: null, X-Shop: "null"}
            rewrite_rules: {replace: {2: null}}
            respond: {body: hello}
        """
      Then these are the warnings:
        | 2:11 | "null" in quotes |
        | 3:23 | "null" in quotes |
        | 4:34 | "null" in quotes |

  Rule: A text that looks like more than it is is named

    Scenario Outline: The path <path>
      When this config is checked:
        """
        paths:
          - {path: <path>, respond: {body: hello}}
        """
      Then these are the warnings:
        | 2:12 | <said> |

      Examples:
        | path               | said                                                      |
        | /cart/*            | "*" stands for itself in a path, which is no pattern: expected path: /cart, |
        | /users/:id/cart    | expected path: /users, which stands for all below it      |
        | "/users/{id}"      | expected path: /users, which stands for all below it      |
        | /cart$             | expected path: /cart with exact: true                     |

    Scenario Outline: <what>
      When this config is checked:
        """
        log: <log>
        hosts:
          - {host: <host>, respond: {content_type: <type>}}
        """
      Then these are the warnings:
        | <place> | <said> |

      Examples:
        | what                         | log          | host          | type        | place | said                                    |
        | A log that is switched off   | off          | www.mango.com | text/html   | 1:6   | a file named "off": expected no log key |
        | A log to standard output     | stdout       | www.mango.com | text/html   | 1:6   | a file named "stdout"                   |
        | What nginx calls any host    | mangrove.log | _             | text/html   | 3:12  | expected top-level paths                |
        | Quotes of a word processor   | mangrove.log | www.mango.com | “text/html” | 3:51  | the quotes of printed text              |

    Example: Such quotes in the text of an answer belong there
      When this config is checked:
        """
        paths:
          - {path: /, respond: {body: “Closed”, content_type: text/plain}}
        """
      Then there are no warnings

  @process
  Rule: "mangrove check" says what it warns of, and can be strict about it

    Background:
      Given the config:
        """
        paths: [{path: /, servers: [kesar:80]}]
        """
      And the config is in the file "shop.yaml"

    Example: A good config with a warning
      When somebody runs "mangrove check shop.yaml"
      Then the exit code is 0
      And it says "shop.yaml:1:"
      And it says "1 warning in shop.yaml"
      And it says "shop.yaml is a good config"

    Example: Strict, as in a pipeline
      When somebody runs "mangrove check --strict shop.yaml"
      Then the exit code is 2
      And it says "1 warning in shop.yaml"

    Example: Strictness is for checks
      When somebody runs "mangrove start --strict"
      Then the exit code is 2
      And it says "--strict"

  @process
  Rule: What is served with a warning is in the log

    Background:
      Given the config:
        """
        firewall_rules: {method_reject: [LIST]}
        paths: [{path: /, respond: {body: hello}}]
        """
      And Mangrove starts

    Example: At the start
      Then the log warns of 'method "LIST" never arrives'

    Example: After a reload
      Given the config file becomes:
        """
        firewall_rules: {method_reject: [DELTE]}
        paths: [{path: /, respond: {body: hello}}]
        """
      When Mangrove receives SIGHUP
      Then the log warns of 'method "DELTE" never arrives'
