Feature: Pointing at mistakes in the config
  Whoever writes a config makes mistakes, mostly at night. Each is shown where it is,
  with what was expected, and all at once.

  Rule: A mistake has a place, a path, what was found and what was expected

    Scenario Outline: <mistake>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            <setting>
            servers: [kesar:80]
        """
      Then a mistake is at line 3, column <column>
      And it says "hosts[0].<path>"
      And it says "<found>"
      And it says "<expected>"

      Examples:
        | mistake                     | setting                     | column | path            | found        | expected              |
        | An unknown policy           | policy: roundrobin          | 13     | policy          | roundrobin   | round_robin           |
        | A misspelt key              | polcy: random               | 5      | polcy           | polcy        | did you mean          |
        | A key like no other         | colour: yellow              | 5      | colour          | colour       | expected              |
        | A number that is too small  | health: {rise: 0}           | 20     | health.rise     | 0            | 1 or more             |
        | A duration without a unit   | health: {interval: 2}       | 24     | health.interval | 2            | expected              |
        | A path without a slash      | health: {path: healthz}     | 20     | health.path     | healthz      | starts with           |
        | A text where a list belongs | paths: /cart                | 12     | paths           | /cart        | a list                |
        | A network that is none      | firewall_rules: {ip_reject: [10.0.0.0/99]} | 34 | firewall_rules.ip_reject[0] | 10.0.0.0/99 | an IP address |

  Rule: Addresses of backends are checked

    Scenario Outline: <mistake>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            servers: [<server>]
        """
      Then a mistake is at line 3, column <column>
      And it says "<said>"

      Examples:
        | mistake              | server                            | column | said                    |
        | No port              | localhost                         | 15     | has no port             |
        | A port out of range  | localhost:99999                   | 15     | 99999 is out of range   |
        | A protocol           | "http://localhost:80"             | 15     | starts with http://     |
        | A negative weight    | {address: "kesar:80", weight: -1} | 45     | from 0 to 256           |
        | A weight beyond 256  | {address: "kesar:80", weight: 257} | 45    | from 0 to 256           |
        | The same one twice   | kesar:80, kesar:80                | 25     | once                    |

    Example: A port of its own that is out of range
      When this config is checked:
        """
        listen: 70000
        paths:
          - {path: /, servers: [kesar:80]}
        """
      Then a mistake is at line 1, column 9
      And it says "a port from 0 to 65535"

  Rule: Two entries that can never both win are a mistake that names both

    Example: The same host twice
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            servers: [alphonso:80]
          - host: WWW.mango.com.
            servers: [kesar:80]
        """
      Then a mistake is at line 4, column 11
      And it says "line 2"

    Example: The same path twice
      When this config is checked:
        """
        paths:
          - {path: /cart, servers: [alphonso:80]}
          - {path: /cart/, servers: [kesar:80]}
        """
      Then a mistake is at line 3, column 12
      And it says "line 2"

    Example: The same host with different conditions is no mistake
      When this config is checked:
        """
        hosts:
          - {host: www.mango.com, servers: [alphonso:80]}
          - {host: www.mango.com, methods: [POST], servers: [kesar:80]}
        """
      Then there are no mistakes

  Rule: All mistakes are shown at once

    Example: Three mistakes
      When this config is checked:
        """
        listn: 8080
        hosts:
          - host: www.mango.com
            policy: best
            servers: [localhost]
        """
      Then these are the mistakes:
        | 1:1  | listn     |
        | 4:13 | best      |
        | 5:15 | localhost |

    Example: One that breaks two rules of the same key
      When this config is checked:
        """
        paths:
          - path: /
            timeouts: {connect: soon}
            servers: [kesar:80]
        """
      Then these are the mistakes:
        | 3:25 | a duration such as |

  Rule: A file that is not a config is a mistake too

    Example: An empty file
      When an empty config is checked
      Then it says "empty"

    Example: Not YAML
      When this config is checked:
        """
        hosts:
          - host: "www.mango.com
        """
      Then it says "mangrove.yaml:2:"

    Example: The same key twice
      When this config is checked:
        """
        access_log: true
        access_log: false
        paths:
          - {path: /, servers: [kesar:80]}
        """
      Then it says "mangrove.yaml:2:1"

    Example: A list
      When this config is checked:
        """
        - www.mango.com
        """
      Then it says "expected a map"

    Scenario Outline: <file> in its place
      When this config is checked:
        """
        <line>
          <another>
        }
        """
      Then it says "mangrove.yaml:1:1"
      And it says "this is <file>: expected a config in YAML"

      Examples:
        | file                | line              | another                           |
        | a config of nginx   | server {          | listen 80;                        |
        | a Caddyfile         | www.mango.com {   | reverse_proxy kesar:80            |
        | a page in HTML or XML, perhaps the message of an error | <!DOCTYPE html>{ | <title>404</title> |

    Example: A merge that was not finished
      When this config is checked:
        """
        paths:
        <<<<<<< HEAD
          - {path: /, servers: [kesar:80]}
        =======
          - {path: /, servers: [alphonso:80]}
        >>>>>>> canary
        """
      Then these are the mistakes:
        | 2:1 | a mark of a merge that was not finished |

  Rule: A slip in YAML is told in plain words

    Scenario Outline: <slip>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            <line>
            servers: [kesar:80]
        """
      Then a mistake is at line 3, column <column>
      And it says '<said>'

      Examples:
        | slip                          | line                    | column | said                                      |
        | A colon without its space     | policy:random           | 5      | the colon has no space behind it: expected "policy: …" |
        | A key without its colon       | policy random           | 5      | "policy" has no colon behind it           |
        | A wildcard without quotes     | redirect: {host: *.a.c} | 22     | expected quotes around it, "*.a.c"        |
        | An @ at the start             | pool: @fruit            | 11     | expected quotes around it                 |
        | A quote that is not closed    | pool: "fruit            | 11     | a " is opened here                        |
        | A bracket that is not closed  | methods: [GET           | 14     | a "[" is opened here and not closed       |
        | A pattern in double quotes    | pool: "\d"              | 12     | expected single quotes                    |
        | A tag of another program      | pool: !secret fruit     | 11     | "!secret" is a tag                        |
        | Two keys in one line          | pool: name: fruit       | 11     | one line has two keys                     |
        | A template that was not filled in | pool: {{ pool }}    | 11     | a template that was not filled in         |

    Scenario Outline: In a file: <slip>
      When this config is checked:
        """
        <text>
        """
      Then these are the mistakes:
        | <place> | <said> |

      Examples:
        | slip | text | place | said |
        | A tab | paths:\n	- path: / | 2:1 | a tab stands where lines are indented: expected spaces, since YAML takes no tabs there |
        | Tabs in many lines are one slip | paths:\n	- path: /\n	  servers: [a:1]\n	- path: /b | 2:1 | a tab stands where lines are indented: expected spaces, since YAML takes no tabs there |
        | A quote that is never closed, where it opens | paths:\n  - path: "/\n    servers: [a:1] | 2:11 | a " is opened here and never closed: expected another at the end of the text |
        | A quote that is closed by the next one | paths:\n  - path: "/\n    servers: ["a:1"] | 2:11 | a " is opened here and never closed: expected another at the end of the text |
        | A quote that is closed lines below | log: "a\n  b" c | 1:6 | a " is opened here and not closed in its line: expected another at the end of the text |
        | A single quote within single quotes | paths:\n  - path: /\n    servers: [a:1]\n    respond: {body: 'it's'} | 4:25 | a text follows the closing quote: expected quotes around the whole value, and '…' around one that holds " |
        | An @ at the start | log: @x | 1:6 | a value cannot begin with "@" in YAML: expected quotes around it |
        | A backtick at the start | log: `x` | 1:6 | a value cannot begin with "`" in YAML: expected quotes around it |
        | A % at the start | log: %x | 1:6 | a value cannot begin with "%" in YAML: expected quotes around it |
        | Two keys in a line | paths:\n  - path: a: b | 2:11 | one line has two keys: expected a line for each, or quotes around a value that holds ": " |
        | A colon without a space | hosts:\n  - host:www\n    servers: [a:1] | 2:5 | the colon has no space behind it: expected "host: …" |
        | A key without its colon | hosts\n  - host: a\npaths: [] | 1:1 | "hosts" has no colon behind it: expected "key: value" |
        | An equals sign | paths: []\nlisten = 80 | 2:1 | a key ends with a colon, not with "=": expected "listen: …" |
        | A dash without a space | paths:\n  - path: /\n  -path: /b | 3:3 | the "-" has no space behind it: expected "- path: …" |
        | A wildcard, which is an alias | hosts:\n  - host: *.mango.com\n    servers: [a:1] | 2:11 | a value that begins with "*" is an alias in YAML: expected quotes around it, "*.mango.com" |
        | A lone star | hosts:\n  - host: * | 2:11 | "*" at the start of a value is YAML’s mark of an alias: expected quotes around the value |
        | A tag of another program | log: !vault x | 1:6 | "!vault" is a tag, which means nothing in a config: expected the value itself, or "${NAME}" for what stands in the environment |
        | A list item in another column | paths:\n  - path: /\n - path: /b | 3:2 | this "-" is indented unlike those of its list: expected the same column |
        | A key of an item in another column | paths:\n  - path: /\n   servers: [a:1] | 3:4 | this line stands in the column of neither the "-" above nor the key behind it: expected the column of that key |
        | A key that is indented too deep | listen: 80\n  log: x | 2:3 | this line is indented deeper than the key above it, which has a value already: expected the column of that key |
        | A list on the line of its key | paths: - path: / | 1:8 | a "-" follows its key in the same line: expected a list such as [a, b], or "-" in the lines below |
        | A bracket | paths: [\n  {path: /}\nlog: x | 1:8 | a "[" is opened here and not closed: expected a "]" before the next key |
        | A brace | limits: {url: 8KiB\nlog: x | 1:9 | a "{" is opened here and not closed: expected a "}" before the next key |
        | A comma that is missing in JSON | {"paths": [{"path": "/" "servers": ["a:1"]}]} | 1:21 | entries inside [ ] or { } do not follow one another: expected a comma between each two |
        | A comma too many | {"paths": [,]} | 1:12 | a comma has nothing before it: expected an entry, or one comma less |
        | A pattern in double quotes | log: "\\d" | 1:7 | "\\\\d" means nothing in double quotes: expected single quotes, in which a backslash is only that |
        | A template | listen: {{ port }}\npaths: [] | 1:9 | "{{" belongs to a template that was not filled in: expected the value, or quotes around it |
        | A merge | paths:\n  - path: /\n    servers: [a:1]\n<<<<<<< HEAD\nlog: a\n=======\nlog: b\n>>>>>>> other | 4:1 | this is a mark of a merge that was not finished: expected one of the two versions, without the marks |
        | A page of an error | <!DOCTYPE html>\n<html><body>404</body></html> | 1:1 | this is a page in HTML or XML, perhaps the message of an error: expected a config in YAML with hosts or paths |
        | Nginx | # shop\nserver {\n  listen 80;\n  location / { proxy_pass http://a; }\n} | 2:1 | this is a config of nginx: expected a config in YAML with hosts or paths |
        | HAProxy | frontend shop\n  bind *:80\n  default_backend b | 1:1 | this is a config of HAProxy: expected a config in YAML with hosts or paths |
        | Caddy | www.mango.com {\n  reverse_proxy a:1\n} | 1:1 | this is a Caddyfile: expected a config in YAML with hosts or paths |
        | TOML | [http.routers]\nrule = "Host(`a`)" | 1:1 | this is a config in TOML or INI: expected a config in YAML with hosts or paths |
        | Kubernetes | apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {} | 1:1 | this is a resource of Kubernetes: expected a config in YAML with hosts or paths |
        | A certificate | -----BEGIN CERTIFICATE-----\nMIIB | 1:1 | this is a key or a certificate: expected a config in YAML with hosts or paths |

  Rule: A word of another program is answered with what to write here

    Scenario Outline: <word>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            <word>: <value>
            pool: fruit
        pools:
          fruit: {servers: [kesar:80]}
        """
      Then these are the mistakes:
        | 3:5 | unknown key "<word>": expected <cure> |

      Examples:
        | word                 | value           | cure                                              |
        | websocket            | true            | upgrades: [websocket]                             |
        | proxy_read_timeout   | 90s             | timeouts: {first_byte: 90s}                       |
        | client_max_body_size | 20m             | max_body: 20MiB                                   |
        | proxy_set_header     | X-Shop mango    | header_rules: {add: {X-Shop: mango}}              |
        | healthcheck          | /up             | health: {path: /up}                               |
        | balance              | roundrobin      | policy: round_robin                               |
        | stick-table          | type ip         | sticky: {cookie: shop}                            |
        | outlier_detection    | {}              | outliers: {consecutive_failures: 5                |

    Scenario Outline: <words>, for the servers
      When this config is checked:
        """
        paths:
          - path: /
            <words>
        """
      Then these are the mistakes:
        | 3:<column> | <cure> |

      Examples:
        | words                                  | column | cure                                        |
        | proxy_pass: http://kesar               | 5      | expected servers: [kesar:80]                |
        | reverse_proxy: kesar:8080              | 5      | expected servers: [kesar:8080]              |
        | backend: fruit                         | 5      | expected pool: fruit                        |
        | servers: ["http://kesar"]              | 15     | "http://kesar" starts with http://: expected kesar:80 |
        | servers: [8081]                        | 15     | expected localhost:8081                     |
        | servers: kesar:80                      | 14     | expected [kesar:80]                         |
        | servers: ["kesar:80 weight=3"]         | 15     | expected {address: "kesar:80", weight: 3}   |
        | servers: [{host: kesar, port: 80}]     | 16     | expected address: kesar:80                  |

    Scenario Outline: <what> is not there, and that is said
      When this config is checked:
        """
        <what>: true
        paths:
          - {path: /, servers: [kesar:80]}
        """
      Then these are the mistakes:
        | 1:1 | <said> |

      Examples:
        | what        | said                               |
        | tls         | Mangrove speaks no TLS yet         |
        | http2       | Mangrove speaks HTTP/1.1 alone     |
        | gzip        | Mangrove does not compress answers |
        | cache       | Mangrove keeps no answers          |
        | middlewares | there are no middlewares to name   |

  Rule: A value of another form is answered with its form here

    Scenario Outline: <setting>
      When this config is checked:
        """
        paths:
          - path: /
            <setting>
            servers: [kesar:80]
        """
      Then these are the mistakes:
        | 3:<column> | expected <cure> |

      Examples:
        | setting                        | column | cure                               |
        | sticky: true                   | 13     | sticky: {cookie: shop}             |
        | health: /up                    | 13     | health: {path: /up}                |
        | timeouts: {connect: 5}         | 25     | a duration with its unit, such as 5s |
        | timeouts: {connect: 1min}      | 25     | 1m                                 |
        | timeouts: {connect: 1h30m}     | 25     | one unit, as in 90m                |
        | max_body: 10MB                 | 15     | 10MiB                              |
        | methods: get                   | 14     | [get]                              |
        | retries: "2"                   | 14     | 2, without quotes                  |
        | panic: 50%                     | 12     | 50, without "%"                    |
        | policy: ip_hash                | 13     | policy: hash, hash_on: ip          |
        | rate_limit: 10r/s              | 17     | rate_limit: {requests: 10, per: 1s} |
        | rate_limit: 5/h                | 17     | rate_limit: {requests: 5, per: 1h}  |
        | sticky: cookie | 13 | sticky: {cookie: shop}, with a name for the cookie |
        | sticky: none | 13 | sticky left out |
        | health: tcp | 13 | health: {type: tcp} |
        | health: true | 13 | health: {path: /healthz}, or false |
        | health: {interval: 0} | 24 | health: false, for no checks at all |
        | health: {interval: never} | 24 | health: false, for no checks at all |
        | health: {expect: 2xx} | 22 | 200-299 (status codes such as 200 or 200-399 or 200,204) |
        | health: {expect: "2xx,3xx"} | 22 | 200-299,300-399 (status codes such as 200 or 200-399 or 200,204) |
        | health: {expect: [200, 204]} | 22 | text such as 200,204 |
        | health: {expect: [{}]} | 22 | text such as 200,204 |
        | health: {expect: [200, 201, 202, 203, 204]} | 22 | text such as 200,201,202,203 |
        | health: {expect: "200 204"} | 22 | 200,204 (status codes such as 200 or 200-399 or 200,204) |
        | health: {expect: "200 204x"} | 22 | status codes such as 200 or 200-399 or 200,204 |
        | health: {expect: "200 1204"} | 22 | status codes such as 200 or 200-399 or 200,204 |
        | health: {path: "http://kesar/up"} | 20 | /up, without scheme and host |
        | health: {path: "http://kesar"} | 20 | /, without scheme and host |
        | health: {path: "^/up"} | 20 | the beginning of a path, such as /cart: a path is no pattern |
        | health: {path: "/up#a"} | 20 | /up, since what follows "#" never leaves the browser |
        | health: {path: "/a b"} | 20 | /a%20b, as clients send it |
        | outliers: true | 15 | outliers left out, since they are on by default, a map such as {consecutive_failures: 5}, or false |
        | circuit_breaker: true | 22 | circuit_breaker: {error_percent: 50}, or false |
        | rate_limit: false | 17 | rate_limit left out |
        | rate_limit: many | 17 | rate_limit: {requests: 100, per: 1m} |
        | rate_limit: 60/m | 17 | rate_limit: {requests: 60, per: 1m} |
        | mirror: shadow | 13 | mirror: {pool: shadow} |
        | timeouts: 30 | 15 | timeouts: {connect: 3s, first_byte: 30s} |
        | timeouts: {connect: 0} | 25 | a longer time, with its unit, or 0s where that may be |
        | timeouts: 500ms | 15 | timeouts: {first_byte: 500ms} |
        | timeouts: {connect: never} | 25 | off where that may be, or a long time such as 24h |
        | timeouts: {connect: 1m30.5s} | 25 | one unit, as in 90.5s |
        | timeouts: {connect: 1h0.0004s} | 25 | one unit, as in 3600s |
        | timeouts: {connect: 5Minutes} | 25 | 5m (a duration such as 500ms, 2s or 1m) |
        | max_body: 0 | 15 | off, for no limit, or a size |
        | max_body: 5 | 15 | a size with its unit, such as 5B or 5KiB |
        | max_body: 10M | 15 | 10MiB (a size such as 512B or 10MiB, or off) |
        | max_body: none | 15 | a size such as 512B or 10MiB, or off |
        | cors: "*" | 11 | cors: {origins: ["*"]}, or the origins by name |
        | cors: https://app.mango.com | 11 | cors: {origins: [https://app.mango.com]} |
        | send_proxy: 2 | 17 | v1 or v2 |
        | upgrades: true | 15 | upgrades: [websocket] |
        | upgrades: false | 15 | upgrades: [] |
        | retries: never | 14 | 0 |
        | retries: [2] | 14 | a whole number from 0 to 10 |
        | retry_budget: off | 19 | 0 for none, or 100 for as many retries as requests |
        | slow_start: off | 17 | 0s |
        | hedge_after: never | 18 | hedge_after left out |
        | rewrite_rules: /old | 20 | rewrite_rules: {replace: {/old: /new}} |
        | header_rules: "X-Shop: mango" | 19 | header_rules: {add: {X-Shop: mango}} |
        | policy: uri | 13 | policy: hash, hash_on: path |
        | policy: maglev | 13 | policy: hash, with what is hashed in hash_on |
        | policy: wrr | 13 | round_robin, in which the weight of a server counts |
        | policy: leastconn | 13 | least_connections |
        | policy: p2c | 13 | two_choices |
        | policy: ewma | 13 | least_time |
        | policy: sticky | 13 | sticky: {cookie: shop} in place of a policy |
        | policy: failover | 13 | first |
        | policy: [random] | 13 | one of round_robin, least_connections, random, two_choices, least_time, hash, first |
        | policy: [random, first] | 13 | one of round_robin, least_connections, random, two_choices, least_time, hash, first |
        | retry_on: true | 15 | retry_on left out, or [connect_failed, reset, 503] |
        | retry_on: none | 15 | retries: 0 |
        | retry_on: [refused] | 16 | connect_failed |
        | retry_on: [timeout] | 16 | first_byte_timeout |
        | retry_on: [5xx] | 16 | 502, 503, 504 |
        | retry_on: [empty-response] | 16 | bad_answer |
        | retry_on: [http_502] | 16 | 502 |
        | security_headers: {nosniff: "true"} | 33 | true, without quotes |
        | security_headers: {hsts: {days: 365, subdomains: true, preload: "yes"}} | 69 | true (true or false) |

    Scenario Outline: <config>
      When this config is checked:
        """
        <config>
        """
      Then these are the mistakes:
        | <place> | <said> |

      Examples:
        | config | place | said |
        | hosts: [www.apple.com] | 1:9 | found "www.apple.com": expected {host: www.apple.com, servers: [localhost:8081]} |
        | hosts: [null] | 1:9 | found null: expected {host: www.mango.com, servers: [localhost:8081]} |
        | hosts: [[]] | 1:9 | found an empty list: expected {host: www.mango.com, servers: [localhost:8081]} |
        | paths: [/fruit] | 1:9 | found "/fruit": expected {path: /fruit, servers: [localhost:8081]} |
        | paths: [[]] | 1:9 | found an empty list: expected {path: /cart, servers: [localhost:8081]} |
        | paths: [7] | 1:9 | found 7: expected {path: 7, servers: [localhost:8081]} |
        | pools: {fruit: [alphonso:80, 8081, "http://kesar"]}\npaths: [{path: /, pool: fruit}] | 1:16 | fruit is a list: expected {servers: [alphonso:80, localhost:8081, kesar:80]} |
        | pools: {fruit: [a:1, b:2, c:3, d:4, e:5]}\npaths: [{path: /, pool: fruit}] | 1:16 | fruit is a list: expected {servers: [a:1, b:2, c:3, d:4]} |
        | pools: {fruit: alphonso:80}\npaths: [{path: /, pool: fruit}] | 1:16 | fruit is "alphonso:80": expected {servers: [alphonso:80]} |
        | pools: [{}]\npaths: [{path: /, servers: [kesar:80]}] | 1:8 | pools is a list: expected pools: {fruit: {servers: [localhost:8081]}}, a map from the name of each |
        | paths: [{path: /, pool: [a, b]}] | 1:25 | pool is a list: expected one name, or split: {pools: {stable: 9, canary: 1}} for several |
        | paths: [{path: /, pool: {servers: []}}] | 1:25 | pool is a map: expected the name of a pool; its servers stand under pools |
        | hosts: [{host: [a, b], servers: [kesar:80]}] | 1:16 | host is a list: expected one name, and an entry of hosts for each |
        | listen: [8080, 8081]\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is a list: expected one of them: Mangrove listens at one address |
        | paths: [{path: [/a, /b], servers: [kesar:80]}] | 1:16 | path is a list: expected one path, and an entry of paths for each |
        | hosts: {www.mango.com: {servers: [kesar:80]}} | 1:8 | hosts is a map: expected a list, with a "-" before each entry: "- host: www.mango.com" |
        | hosts: {-host: www.mango.com} | 1:8 | hosts is a map: expected a list, with a space behind each "-": "- host: …" |
        | hosts: { host: www.mango.com} | 1:8 | hosts is a map: expected a list, whose lines begin with usual spaces |
        | paths: {/cart: {}} | 1:8 | paths is a map: expected a list, with a "-" before each entry: "- path: /cart" |
        | paths: [{path: /, servers: {kesar: 1}}] | 1:28 | servers is a map: expected a list, with a "-" before each server, or [localhost:8081] |
        | hosts: {-a-name-of-a-key-that-is-longer-than-any-key-that-could-be-meant-here: 1} | 1:8 | hosts is a map: expected a list, with a "-" before each entry: "- host: www.mango.com" |
        | listen: https://www.mango.com\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "https://www.mango.com": expected a port alone: Mangrove speaks no TLS yet |
        | listen: 0.0.0.0\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "0.0.0.0": expected a port too, as in 0.0.0.0:8080 |
        | listen: "::1"\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "::1": expected a port too, as in [::1]:8080 |
        | listen: "[::1]"\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "[::1]": expected a port, or an address such as 127.0.0.1:8080 |
        | listen: localhost\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "localhost": expected a port too, as in localhost:8080 |
        | listen: "*:8080"\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "*:8080": expected 8080 (a port, or an address such as 127.0.0.1:8080) |
        | listen: "8080"\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "8080": expected 8080, without quotes |
        | listen: tcp://localhost:8080\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "tcp://localhost:8080": expected localhost:8080 (a port, or an address such as 127.0.0.1:8080) |
        | listen: "localhost:8080/"\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | listen is "localhost:8080/": expected localhost:8080 (a port, or an address such as 127.0.0.1:8080) |
        | listen: 70000\npaths: [{path: /, servers: [kesar:80]}] | 1:9 | port 70000 is out of range: expected a port from 0 to 65535 |
        | paths: [{path: "http://a/b", servers: [kesar:80]}] | 1:16 | path is "http://a/b": expected /b, without scheme and host |
        | paths: [{path: "http://a", servers: [kesar:80]}] | 1:16 | path is "http://a": expected /, without scheme and host |
        | paths: [{path: "^/a", servers: [kesar:80]}] | 1:16 | path is "^/a": expected the beginning of a path, such as /cart: a path is no pattern |
        | paths: [{path: "~ /a", servers: [kesar:80]}] | 1:16 | path is "~ /a": expected the beginning of a path, such as /cart: a path is no pattern |
        | paths: [{path: "/a#b", servers: [kesar:80]}] | 1:16 | path is "/a#b": expected /a, since what follows "#" never leaves the browser |
        | paths: [{path: "#b", servers: [kesar:80]}] | 1:16 | path is "#b": expected /, since what follows "#" never leaves the browser |
        | paths: [{path: "/a?b=1", servers: [kesar:80]}] | 1:16 | path is "/a?b=1": expected /a, and what follows "?" under params |
        | paths: [{path: "?b", servers: [kesar:80]}] | 1:16 | path is "?b": expected /, and what follows "?" under params |
        | paths: [{path: "/a b", servers: [kesar:80]}] | 1:16 | path is "/a b": expected /a%20b, as clients send it |
        | paths: [{path: "a", servers: [kesar:80]}] | 1:16 | path is "a": expected /a (a path that starts with "/", without "?", "#" or spaces) |
        | hosts: [{host: "~^www", servers: [kesar:80]}] | 1:16 | host is "~^www": expected a name, or one such as *.mango.com with "*" for its first label: a host is no pattern |
        | hosts: [{host: "http://www.mango.com/", servers: [kesar:80]}] | 1:16 | host is "http://www.mango.com/": expected www.mango.com (a host name such as www.mango.com or *.mango.com, without a port) |
        | hosts: [{host: "www.*.com", servers: [kesar:80]}] | 1:16 | host is "www.*.com": expected a name, or one such as *.mango.com with "*" for its first label: a host is no pattern |
        | hosts: [{host: "*.mango.*", servers: [kesar:80]}] | 1:16 | host is "*.mango.*": expected a name, or one such as *.mango.com with "*" for its first label: a host is no pattern |
        | hosts: [{host: "a*.mango.com", servers: [kesar:80]}] | 1:16 | host is "a*.mango.com": expected a name, or one such as *.mango.com with "*" for its first label: a host is no pattern |
        | hosts: [{host: "^.mango.com", servers: [kesar:80]}] | 1:16 | host is "^.mango.com": expected a name, or one such as *.mango.com with "*" for its first label: a host is no pattern |
        | hosts: [{host: "www.mango.com:99999", servers: [kesar:80]}] | 1:16 | host is "www.mango.com:99999": expected www.mango.com (a host name such as www.mango.com or *.mango.com, without a port) |
        | hosts: [{host: "www.mango.com/cart", servers: [kesar:80]}] | 1:16 | host is "www.mango.com/cart": expected www.mango.com (a host name such as www.mango.com or *.mango.com, without a port) |
        | hosts: [{host: "(a)", servers: [kesar:80]}] | 1:16 | host is "(a)": expected a name, or one such as *.mango.com with "*" for its first label: a host is no pattern |
        | paths: [{path: /, servers: [{address: "kesar:80", weight: [3]}]}] | 1:59 | weight is a list: expected a whole number from 0 to 256 |
        | paths: [{path: /, servers: ["unix:/run/a.sock"]}] | 1:29 | "unix:/run/a.sock" is a socket in the file system, which Mangrove does not connect to: expected host:port |
        | paths: [{path: /, servers: ["UNIX:/run/a.sock"]}] | 1:29 | "UNIX:/run/a.sock" is a socket in the file system, which Mangrove does not connect to: expected host:port |
        | paths: [{path: /, servers: [/run/a.sock]}] | 1:29 | "/run/a.sock" is a socket in the file system, which Mangrove does not connect to: expected host:port |
        | paths: [{path: /, servers: ["https://kesar"]}] | 1:29 | "https://kesar" starts with https://, and Mangrove speaks no TLS to backends yet: expected host:port of a server that answers plain HTTP |
        | paths: [{path: /, servers: ["HTTPS://kesar"]}] | 1:29 | "HTTPS://kesar" starts with HTTPS://, and Mangrove speaks no TLS to backends yet: expected host:port of a server that answers plain HTTP |
        | paths: [{path: /, servers: ["httpsx://kesar:80"]}] | 1:29 | "httpsx://kesar:80" starts with httpsx://: expected kesar:80 |
        | paths: [{path: /, servers: ["kesar:80/up"]}] | 1:29 | "kesar:80/up" has a path, and a server has none: expected kesar:80, and rewrite_rules for the path |
        | paths: [{path: /, servers: ["http://kesar/up"]}] | 1:29 | "http://kesar/up" has a path, and a server has none: expected kesar:80, and rewrite_rules for the path |
        | paths: [{path: /, servers: ["HTTP://kesar"]}] | 1:29 | "HTTP://kesar" starts with HTTP://: expected kesar:80 |
        | paths: [{path: /, servers: ["kesar:80 backup"]}] | 1:29 | "kesar:80 backup" is no address: expected {address: "kesar:80", backup: true} |
        | paths: [{path: /, servers: ["kesar:80 weight=3 max_fails=2"]}] | 1:29 | "kesar:80 weight=3 max_fails=2" is no address: expected {address: "kesar:80", weight: 3} |
        | paths: [{path: /, servers: [":80"]}] | 1:29 | ":80" is no address: expected localhost:80 |
        | paths: [{path: /, servers: [65535]}] | 1:29 | "65535" is a port alone: expected localhost:65535 |
        | paths: [{path: /, servers: [65536]}] | 1:29 | "65536" has no port: expected host:port such as localhost:8081 |
        | paths: [{path: /, servers: [8]}] | 1:29 | "8" has no port: expected host:port such as localhost:8081 |
        | paths: [{path: /, servers: [true]}] | 1:29 | "true" has no port: expected host:port such as localhost:8081 |
        | paths: [{path: /, servers: ["a b:80"]}] | 1:29 | found "a b:80": expected host:port such as localhost:8081 or [::1]:8081 |
        | paths: [{path: /, servers: ["tcp+tls://kesar:80"]}] | 1:29 | "tcp+tls://kesar:80" starts with tcp+tls://: expected kesar:80 |
        | paths: [{path: /, servers: [8080s]}] | 1:29 | "8080s" has no port: expected host:port such as localhost:8081 |
        | paths: [{path: /, servers: ["a/b/c:80"]}] | 1:29 | found "a/b/c:80": expected host:port such as localhost:8081 or [::1]:8081 |
        | paths: [{path: /, servers: [" kesar:80"]}] | 1:29 | " kesar:80" is no address: expected kesar:80 |
        | paths: [{path: /, servers: ["?kesar:80"]}] | 1:29 | found "?kesar:80": expected host:port such as localhost:8081 or [::1]:8081 |

    Scenario Outline: The host <host>
      When this config is checked:
        """
        hosts:
          - {host: <host>, servers: [kesar:80]}
        """
      Then these are the mistakes:
        | 2:12 | expected <cure> |

      Examples:
        | host                     | cure                          |
        | "*"                      | top-level paths               |
        | https://www.mango.com/   | www.mango.com                 |
        | www.mango.com:8080       | www.mango.com                 |
        | www.mango.com mango.com  | one name                      |
        | .mango.com               | *.mango.com                   |

  Rule: One slip is one mistake

    Example: The settings of a pool at the top of the file
      When this config is checked:
        """
        servers: [kesar:80]
        health: {path: /healthz}
        """
      Then these are the mistakes:
        | 1:1 | expected paths: [{path: /, servers: [localhost:8081]}] |
        | 2:1 | expected it in an entry of hosts or paths, or in a pool |

    Example: Names of headers one map too far out
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            header_rules: {X-Shop: mango, X-Debug: "1"}
        """
      Then these are the mistakes:
        | 4:20 | unknown keys "X-Shop", "X-Debug": expected names within add |

    Example: A resource of Kubernetes
      When this config is checked:
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: shop}
        """
      Then these are the mistakes:
        | 1:1 | this is a resource of Kubernetes |

  Rule: An entry leads somewhere, and to one place

    Example: Nowhere
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
        """
      Then it says "mangrove.yaml:2:"

    Example: Two places
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            servers: [kesar:80]
            redirect: {scheme: https}
        """
      Then it says "redirect"

    Example: A pool that does not exist
      When this config is checked:
        """
        pools:
          fruit: {servers: [kesar:80]}
        hosts:
          - {host: www.mango.com, pool: fruits}
        """
      Then it says 'did you mean "fruit"?'

  Rule: Whatever is wrong has a sentence of its own

    Scenario Outline: Mistaken: <config>
      When this config is checked:
        """
        <config>
        """
      Then these are the mistakes:
        | <place> | <said> |

      Examples:
        | config | place | said |
        | --- log: x | 1:5 | "---" has a key behind it: expected it in a line of its own |
        | %x: 1\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | a line that begins with "%" is an order to the reader of YAML, and this one is unknown: expected a key |
        | log: \| x\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:8 | text follows "\|" or ">" in the same line: expected it in the lines below, or quotes around all of it |
        | log: >- x\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:9 | text follows "\|" or ">" in the same line: expected it in the lines below, or quotes around all of it |
        | log: 'a\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:6 | a ' is opened here and never closed: expected another at the end of the text |
        | ' | 1:1 | a ' is opened here and never closed: expected another at the end of the text |
        | " | 1:1 | a " is opened here and never closed: expected another at the end of the text |
        | log: {'a}\n | 1:7 | a ' is opened here and never closed: expected another at the end of the text |
        | log: ['a]\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:7 | a ' is opened here and never closed: expected another at the end of the text |
        | log: [a] ]\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:10 | "]" does not belong here: expected quotes around a text that holds brackets, braces or commas |
        | log: "a" "b"\n | 1:10 | "\\"" follows the closing quote: expected quotes around the whole value, and '…' around one that holds " |
        | log: &\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:6 | "&" at the start of a value is YAML’s mark of an anchor: expected quotes around the value |
        | log: &a: x\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:8 | the name of an anchor ends with ":": expected a space behind the name, or another name |
        | log: *a: x\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:8 | the name of an anchor ends with ":": expected a space behind the name, or another name |
        | - a\nlog: x | 2:1 | a text follows a value that has ended: expected a line of its own, or quotes around the whole value |
        | log: !!int x\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:6 | "!!int" is a tag, which means nothing in a config: expected the value itself, or quotes around a text that begins with "!" |
        | log: [a b: c\n | 1:6 | a "[" is opened here and not closed: expected a "]" before the next key |
        | log: {a:"b"}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:6 | log is a map: expected the name of a file |
        | log: x\n	listen: 80 | 2:1 | a tab stands where lines are indented: expected spaces, since YAML takes no tabs there |
        | paths: &x [{path: /, respond: *x}] | 1:31 | alias "*x" stands inside the value it names: expected an anchor that ends before it |
        | __proto__: 1\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "__proto__": expected a key that means something here |
        | paths:\n  - path: /\n    servers: [kesar:80]\n    __proto__: {} | 4:5 | unknown key "__proto__": expected a key that means something here |
        | paths: [{path: /, servers: [kesar:80], header_rules: {add: {<<: 3}}}] | 1:61 | "<<" merges something that is not a map: expected an alias of a map, or a list of such |
        | paths: [{path: /, servers: [kesar:80], header_rules: {add: {<<: [3]}}}] | 1:61 | "<<" merges something that is not a map: expected an alias of a map, or a list of such |
        | pools: {fruit: &fruit {servers: [kesar:80]}}\npaths: [{path: /, pool: *fruti}] | 2:25 | unknown alias "*fruti"; did you mean *fruit? |
        | hosts: [{host: *.mango.com, servers: [kesar:80]}] | 1:16 | a value that begins with "*" is an alias in YAML: expected quotes around it, "*.mango.com" |
        | paths: [{path: /, pool: *fruit}] | 1:25 | unknown alias "*fruit": expected an anchor &fruit before it, or quotes around a text that begins with "*" |
        | [a]: 1\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | this key is a list or a map: expected text as the key |
        | ? {a: 1}\n: 2\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:3 | this key is a list or a map: expected text as the key |
        | 1: 2\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "1": expected one of those under "Top level" in docs/configuration.md, such as log, cors, admin, pools, hosts |
        | resolver: {servers: [dns.mango.test]}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:22 | "dns.mango.test" is a name, and names are what it is to find: expected the address of a name server such as 10.0.0.2 or 127.0.0.1:5353 |
        | resolver: {servers: ["10.0.0.2:70000"]}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:22 | found "10.0.0.2:70000": expected the address of a name server such as 10.0.0.2 or 127.0.0.1:5353 |
        | resolver: {servers: ["fe80::1%eth0"]}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:22 | found "fe80::1%eth0": expected the address of a name server such as 10.0.0.2 or 127.0.0.1:5353 |
        | resolver: {servers: []}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:21 | servers is an empty list: expected a list of name servers, or none at all for those of /etc/resolv.conf |
        | resolver: {servers: [53]}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:22 | found 53: expected the address of a name server such as 10.0.0.2 or 127.0.0.1:5353 |
        | resolver: {servers: ["dns:x"]}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:22 | found "dns:x": expected the address of a name server such as 10.0.0.2 or 127.0.0.1:5353 |
        | listen: {reuse_port: true}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:9 | reuse_port has no place in listen: expected, beside each other, listen: 8080 and reuse_port: true |
        | listen: "8080 reuse_port"\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:9 | reuse_port has no place in listen: expected, beside each other, listen: 8080 and reuse_port: true |
        | listen: "localhost:70000"\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:9 | port 70000 is out of range: expected a port from 0 to 65535 |
        | admin: {listen: 70000}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:17 | port 70000 is out of range: expected a port from 0 to 65535 |
        | admin: {listen: "localhost:70000"}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:17 | port 70000 is out of range: expected a port from 0 to 65535 |
        | paths: [{path: /, servers: ["kesar:70000"]}] | 1:29 | port 70000 is out of range: expected a port from 1 to 65535 |
        | paths: [{path: /, servers: [{address: "kesar:70000"}]}] | 1:39 | port 70000 is out of range: expected a port from 1 to 65535 |
        | paths: [{path: /}] | 1:9 | this path has nothing that answers: expected one of servers, pool, split, redirect, respond |
        | hosts: [{host: www.mango.com, paths: [{path: /a}]}] | 1:39 | this path has nothing that answers, and neither has its host: expected one of servers, pool, split, redirect, respond |
        | hosts: [{host: www.mango.com}] | 1:9 | this host has nothing that answers: expected one of servers, pool, split, redirect, respond, or paths |
        | hosts: [{host: www.mango.com, paths: []}] | 1:9 | this host has nothing that answers: expected one of servers, pool, split, redirect, respond, or paths |
        | hosts: [{host: www.mango.com, redirect: {scheme: https}, retries: 1}] | 1:58 | retries has no effect beside redirect: expected it beside servers |
        | paths: [{path: /, respond: {}, policy: random}] | 1:32 | policy has no effect beside respond: expected it beside servers |
        | hosts: [{host: www.mango.com, policy: random, paths: [{path: /a, servers: [kesar:80]}]}] | 1:31 | policy has no effect where there are no servers: expected it beside servers |
        | policy: random\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "policy": expected it in an entry of hosts or paths, or in a pool |
        | token: abc\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "token": expected it in admin |
        | rise: 2\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "rise": expected it in health |
        | percent: 2\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "percent": expected it in mirror |
        | paths: [{path: /, servers: [kesar:80], listen: 80}] | 1:40 | unknown key "listen": expected it at the top of the file |
        | paths: [{path: /, servers: [kesar:80], interval: 2s}] | 1:40 | unknown key "interval": expected health: {interval: 2s} |
        | paths: [{path: /, servers: [kesar:80], health: {policy: random}}] | 1:49 | unknown key "policy": expected it in an entry of hosts or paths, or in a pool |
        | paths: [{path: /, servers: [{address: "a:1", health: false}]}] | 1:46 | unknown key "health": expected it in an entry of hosts or paths, or in a pool |
        | paths: [{path: /, servers: [kesar:80], weight: 3}] | 1:40 | unknown key "weight": expected it in an entry of servers |
        | paths: [{path: /, servers: [kesar:80], requests: 3}] | 1:40 | unknown key "requests": expected it in limits or rate_limit |
        | paths: [{path: /, servers: [kesar:80], timeout: 3s}] | 1:40 | unknown key "timeout": expected timeouts: {first_byte: 3s} |
        | paths: [{path: /, servers: [kesar:80], connect: 3s}] | 1:40 | unknown key "connect": expected it in timeouts |
        | basic_auth: {mary: x}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:13 | a key is no setting of basic_auth: expected the names of users within users |
        | basic_auth: {mary: x, bob: y}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:13 | a key is no setting of basic_auth: expected the names of users within users |
        | paths: [{path: /, split: {old: 9, new: 1}}] | 1:27 | unknown keys "old", "new": expected names within pools, such as pools: {old: 1} |
        | paths: [{path: /, split: {old: 9}}] | 1:27 | unknown key "old": expected names within pools, such as pools: {old: 1} |
        | hosts:\n  - host: a.b\n    "policy:": random\n    servers: [kesar:80] | 3:5 | key "policy:" has a colon too many: expected one |
        | hosts:\n  - host: a.b\n    "“policy”": random\n    servers: [kesar:80] | 3:5 | key "“policy”" holds the quotes of printed text: expected " or ', or none |
        | hosts:\n  - host: a.b\n    " policy": random\n    servers: [kesar:80] | 3:5 | key " policy" holds a space that is none to YAML: expected a usual one |
        | hosts:\n  - host: a.b\n    -policy: random\n    servers: [kesar:80] | 3:5 | a key begins with a "-" that has no space behind it: expected "- " before an item of a list |
        | hosts:\n  - {host: a.b, policy:random, servers: [kesar:80]} | 2:17 | "policy:" has no colon with a space behind it: expected "policy: …" |
        | hosts:\n  - {host: a.b, policy=random, servers: [kesar:80]} | 2:17 | "policy=" has no colon with a space behind it: expected "policy: …" |
        | hosts:\n  - {host: a.b, policy::random, servers: [kesar:80]} | 2:17 | "policy:" has no colon with a space behind it: expected "policy: …" |
        | paths: [{path: /, servers: [kesar:80], server_name: "*.mango.com"}] | 1:40 | unknown key "server_name": expected host: "*.mango.com", in health or an entry of hosts or redirect |
        | server_name: "*.mango.com"\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "server_name": expected host: "*.mango.com", in health or an entry of hosts or redirect |
        | server_name: www.mango.com\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "server_name": expected host: www.mango.com, in health or an entry of hosts or redirect |
        | location: /cart\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "location": expected paths: [{path: /cart, servers: [localhost:8082]}] |
        | location: "~ /a"\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:1 | unknown key "location": expected paths: [{path: /cart, servers: [localhost:8082]}] |
        | paths: [{path: /, return: "301 https://www.mango.com/a", servers: [kesar:80]}] | 1:19 | unknown key "return": expected respond: {status: 404, body: gone} |
        | paths: [{path: /, return: "https://www.mango.com/a"}] | 1:19 | unknown key "return": expected respond: {status: 404, body: gone} |
        | paths: [{path: /, return: "https://$host/a"}] | 1:19 | unknown key "return": expected respond: {status: 404, body: gone} |
        | paths: [{path: /, servers: [kesar:80], fail_timeout: 10s}] | 1:40 | unknown key "fail_timeout": expected outliers: {consecutive_failures: 5, ejection: 10s} |
        | paths: [{path: /, servers: [kesar:80], proxy_connect_timeout: 1500}] | 1:40 | unknown key "proxy_connect_timeout": expected timeouts: {connect: 3s} |
        | paths: [{path: /, servers: [kesar:80], proxy_connect_timeout: 5min}] | 1:40 | unknown key "proxy_connect_timeout": expected timeouts: {connect: 5m} |
        | paths: [{path: /, servers: [kesar:80], client_max_body_size: 5}] | 1:40 | unknown key "client_max_body_size": expected max_body: 10MiB |
        | paths: [{path: /, servers: [kesar:80], proxy_next_upstream_tries: 3}] | 1:40 | unknown key "proxy_next_upstream_tries": expected one of those under "Path entry" in docs/configuration.md, such as retries, param_rules, response_header_rules, rewrite_rules, security_headers |
        | paths: [{path: /, servers: [kesar:80], stick: shop}] | 1:40 | unknown key "stick"; did you mean "sticky"? |
        | paths: [{path: /, servers: [kesar:80], maxconn: 50}] | 1:40 | unknown key "maxconn": expected limits: {connections: 20000}, at the top of the file |
        | paths: [{path: /, servers: [kesar:80], keepalive: 32}] | 1:40 | unknown key "keepalive"; did you mean "keep_alive"? |
        | paths: [{path: /, servers: [kesar:80], retry_on: ["503"]}] | 1:51 | unknown value "503": expected 503, a number without quotes |
        | paths: [{path: /, respond: {status: "404"}}] | 1:37 | status is "404": expected 404, without quotes |
        | paths: [{path: /, respond: {status: true}}] | 1:37 | status is true: expected a whole number from 200 to 599 |
        | log: ""\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:6 | log is "": expected the name of a file |
        | paths: [{path: /, respond: {body: {}}}] | 1:35 | body is an empty map: expected text ("" for none) |
        | rate_limit_store: redis\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:19 | this is no address of a Redis server (not shown here, as it may hold a password): expected an address such as redis://127.0.0.1:6379 or rediss://user:password@redis.mango.com:6380/0 |
        | rate_limit_store: http://mary@redis\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:19 | this is no address of a Redis server (not shown here, as it may hold a password): expected an address such as redis://127.0.0.1:6379 or rediss://user:password@redis.mango.com:6380/0 |
        | pools: {"": {servers: [kesar:80]}}\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:9 | key "" does not fit: expected a name |
        | trusted_proxies: 10.0.0.0/8\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:18 | trusted_proxies is "10.0.0.0/8": expected [10.0.0.0/8] (a list) |
        | trusted_proxies: [10.0.0.0/33]\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:19 | found "10.0.0.0/33": expected an IP address or a network such as 10.0.0.0/8 |
        | trusted_proxies: [mango]\npaths: [{path: /, servers: [kesar:80], health: {path: /a}}] | 1:19 | found "mango": expected an IP address or a network such as 10.0.0.0/8 |
        | paths: [{path: /, pool: freit}]\npools: {fruit: {servers: [kesar:80]}} | 1:25 | unknown pool "freit"; did you mean "fruit"? (one of fruit) |
        | paths: [{path: /, pool: fruit}] | 1:25 | unknown pool "fruit": expected a name under pools (there is none) |
        | paths: [{path: /, pool: zzz}]\npools: {pa: {servers: [kesar:80]}, pb: {servers: [kesar:80]}, pc: {servers: [kesar:80]}, pd: {servers: [kesar:80]}, pe: {servers: [kesar:80]}, pf: {servers: [kesar:80]}, pg: {servers: [kesar:80]}, ph: {servers: [kesar:80]}, pi: {servers: [kesar:80]}} | 1:25 | unknown pool "zzz": expected a name under pools (pa, pb, pc, pd, pe, pf, pg, ph, …) |
        | paths: [{path: /, split: {pools: {}}}] | 1:34 | the split names no pools: expected a map of pool to weight |
        | paths: [{path: /, split: {pools: {a: 0}}}]\npools: {a: {servers: [kesar:80]}} | 1:34 | every weight is 0: expected at least one above it |
        | paths: [{path: /, servers: [kesar:80], retries: 0, retry_on: [reset]}] | 1:52 | retry_on has no effect with retries: 0 |
