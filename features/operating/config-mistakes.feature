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
