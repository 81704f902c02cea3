@process
Feature: Printing what leads where
  Before a config is served, its writer wants to see which servers a request would meet, and why. What is printed comes from the
  compiled routes and the very look-up that serves clients.

  Rule: "mangrove routes" prints the routes in the order in which they are tried

    Example: The most specific first, whatever the order in the file
      Given the config:
        """
        pools:
          fruit: {servers: [kesar:80, {name: big, address: "alphonso:80", weight: 3}], health: {path: /healthz}}
        paths:
          - {path: /, respond: {status: 404}}
        hosts:
          - {host: "*.mango.com", redirect: {host: www.mango.com, status: 301}}
          - host: www.mango.com
            pool: fruit
            paths:
              - {path: /cart, servers: ["pecan:80"], health: {path: /healthz}}
              - {path: /cart/pay, servers: ["cashew:80"], health: {path: /healthz}, strip_path: false}
              - {path: /cart, exact: true, respond: {body: an empty cart}}
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml"
      Then it prints:
        """
        HOST           PATH                 LEADS TO
        www.mango.com  /cart alone          answer 200
        www.mango.com  /cart/pay and below  cashew:80
        www.mango.com  /cart and below      pecan:80; without /cart
        www.mango.com  every path           pool fruit: kesar:80, big alphonso:80 weight 3
        *.mango.com    every path           redirect 301 to host www.mango.com
        every host     every path           answer 404
        """

    Example: Redirects, servers with all that can be said of them, and a mirror of all
      Given the config:
        """
        pools:
          old: {servers: [kesar:80], health: {path: /healthz}}
        paths:
          - {path: /a, redirect: {scheme: https, host: www.mango.com, path: /b, status: 308}}
          - {path: /b, redirect: {path: /c}}
          - path: /c
            servers: [{name: big, address: "kesar:80", weight: 3, priority: 1}, {address: "pecan:80", backup: true}]
            health: {path: /healthz}
            mirror: {pool: old}
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml"
      Then it prints:
        """
        HOST        PATH          LEADS TO
        every host  /a and below  redirect 308 to scheme https, host www.mango.com, path /b
        every host  /b and below  redirect 302 to path /c
        every host  /c and below  big kesar:80 weight 3 priority 1, pecan:80 backup; without /c; mirrored to old
        """

    Example: Conditions, a split and a mirror
      Given the config:
        """
        pools:
          old: {servers: [kesar:80], health: {path: /healthz}}
          new: {servers: [alphonso:80], health: {path: /healthz}}
        paths:
          - {path: /, split: {pools: {old: 9, new: 1}, pin: "cookie:version"}}
          - {path: /, methods: [put, POST], pool: old, mirror: {pool: new, percent: 5}}
          - {path: /, headers: {X-Shop: mango}, params: {colour: red}, pool: new}
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml"
      Then it prints:
        """
        HOST        PATH        WHEN                        LEADS TO
        every host  every path  PUT or POST                 pool old: kesar:80; mirrored to new (5 %)
        every host  every path  x-shop: mango, ?colour=red  pool new: alphonso:80
        every host  every path                              90 % pool old, 10 % pool new (or as the cookie version says)
        """

    Scenario Outline: What a request must have is not printed where it came from the environment, <form>
      Given the environment says:
        | SHOP_KEY | ripe-grüen-fig |
        | PIN      | 4711           |
      And the config:
        """
        paths:
          - {path: /, headers: {X-Key: "Bearer ${SHOP_KEY}"}, params: {pin: "${PIN}"}, respond: {status: 418}}
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml <option>"
      Then it says 'Bearer ${SHOP_KEY}'
      And it says '${PIN}'
      And it says nothing of "ripe"
      And it says nothing of "4711"

      Examples:
        | form        | option |
        | as text     |        |
        | as JSON     | --json |

    Example: Paths and hosts as they are compared, however they are written
      Given the config:
        """
        hosts: [{host: WWW.Mango.com., paths: [{path: "//c%61rt/./x/", respond: {}}, {path: /grüße, respond: {}}]}]
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml"
      Then it prints:
        """
        HOST           PATH                        LEADS TO
        www.mango.com  /cart/x and below           answer 200
        www.mango.com  /gr%C3%BC%C3%9Fe and below  answer 200
        """

    Example: What a terminal would obey is escaped
      Given the config:
        """
        paths: [{path: /, servers: [{name: "\e[31mred\u202e", address: "kesar:80"}], health: {path: /healthz}}]
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml"
      Then it says '"\u001b[31mred\u202e" kesar:80'

    Example: For scripts
      Given the config:
        """
        paths: [{path: /cart, methods: [GET], servers: ["kesar:80"], health: {path: /healthz}}]
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes --json shop.yaml"
      Then what it prints is this JSON:
        """
        [{"host": null, "path": "/cart", "exact": false, "methods": ["GET"], "headers": {}, "params": {},
          "route": "/cart", "strips": "/cart", "mirror": null, "pool": "/cart", "servers": ["kesar:80"]}]
        """

    Example: All kinds of destinations, for scripts
      Given the config:
        """
        pools:
          old: {servers: [kesar:80], health: {path: /healthz}}
          new: {servers: [alphonso:80, pecan:80], health: {path: /healthz}}
        paths:
          - {path: /a, redirect: {scheme: https}}
          - {path: /b, split: {pools: {old: 2, new: 1}}, mirror: {pool: old, percent: 5}}
          - {path: /c, exact: true, headers: {X-Shop: mango}, params: {a: b}, respond: {status: 503}}
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes --json shop.yaml"
      Then what it prints is this JSON:
        """
        [{"host": null, "path": "/c", "exact": true, "methods": null, "headers": {"x-shop": "mango"}, "params": {"a": "b"},
          "route": "/c", "strips": "/c", "mirror": null, "respond": 503},
         {"host": null, "path": "/a", "exact": false, "methods": null, "headers": {}, "params": {},
          "route": "/a", "strips": "/a", "mirror": null, "redirect": {"scheme": "https", "status": 302}},
         {"host": null, "path": "/b", "exact": false, "methods": null, "headers": {}, "params": {},
          "route": "/b", "strips": "/b", "mirror": {"pool": "old", "percent": 5, "max_requests": 100},
          "split": [{"pool": "old", "percent": 66.7, "servers": ["kesar:80"]},
                    {"pool": "new", "percent": 33.3, "servers": ["alphonso:80", "pecan:80"]}]}]
        """

    Example: A bad config
      Given the file "shop.yaml" holds "hosts: 42"
      When somebody runs "mangrove routes shop.yaml"
      Then the exit code is 2
      And it says "shop.yaml:1:8"

    Example: No config at all
      When somebody runs "mangrove routes"
      Then the exit code is 2
      And it says '"mangrove start" would serve the demo'

    Example: From standard input
      When somebody runs "mangrove routes -" and gives it "paths: [{path: /, respond: {status: 503}}]"
      Then the exit code is 0
      And it says "answer 503"

  Rule: "mangrove routes --for" tells which route takes a request, and what it meets there

    Background:
      Given the config:
        """
        limits: {url: 64B}
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/internal], ip_reject: [192.0.2.0/24]}
            servers: [kesar:80]
            health: {path: /healthz}
            paths:
              - {path: /cart, methods: [POST], servers: ["pecan:80"], health: {path: /healthz}}
              - {path: /cart, params: {step: "2"}, headers: {X-Shop: mango}, respond: {status: 503}}
        """
      And the config is in the file "shop.yaml"

    Scenario Outline: <case>
      When somebody runs 'mangrove routes shop.yaml --for <asked>'
      Then the exit code is 0
      And it says "<found>"

      Examples:
        | case                             | asked                                                | found                          |
        | A method                         | "POST http://www.mango.com/cart/7"                   | pecan:80; without /cart        |
        | What the server is asked for     | "POST http://www.mango.com/cart/7?x=1"               | asked for  /7?x=1              |
        | A parameter and a header         | www.mango.com/cart?step=2 -H "X-Shop: mango"         | answer 503                     |
        | Nothing of both                  | http://www.mango.com/cart                            | route      www.mango.com       |
        | Another spelling                 | "post HTTP://WWW.MANGO.COM:8080//x/../c%61rt#top"    | pecan:80; without /cart        |
        | A Host of its own                | /shop -H "Host: www.mango.com"                       | route      www.mango.com       |
        | Nothing                          | http://www.apple.com/                                | none: it is answered 404       |
        | No host, as HTTP/1.0 allows      | /shop                                                | GET /shop HTTP/1.0             |
        | A path that nobody sees          | http://www.mango.com/internal/x                      | 403, by path_reject /internal  |
        | Where a backend might see it     | http://www.mango.com/x/..%2finternal                 | 403, by path_reject /internal  |
        | A client from elsewhere          | www.mango.com --from 192.0.2.7                       | 403, by ip_reject              |

    Scenario Outline: What nobody is served: <asked>
      When somebody runs 'mangrove routes shop.yaml --for <asked>'
      Then the exit code is 2
      And it says '<sentence>'
      And it shows no stack trace

      Examples:
        | asked                         | sentence                                                    |
        | "GETT http://www.mango.com/"  | answered 400; did you mean GET?                             |
        | "TRACE http://www.mango.com/" | answered 405                                                |
        | http://www.mango.com/../..    | is answered 400                                             |
        | http://mango..com/            | "mango..com" is not a host: such a request is answered 400  |
        | /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | is answered 414 |
        | "OPTIONS *"                   | asks about Mangrove itself: it is answered 204 without any route |
        | "BREWCOFFEE /"                | the HTTP parser does not know the method "BREWCOFFEE": such a request is answered 400 |
        | ftp://www.mango.com/          | is not a scheme of HTTP                                     |
        | GET                           | expected a URL                                              |
        | / -H X-Shop                   | expected a header, such as                                  |
        | / --from mango                | expected the address of a client                            |

    Example: Rules on the way, and those of one part of a split
      Given the config:
        """
        pools:
          old: {servers: [kesar:80], health: {path: /healthz}, firewall_rules: {ip_reject: [192.0.2.0/24]}}
          new: {servers: [alphonso:80], health: {path: /healthz}, rate_limit: {requests: 5, per: 1s}}
        cors: {origins: ["https://www.mango.com"]}
        paths: [{path: /, split: {pools: {old: 9, new: 1}}, rewrite_rules: {replace: {/a: /b}}}]
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml --for /a"
      Then it says "asked for  /b"
      And it says "meets      firewall_rules, rate_limit, cors, rewrite_rules"

    Example: All rules that one route can have
      Given the config:
        """
        basic_auth: {users: {mary: "$scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"}}
        pools: {door: {servers: [kesar:80], health: {path: /healthz}}}
        paths:
          - path: /
            servers: [alphonso:80]
            health: {path: /healthz}
            forward_auth: {pool: door}
            header_rules: {add: {X-A: b}}
            param_rules: {add: {a: b}}
            cookie_rules: {add: {a: b}}
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml --for [::1]/"
      Then it prints:
        """
        request    GET [::1]/
        from       127.0.0.1
        route      /
        leads to   alphonso:80
        asked for  /?a=b
        meets      basic_auth, forward_auth, header_rules, param_rules, cookie_rules
        """

    Example: A header that is given twice
      Given the config:
        """
        paths: [{path: /, headers: {X-A: "b, c"}, respond: {status: 418}}]
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml --for / -H X-A:b -H X-A:c"
      Then it says "answer 418"

    Example: A redirect, for scripts
      Given the config:
        """
        paths: [{path: /old, redirect: {host: www.mango.com}}]
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove routes shop.yaml --json --for /old"
      Then what it prints is this JSON:
        """
        {"request": "GET /old HTTP/1.0", "from": "127.0.0.1", "route": "/old", "strips": "/old", "mirror": null,
         "redirect": {"host": "www.mango.com", "status": 302}, "refused_by": null, "asked_for": null, "meets": []}
        """

    Example: No route, for scripts
      When somebody runs "mangrove routes shop.yaml --json --for www.durian.com"
      Then what it prints is this JSON:
        """
        {"request": "GET www.durian.com/", "from": "127.0.0.1", "route": null, "refused_by": null, "asked_for": null, "meets": []}
        """

    Example: One request, for scripts
      When somebody runs "mangrove routes shop.yaml --json --for www.mango.com/internal"
      Then what it prints is this JSON:
        """
        {"request": "GET www.mango.com/internal", "from": "127.0.0.1", "route": "www.mango.com", "strips": null, "mirror": null,
         "pool": "www.mango.com", "servers": ["kesar:80"], "refused_by": "path_reject /internal", "asked_for": "/internal", "meets": []}
        """

  Rule: What it says of a request is what clients get

    Example: A path with a condition
      Given the config:
        """
        listen: 127.0.0.1:0
        hosts: [{host: www.mango.com, paths: [{path: /cart, params: {step: "2"}, respond: {status: 418}}], respond: {}}]
        """
      And the config is in the file "shop.yaml"
      And somebody runs "mangrove routes shop.yaml --for www.mango.com/x/../c%61rt?step=2"
      And it says "answer 418"
      When a client asks for "www.mango.com/x/../c%61rt?step=2"
      Then the answer is 418
