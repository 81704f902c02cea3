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

  Rule: A server that is this Mangrove itself is named

    Scenario Outline: <server> where clients connect to <listen>
      When this config is checked:
        """
        listen: <listen>
        paths:
          - {path: /, health: {path: /a}, servers: ["<server>"]}
        """
      Then these are the warnings:
        | 3:<column> | is this Mangrove itself |

      Examples:
        | server                | listen          | column |
        | localhost:9080        | 9080            | 45     |
        | 127.0.0.1:9080        | 9080            | 45     |
        | 0.0.0.0:9080          | 0.0.0.0:9080    | 45     |
        | [0:0::1]:9080         | 9080            | 45     |
        | LocalHost:9080        | "[::1]:9080"    | 45     |
        | [::1]:9080            | "[::]:9080"     | 45     |
        | localhost:9080        | 0.0.0.0:9080    | 45     |
        | 127.9.9.9:9080        | 9080            | 45     |
        | [::ffff:10.0.0.1]:9080 | 10.0.0.1:9080  | 45     |

    Scenario Outline: Not itself: <server> where clients connect to <listen>
      When this config is checked:
        """
        listen: <listen>
        paths:
          - {path: /, health: {path: /a}, servers: ["<server>"]}
        """
      Then there are no warnings

      Examples:
        | server         | listen         |
        | kesar:9080     | 9080           |
        | [::1]:9080     | 0.0.0.0:9080   |
        | 127.0.0.2:9080 | 127.0.0.1:9080 |
        | 127.0.0.1:9081 | 9080           |
        | 127.0.0.1:9080 | 10.0.0.1:9080  |
        | [::1]:9080     | 127.0.0.1:9080 |

    Example: A way back on purpose, for another host
      When this config is checked:
        """
        listen: 9080
        paths:
          - path: /
            servers: [localhost:9080]
            health: {path: /a}
            header_rules: {add: {Host: www.mango.com}}
        """
      Then there are no warnings

    Example: The status API, which obeys this machine
      When this config is checked:
        """
        paths:
          - {path: /, health: {path: /a}, servers: ["localhost:7070"]}
        """
      Then these are the warnings:
        | 2:45 | is the status API of this Mangrove |

    Example: The status API, which asks for a token
      When this config is checked:
        """
        admin: {token: 0123456789abcdef}
        paths:
          - {path: /, health: {path: /a}, servers: ["localhost:7070"]}
        """
      Then there are no warnings

  Rule: A redirect that leads back to itself is named

    Scenario Outline: At <host>, <redirect>
      When this config is checked:
        """
        hosts:
          - {host: "<host>", redirect: {<redirect>}}
        """
      Then there are no mistakes
      And it warns "leads back to itself"

      Examples:
        | host      | redirect                       |
        | mango.com | host: Mango.com.               |
        | mango.com | scheme: http                   |
        | mango.com | scheme: http, host: mango.com  |
        | mango.com | host: "mango.com:80"           |
        | mango.com | host: "mango.com:8080"         |
        | mango.com | path: /shop                    |
        | bücher.de | host: xn--bcher-kva.de         |
        | [::1]     | host: "[0:0::1]:8080"          |
        | *.mango.com | path: /                      |
        | *.mango.com | path: /, scheme: http        |

    Scenario Outline: At the path <path>, to <to>
      When this config is checked:
        """
        paths:
          - {path: <path>, redirect: {path: "<to>"}}
        """
      Then these are the warnings:
        | 2:<column> | leads back to itself |

      Examples:
        | path               | to          | column |
        | /cart              | /%63art     | 36     |
        | /cart              | //cart/new  | 36     |
        | /cart, exact: true | /b/../cart  | 49     |

    Example: Two that lead to each other
      When this config is checked:
        """
        hosts:
          - {host: mango.com, redirect: {host: www.mango.com}}
          - {host: www.mango.com, redirect: {host: mango.com.}}
        paths:
          - {path: /a, redirect: {path: /b/c}}
          - {path: /b, redirect: {path: //a}}
          - {path: /old, redirect: {path: /a}}
        """
      Then these are the warnings:
        | 2:40 | by way of line 3 |
        | 3:44 | by way of line 2 |
        | 5:33 | by way of line 6 |
        | 6:33 | by way of line 5 |

    Scenario Outline: No circle, but <case>
      When this config is checked:
        """
        hosts:
          - {host: mango.com, <entry>}
          - {host: www.mango.com, paths: [{path: /home, respond: {}}, {path: /, redirect: {path: /home}}]}
          - {host: shop.mango.com, methods: [POST], redirect: {path: /, status: 303}}
        paths: [{path: /, respond: {}}]
        """
      Then there are no warnings

      Examples:
        | case                       | entry                                                      |
        | another host               | redirect: {host: www.mango.com}                            |
        | another port               | redirect: {host: "mango.com:8443"}                         |
        | TLS, which others speak    | redirect: {scheme: https}                                  |
        | a cookie for the next time | redirect: {path: /}, response_header_rules: {add: {Set-Cookie: seen=1}} |
        | a header that may be gone  | redirect: {path: /}, headers: {X-First: "1"}               |

  Rule: A server that gets no requests, or those of two, is named

    Scenario Outline: <case>
      When this config is checked:
        """
        paths:
          - path: /
            health: {path: /healthz}
            servers: <servers>
        """
      Then these are the warnings:
        | 4:<column> | <said> |

      Examples:
        | case                    | servers                                                          | column | said              |
        | All weights are 0       | [{address: "kesar:80", weight: 0}, {address: "fuji:80", weight: 0}] | 14     | every weight is 0 |
        | One weight, and it is 0 | [{address: "kesar:80", weight: 0}]                               | 14     | answered 503      |
        | localhost by two names  | ["localhost:81", "127.0.0.1:81"]                                 | 31     | are one server    |
        | A dot behind a name     | ["kesar.mango.com:81", "kesar.mango.com.:81"]                    | 37     | are one server    |

    Example: One of two weights is 0
      When this config is checked:
        """
        paths:
          - path: /
            health: {path: /healthz}
            servers: ["fuji:80", {address: "kesar:80", weight: 0}]
        """
      Then there are no warnings

    Example: A host of which one path takes everything
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            respond: {body: closed}
            paths:
              - {path: /, respond: {body: open}}
        """
      Then these are the warnings:
        | 3:5 | line 5 |

    Example: A host of which one path takes everything, and another one leads to the host's own
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            respond: {body: closed}
            paths:
              - {path: /, respond: {body: open}}
              - {path: /old}
        """
      Then there are no warnings

  Rule: A setting that another one leaves without effect is named

    Scenario Outline: <setting>
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            <setting>
            health: <health>
        """
      Then these are the warnings:
        | <place> | <said> |

      Examples:
        | setting                                      | health                             | place | said                          |
        | retries: 1                                   | {timeout: 3s, interval: 2s}        | 5:23  | longer than interval 2s       |
        | retries: 1                                   | {timeout: 2500ms}                  | 5:23  | longer than interval 2s       |
        | retries: 1                                   | {type: tcp, path: /healthz}        | 5:25  | only connects                 |
        | retries: 1                                   | {type: tcp, expect: 200}           | 5:25  | only connects                 |
        | hedge_after: 31s                             | {path: /a}                         | 4:18  | timeouts.first_byte           |
        | timeouts: {request: 5s, first_byte: 9s}      | {path: /a}                         | 4:41  | the whole request ends        |
        | timeouts: {connect: 1m, request: 9s}         | {path: /a}                         | 4:25  | the whole request ends        |
        | outliers: {ejection: 10m}                    | {path: /a}                         | 4:26  | every ejection lasts 300s     |
        | rewrite_rules: {regex: {^cart: /shop}}       | {path: /a}                         | 4:29  | paths begin with              |
        | rewrite_rules: {replace: {/a//b: /c}}        | {path: /a}                         | 4:31  | paths are normalised first    |
        | rewrite_rules: {replace: {/%c3%a4: /c}}      | {path: /a}                         | 4:31  | /%C3%A4                       |

    Scenario Outline: Nothing is said of <setting>
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            <setting>
            health: {interval: 500ms}
        """
      Then there are no warnings

      Examples:
        | setting                                            |
        | timeouts: {request: 5s}                            |
        | hedge_after: 29s                                   |
        | rewrite_rules: {replace: {/a: /, //: /}}           |
        | rewrite_rules: {regex: {"^c?/": /c, "^(?i)a": /b}} |

    Example: Limits that another limit keeps from being reached
      When this config is checked:
        """
        limits: {connections: 100, requests: 200, connections_per_address: 150}
        paths: [{path: /, respond: {}}]
        """
      Then these are the warnings:
        | 1:38 | at most 100 connections |
        | 1:68 | at most 100 connections |

  Rule: A list that says less than it seems to, or more, is named

    Scenario Outline: <list>
      When this config is checked:
        """
        <list>
        paths: [{path: /, respond: {}}]
        """
      Then these are the warnings:
        | 1:<column> | <said> |

      Examples:
        | list                                                                    | column | said                        |
        | trusted_proxies: [0.0.0.0/0]                                            | 19     | trusts everybody            |
        | trusted_proxies: ["::/0"]                                               | 19     | trusts everybody            |
        | trusted_proxies: [10.1.2.3/8]                                           | 19     | expected 10.0.0.0/8         |
        | trusted_proxies: ["2001:db8::1", "2001:DB8:0::1"]                       | 34     | on this list already        |
        | firewall_rules: {ip_reject: [10.1.2.3, "::ffff:10.1.2.3"]}              | 40     | on this list already        |
        | firewall_rules: {ip_allow: []}                                          | 28     | nobody may pass             |
        | firewall_rules: {ip_allow: [10.1.2.3], ip_reject: [10.0.0.0/8]}         | 29     | is refused all the same     |
        | firewall_rules: {path_reject: [/admin, //%61dmin/]}                     | 40     | on this list already        |

    Example: A path that never comes to the entry that refuses it
      When this config is checked:
        """
        paths:
          - path: /cart
            firewall_rules: {path_reject: [/admin]}
            respond: {}
        """
      Then these are the warnings:
        | 3:36 | expected /cart/admin |

    Example: Refusals within networks and paths, and exceptions from an allowed network
      When this config is checked:
        """
        trusted_proxies: [10.0.0.0/8, 10.1.2.3]
        firewall_rules: {ip_allow: [10.0.0.0/8], ip_reject: [10.1.2.3, 10.2.0.0/16], path_reject: [/a, /a/b]}
        paths:
          - {path: /cart, firewall_rules: {path_reject: [/cart/old/admin, /cart/old]}, respond: {}}
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

    Scenario Outline: The firewall that is to refuse <path>
      When this config is checked:
        """
        firewall_rules: {path_reject: ["<path>"]}
        paths:
          - {path: /, respond: {body: hello}}
        """
      Then these are the warnings:
        | 1:32 | <said> |

      Examples:
        | path       | said                                                                          |
        | /admin/*   | "*" stands for itself in a path, which is no pattern: expected /admin, which stands for all below it |
        | /admin/.+  | expected /admin, which stands for all below it                                |
        | /*.php     | expected the beginning of a path, such as /admin                              |

    Example: A pattern whose firewall is elsewhere is one slip
      When this config is checked:
        """
        paths:
          - {path: /cart/*, respond: {body: hello}, firewall_rules: {path_reject: [/cart/secret]}}
        """
      Then these are the warnings:
        | 2:12 | expected path: /cart, which stands for all below it |

    Example: A path of OData is no pattern
      When this config is checked:
        """
        paths:
          - {path: /fruits/$metadata, respond: {body: hello}}
        """
      Then there are no warnings

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

  Rule: Whatever is surely not meant has a sentence of its own

    Scenario Outline: Not meant: <config>
      When this config is checked:
        """
        <config>
        """
      Then these are the warnings:
        | <place> | <said> |

      Examples:
        | config | place | said |
        | paths: [{path: /, headers: {Set-Cookie: a}, servers: [kesar:80], health: {path: /a}}] | 1:29 | headers says which requests come here, and none has "Set-Cookie", which is a header of answers: expected response_header_rules: {add: {Set-Cookie: a}} |
        | paths: [{path: /, headers: {Server: "*"}, servers: [kesar:80], health: {path: /a}}] | 1:29 | headers says which requests come here, and none has "Server", which is a header of answers: expected response_header_rules: {add: {Server: …}} |
        | paths: [{path: /, headers: {ETag: x, Host: a}, servers: [kesar:80], health: {path: /a}}] | 1:29 | headers says which requests come here, and none has "ETag", which is a header of answers: expected response_header_rules: {add: {ETag: x}} |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a, interval: 1ms, timeout: 1ms}}] | 1:69 | interval 1ms asks each server 1000 times a second: expected a longer one, such as 2s |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a}, outliers: {max_ejection: 1s}}] | 1:85 | ejection is 30s and max_ejection 1s, so that every ejection lasts 1s: expected a max_ejection that is not shorter |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a}, outliers: {ejection: 1h}}] | 1:81 | ejection is 1h and max_ejection 300s, so that every ejection lasts 300s: expected a max_ejection that is not shorter |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a}, outliers: {ejection: 1h, max_ejection: 1m}}] | 1:81 | ejection is 1h and max_ejection 1m, so that every ejection lasts 1m: expected a max_ejection that is not shorter |
        | hosts: [{host: www.mango.com, redirect: {scheme: http}}] | 1:50 | this redirect leads back to itself, so that browsers give up after some twenty rounds: expected another host or path, or an entry of its own for where it leads |
        | hosts: [{host: www.mango.com, redirect: {host: www.mango.com}}] | 1:48 | this redirect leads back to itself, so that browsers give up after some twenty rounds: expected another host or path, or an entry of its own for where it leads |
        | paths:\n  - {path: /, servers: ["p:1", "q:1"], health: false, sticky: {cookie: x}}\n  - {path: /a, servers: ["r:1", "s:1"], health: false, sticky: {cookie: x}} | 3:73 | cookie "x" keeps clients of this host at other servers already, at line 2, and each forgets what the other remembers: expected two names |
        | paths:\n  - {path: /, exact: true, servers: ["p:1", "q:1"], health: false, sticky: {cookie: x}}\n  - {path: /a, servers: ["r:1", "s:1"], health: false, sticky: {cookie: x}} | 3:73 | cookie "x" keeps clients of this host at other servers already, at line 2, and each forgets what the other remembers: expected two names |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a}, rewrite_rules: {replace: {"?a": b}}}] | 1:86 | nothing is rewritten by "?a", because a path ends before its query: expected param_rules for the query, or only the part before "?" |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a}, rewrite_rules: {replace: {"/../": b}}}] | 1:86 | nothing is rewritten by "/../", because paths are normalised first, and have no dot segments then: expected a text without them |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a}, rewrite_rules: {replace: {"/./a": b}}}] | 1:86 | nothing is rewritten by "/./a", because paths are normalised first, and have no dot segments then: expected a text without them |
        | paths: [{path: /, servers: [kesar:80], health: {path: /a}, rewrite_rules: {replace: {"//": b}}}] | 1:86 | nothing is rewritten by "//", because paths are normalised first, and "//" is one "/" then: expected a single one |
        | paths: [{path: /, servers: ["a:1", "b:1", "c:1"], outliers: false}] | 1:19 | these servers are checked by connecting alone, which one that accepts and never answers passes: expected health: {path: /healthz} beside them, or health: {type: tcp} where connecting says enough |
        | paths:\n  - {path: /a, servers: ["a:1", "b:1"]}\n  - {path: /b, servers: ["a:2", "b:1"]}\n  - {path: /c, servers: ["a:3", "b:1"]} | 2:16 | these servers are checked by connecting alone, which one that accepts and never answers passes: expected health: {path: /healthz} beside them, or health: {type: tcp} where connecting says enough (so it is at 2 other lines: 3, 4) |
