Feature: Pointing at mistakes in how a pool is set up
  Settings of a pool need one another, and forbid one another. A balancer that starts
  with half of them would be wrong in silence.

  Rule: A setting that is wrong, or that needs another, is shown at its place

    Scenario Outline: <mistake>
      When this config is checked:
        """
        hosts:
          - {host: www.mango.com, <setting>, servers: [kesar:80, alphonso:80]}
        """
      Then a mistake is at line 2, column <column>
      And it says "<path>"
      And it says "<said>"

      Examples:
        | mistake                         | setting                                        | column | path                                   | said              |
        | An unknown policy               | policy: least_conn                             | 35     | hosts[0].policy                        | least_connections |
        | A hash of nothing               | policy: hash                                   | 35     | hosts[0].policy                        | expected hash_on  |
        | A key that nobody can hash      | hash_on: colour                                | 36     | hosts[0].hash_on                       | header:NAME       |
        | A hash key that nobody uses     | policy: random, hash_on: ip                    | 43     | hosts[0].hash_on                       | policy: hash      |
        | A hash as its own fallback      | policy: hash, hash_on: ip, hash_fallback: hash | 69     | hosts[0].hash_fallback                 | round_robin       |
        | A balance factor below 1        | policy: hash, hash_on: ip, balance_factor: 0.5 | 70     | hosts[0].balance_factor                | 1 or more         |
        | A cookie without a name         | sticky: {}                                     | 35     | hosts[0].sticky                        | cookie            |
        | A cookie with a space           | sticky: {cookie: my shop}                      | 44     | hosts[0].sticky.cookie                 | a cookie name     |
        | A secret that is easily guessed | sticky: {cookie: shop, secret: mango}          | 58     | hosts[0].sticky.secret                 | at least 16       |
        | More than all of them           | panic: 101                                     | 34     | hosts[0].panic                         | from 0 to 100     |
        | No failures at all              | outliers: {consecutive_failures: 0}            | 60     | hosts[0].outliers.consecutive_failures | 1 or more         |
        | Outliers that are neither       | outliers: true                                 | 37     | hosts[0].outliers                      | false             |
        | A rise of 0                     | health: {rise: 0}                              | 42     | hosts[0].health.rise                   | 1 or more         |
        | A fall of 0                     | health: {fall: 0}                              | 42     | hosts[0].health.fall                   | 1 or more         |
        | A hurry that is none            | health: {interval: 1s, fast_interval: 2s}      | 65     | hosts[0].health.fast_interval          | at most that      |
        | A hurry beyond what is meant    | health: {fast_interval: 3s}                    | 51     | hosts[0].health.fast_interval          | longer than       |
        | A beginning that is none        | health: {initial: sideways}                    | 45     | hosts[0].health.initial                | fully_down        |
        | A status that is none           | health: {expect: fine}                         | 44     | hosts[0].health.expect                 | 200-399           |
        | A start without a unit          | slow_start: 30                                 | 39     | hosts[0].slow_start                    | a duration        |
        | A budget over 100 percent       | retry_budget: 120                              | 41     | hosts[0].retry_budget                  | from 0 to 100     |
        | A reason that is none           | retry_on: [sadness]                            | 38     | hosts[0].retry_on[0]                   | connect_failed    |
        | A tunnel past all rules         | upgrades: [h2c]                                | 38     | hosts[0].upgrades[0]                   | not HTTP or TLS   |
        | A protocol that is none         | upgrades: [web socket]                         | 38     | hosts[0].upgrades[0]                   | a protocol such   |
        | A tunnel that nobody carries    | transport: undici, upgrades: [websocket]       | 46     | hosts[0].upgrades                      | transport: http1  |

  Rule: Each tier must be able to serve

    Scenario Outline: <mistake>, among the servers
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            servers: [<servers>]
        """
      Then a mistake is at line 3, column <column>
      And it says "<said>"

      Examples:
        | mistake                  | servers                                                | column | said                     |
        | Only backups             | {address: "kesar:80", backup: true}                    | 14     | every server is a backup |
        | A backup with a priority | kesar:80, {address: "a:80", backup: true, priority: 1} | 57     | priority has no effect   |
        | A priority below 0       | {address: "kesar:80", priority: -1}                    | 47     | from 0 to 255            |
        | A limit of 0             | {address: "kesar:80", max_connections: 0}              | 54     | 1 or more                |
        | A backup that is neither | {address: "kesar:80", backup: sometimes}               | 45     | true or false            |

  Rule: Splitting and mirroring need pools that are there

    Scenario Outline: <mistake>, in an entry
      When this config is checked:
        """
        pools: {stable: {servers: [kesar:80]}, canary: {servers: [alphonso:80]}}
        hosts:
          - host: www.mango.com
            pool: stable
            paths:
              - {path: /cart, <entry>}
        """
      Then a mistake is at line 6, column <column>
      And it says '<said>'

      Examples:
        | mistake                             | entry                                     | column | said                       |
        | A pool that is misspelt             | pool: stabel                              | 29     | did you mean "stable"?     |
        | A part for a pool that is not there | split: {pools: {stable: 1, canry: 1}}     | 50     | did you mean "canary"?     |
        | A split among none                  | split: {pools: {}}                        | 38     | names no pools             |
        | A split with nothing to share       | split: {pools: {stable: 0, canary: 0}}    | 38     | every weight is 0          |
        | A weight below 0                    | split: {pools: {stable: -1}}              | 47     | from 0 to 1000             |
        | A pin that is neither               | split: {pools: {stable: 1}, pin: version} | 56     | header:NAME or cookie:NAME |
        | A split beside servers              | pool: stable, split: {pools: {stable: 1}} | 37     | only one of them           |
        | A mirror that is misspelt           | mirror: {pool: shadow}                    | 38     | unknown pool "shadow"      |
        | A mirror of more than all           | mirror: {pool: canary, percent: 101}      | 55     | 0 to 100                   |
