@process
Feature: A config of several files
  Large shops have a file for each team or host. The main file includes them, they are checked as
  one config, and each mistake names the file that it is in.

  Background:
    Given the config:
      """
      include: [conf.d/*.yaml]
      hosts:
        - {host: www.mango.com, respond: {body: "mango, of the main file"}}
      """

  Rule: hosts and paths follow one another, the main file first, then the others by their names

    Background:
      Given the file "conf.d/20-orange.yaml":
        """
        hosts:
          - {host: www.orange.com, pool: sweet}
        paths:
          - {path: /, respond: {body: of 20-orange}}
          - {path: /gift, headers: {X-Orange: 1}, respond: {body: orange}}
        """
      And the file "conf.d/10-apple.yaml":
        """
        # Apples first.
        pools: {sweet: {servers: [kesar:80]}}
        hosts:
          - {host: www.apple.com, respond: {body: apple}}
        paths:
          - {path: /about, respond: {body: of 10-apple}}
          - {path: /gift, headers: {X-Apple: 1}, respond: {body: apple}}
        """

    Example: Each host and path is served
      Given Mangrove starts
      When a client asks for "www.mango.com/"
      And a client asks for "www.apple.com/"
      And a client asks for "any.example/about"
      And a client asks for "any.example/"
      Then the answers say:
        | mango, of the main file |
        | apple                   |
        | of 10-apple             |
        | of 20-orange            |

    Example: Of two entries of equal rank the first file has the one that wins
      Given Mangrove starts
      When a client asks for "any.example/gift" with the headers:
        | X-Orange | 1 |
        | X-Apple  | 1 |
      Then the answer is 200 "apple"

    Example: A pool of one file serves a host of another
      Given the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 0

    Example: From another folder
      Given the config is in the file "shops/mangrove.yaml"
      And the file "shops/conf.d/a.yaml":
        """
        serverz: 1
        """
      When somebody runs "mangrove check shops/mangrove.yaml"
      Then it says "shops/conf.d/a.yaml:1:1  serverz: unknown key"

  Rule: A pattern may match nothing, and matches neither folders nor what is hidden or a backup

    Example: No folder and no file
      Given the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 0
      And it says 'there is no folder "conf.d", so that this includes nothing'

    Example: Only what is meant is read
      Given the file "conf.d/apple.yaml":
        """
        hosts: [{host: www.apple.com, respond: {body: apple}}]
        """
      And the files "conf.d/.hidden.yaml", "conf.d/apple.yaml~" and "conf.d/old.yaml/apple.yaml" are nonsense
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 0
      And it says "mangrove.yaml is a good config"

    Scenario Outline: <pattern> names <file>
      Given the config:
        """
        include: <pattern>
        hosts: [{host: www.mango.com, respond: {body: mango}}]
        """
      And the file "<file>":
        """
        serverz: 1
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then it says "<file>:1:1  serverz: unknown key"

      Examples:
        | pattern                  | file                  |
        | more.yaml                | more.yaml             |
        | [./shops/more.yaml]      | shops/more.yaml       |
        | "*.yaml"                 | more.yaml             |
        | conf.d/shop-?.yaml       | conf.d/shop-7.yaml    |
        | sites/*/mangrove.yaml    | sites/m/mangrove.yaml |
        | conf.d/.*                | conf.d/.more          |
        | "${FOLDER:-conf.d}/m*l"  | conf.d/more.yaml      |
        | [more.yaml, "*.yaml"]    | more.yaml             |

  Rule: A mistake names its file, with the line and the column in it

    Example: In two files
      Given the file "conf.d/apple.yaml":
        """
        hosts:
          - {host: www.apple.com, respond: {body: apple}}
          - {host: www.orange.com, serverz: [kesar:80]}
        """
      And the file "conf.d/basket.yaml":
        """
        paths:
          - {path: /a, pool: sweat}
        pools: {sweet: {servers: [kesar:80]}}
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 2
      And it says 'conf.d/apple.yaml:3:28  hosts[1].serverz: unknown key "serverz"'
      And it says 'conf.d/basket.yaml:2:22  paths[0].pool: unknown pool "sweat"; did you mean "sweet"?'
      And it says "2 mistakes in conf.d/apple.yaml, conf.d/basket.yaml; nothing was started."

    Scenario Outline: <what> in two files
      Given the config:
        """
        include: conf.d/*.yaml
        log: mangrove.log
        pools:
          sweet: {servers: [kesar:80], health: {path: /healthz}}
        hosts:
          - {host: www.mango.com, pool: sweet}
        """
      And the file "conf.d/apple.yaml":
        """
        paths: [{path: /, respond: {body: hello}}]
        <text>
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 2
      And it says '<said>'

      Examples:
        | what       | text                                                        | said |
        | One pool   | pools: {sweet: {servers: [fuji:80]}}                        | conf.d/apple.yaml:2:9  pools.sweet: pool sweet is in mangrove.yaml:4 already |
        | One key    | log: mangrove.log                                           | conf.d/apple.yaml:2:1  log: log is in mangrove.yaml:2 already |
        | One host   | hosts: [{host: WWW.mango.com, respond: {body: hello}}]      | host "WWW.mango.com" at line 2 can never win, because "www.mango.com" at mangrove.yaml:6 takes the same requests |
        | A list and a map | hosts: {host: www.apple.com}                          | conf.d/apple.yaml:2:8  hosts: hosts is a map: expected a list |

    Example: A warning about two files
      Given the file "conf.d/apple.yaml":
        """
        paths:
          - path: /
            servers: [alphonso:80]
            health: {path: /healthz}
            sticky: {cookie: shop}
        """
      And the file "conf.d/basket.yaml":
        """
        paths:
          - path: /cart
            servers: [kesar:80]
            health: {path: /healthz}
            sticky: {cookie: shop}
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check --strict mangrove.yaml"
      Then the exit code is 2
      And it says "conf.d/basket.yaml:5:22  paths[0].sticky.cookie"
      And it says "at conf.d/apple.yaml:5"
      And it says "1 warning in conf.d/basket.yaml"

    Example: Servers that are only connected to, in several files
      Given the file "conf.d/apple.yaml":
        """
        paths: [{path: /a, servers: [kesar:80]}]
        """
      And the file "conf.d/basket.yaml":
        """
        paths: [{path: /b, servers: [fuji:80]}, {path: /c, servers: [fuji:80]}]
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then it says "conf.d/apple.yaml:1:"
      And it says "(so it is at conf.d/basket.yaml:1)"

    Example: Redirects that lead in a circle through several files
      Given the config:
        """
        include: conf.d/*.yaml
        hosts: [{host: www.mango.com, redirect: {host: mango.com}}]
        """
      And the file "conf.d/bare.yaml":
        """
        hosts: [{host: mango.com, redirect: {host: www.mango.com}}]
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then it says "leads back to itself, by way of conf.d/bare.yaml:1, so"
      And it says "leads back to itself, by way of mangrove.yaml:2, so"

    Example: A file whose name is not plain stands in quotes
      Given the config:
        """
        include: "conf.d/*"
        hosts: [{host: www.mango.com, redirect: {host: mango.com}}]
        """
      And the file "conf.d/of mango.yaml":
        """
        hosts: [{host: mango.com, redirect: {host: www.mango.com}}]
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then it says 'by way of "conf.d/of mango.yaml":1, so'

  Rule: What cannot be included is a mistake, and says where it was to be

    Scenario Outline: <case>
      Given the config:
        """
        include: [<text>]
        hosts: [{host: www.mango.com, pool: sweet}]
        """
      And the file "conf.d/apple.yaml":
        """
        pools: {}
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 2
      And it says 'include[0]: <said>'
      And it says nothing of "unknown pool"

      Examples:
        | case                  | text                    | said                                                                       |
        | A name without a file | conf.d/cherry.yaml      | there is no file "conf.d/cherry.yaml": expected one                        |
        | A file for a folder   | conf.d/apple.yaml/more  | there is no file "conf.d/apple.yaml/more": expected one                    |
        | A folder              | conf.d                  | "conf.d" is a folder: expected a pattern for the files in it, "conf.d/*.yaml" |
        | The file itself       | conf.d/../mangrove.yaml | "conf.d/../mangrove.yaml" is this file itself: expected another one        |
        | Two stars             | conf.d/**/m.yaml        | "conf.d/**/m.yaml" has "**" in it: expected "*", for names in one folder   |

    Scenario Outline: A file that is <what>
      Given "conf.d/apple.yaml" is <what>, which is no config
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 2
      And it says "conf.d/apple.yaml<at>"
      And it says "<said>"
      And it says "1 mistake in conf.d/apple.yaml"

      Examples:
        | what                      | at   | said                                           |
        | a list                    | :1:1 | the file holds a list: expected a map          |
        | broken YAML               | :    | 1 mistake                                      |
        | binary                    |      | the file is binary: expected YAML in UTF-8     |
        | a pipe                    |      | this is no file: expected a config file        |
        | a link that leads nowhere |      | there is no such file: expected a config file  |
        | a link that leads to itself |    | this link leads back to itself                 |

    Example: A file without anything in it
      Given the file "conf.d/apple.yaml":
        """
        # to be continued
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then the exit code is 0

    Example: An included file that includes others
      Given the file "conf.d/again.yaml":
        """
        include: more.yaml
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check mangrove.yaml"
      Then it says "conf.d/again.yaml:1:1  include: an included file includes others: expected them in include of mangrove.yaml"

  Rule: A reload reads all files anew

    Background:
      Given the file "conf.d/apple.yaml":
        """
        hosts: [{host: www.apple.com, respond: {body: apple}}]
        """
      And Mangrove starts

    Example: One more, one changed
      Given the file "conf.d/apple.yaml":
        """
        hosts: [{host: www.apple.com, respond: {body: golden apple}}]
        """
      And the file "conf.d/orange.yaml":
        """
        hosts: [{host: www.orange.com, respond: {body: orange}}]
        """
      And Mangrove receives SIGHUP
      And the new config is in force
      When a client asks for "www.apple.com/"
      And a client asks for "www.orange.com/"
      Then the answers say:
        | golden apple |
        | orange       |

    Example: One with a mistake changes nothing
      Given the file "conf.d/apple.yaml":
        """
        hosts: [{host: www.apple.com, serverz: [kesar:80]}]
        """
      When Mangrove receives SIGHUP
      Then the log says that the config was not loaded, for "conf.d/apple.yaml:1:31"
      And a client asks for "www.apple.com/"
      And the answer is 200 "apple"
