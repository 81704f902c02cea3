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
