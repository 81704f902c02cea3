Feature: Values from the environment
  Passwords and what differs between staging and production need not stand in the config. A value
  may name a variable of the environment, and is checked as if it stood there itself.

  Rule: ${NAME} is the value of a variable, in any text of the config

    Example: A secret for a backend
      Given the environment says:
        | SHOP_KEY | s3cret: "ripe", #1 |
      And the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            header_rules:
              add:
                X-Key: ${SHOP_KEY}
                Authorization: Bearer ${SHOP_KEY}
        """
      When a client asks for "/"
      Then Alphonso receives the header 'X-Key: s3cret: "ripe", #1'
      And Alphonso receives the header 'Authorization: Bearer s3cret: "ripe", #1'

    Scenario Outline: <kind> is read after the variable is replaced
      Given the environment says:
        | FRUIT | <value> |
      When this config is checked:
        """
        listen: 127.0.0.1:9000
        shutdown_timeout: 30s
        <text>
        paths: [{path: /, respond: {body: hello}}]
        """
      Then there are no mistakes

      Examples:
        | kind               | value     | text                                 |
        | A port             | 9090      | admin: ${FRUIT}                      |
        | A port in quotes   | 9090      | admin: "${FRUIT}"                    |
        | A part of a text   | 9090      | admin: 127.0.0.1:${FRUIT}            |
        | A number           | 12        | limits: {headers: ${FRUIT}}          |
        | A duration         | 250ms     | shutdown_delay: ${FRUIT}             |
        | A part of one      | 250       | shutdown_delay: ${FRUIT}ms           |
        | A size             | 16KiB     | limits: {head: ${FRUIT}}             |
        | A switch           | true      | access_log: ${FRUIT}                 |
        | An item of a list  | 10.0.0.0/8 | trusted_proxies: [::1, ${FRUIT}]    |

    Example: Where text is wanted, what looks like a number stays text
      Given the environment says:
        | TENANT  | 0042 |
        | VERSION | 1.10 |
        | WORD    | null |
      And the config:
        """
        paths:
          - path: /
            respond: {body: "${TENANT} ${VERSION}"}
            response_header_rules:
              add:
                X-Tenant: ${TENANT}
                X-Version: "${VERSION}"
                X-Word: ${WORD}
        """
      When a client asks for "/"
      Then the answer is 200 "0042 1.10"
      And the answer has the headers:
        | X-Tenant  | 0042 |
        | X-Version | 1.10 |
        | X-Word    | null |

    Example: A value adds no keys and no lines
      Given the environment says:
        | NOTE | hello\nadmin: false\n${HOME} |
      And the config:
        """
        paths:
          - path: /
            respond:
              body: ${NOTE}
        """
      When a client asks for "/"
      Then the answer is 200 with this text:
        """
        hello
        admin: false
        ${HOME}
        """

    Example: In lines of text, behind an anchor and in a merge, but not in a comment
      Given the environment says:
        | CITY | Goa |
      And the config:
        """
        # ${NOBODY} sets this one
        hosts:
          - host: www.mango.com
            response_header_rules: &city {add: {X-City: "${CITY}"}}
            respond: {body: hello}
          - host: www.apple.com
            response_header_rules: {<<: *city}
            respond:
              body: >-
                Ripe in
                ${CITY}
        """
      When a client asks for "www.apple.com/"
      Then the answer is 200 "Ripe in Goa"
      And the answer has the header "X-City: Goa"

  Rule: ${NAME:-default} is the default where the variable is not set, or empty

    Scenario Outline: <case>
      Given the environment says:
        | EMPTY | |
        | FULL  | ripe |
      And the config:
        """
        paths:
          - path: /
            respond:
              body: "<text>"
        """
      When a client asks for "/"
      Then the answer is 200 "<body>"

      Examples:
        | case                     | text             | body   |
        | Set                      | ${FULL:-green}   | ripe   |
        | Not set                  | ${NOBODY:-green} | green  |
        | Empty                    | ${EMPTY:-green}  | green  |
        | Empty, without a default | (${EMPTY})       | ()     |
        | An empty default         | (${NOBODY:-})    | ()     |
        | A colon and a dash in it | ${NOBODY:-a:-b}  | a:-b   |

  Rule: $${ is a literal ${, and every other $ stays

    Example: Prices and templates
      Given the config:
        """
        paths:
          - path: /
            respond: {body: "$5 $$ $1 $NAME {x} $${NAME} $"}
        """
      When a client asks for "/"
      Then the answer is 200 "$5 $$ $1 $NAME {x} ${NAME} $"

    Example: A group of a pattern
      Given the config:
        """
        paths:
          - path: /
            servers: [Alphonso:80]
            rewrite_rules: {regex: {"^/shop/(.*)": /$1}}
        """
      When a client asks for "/shop/mangoes"
      Then Alphonso is asked for "/mangoes"

    Example: A group of a pattern in braces
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            rewrite_rules: {regex: {"^/shop/(.*)": /${1}}}
        """
      Then these are the mistakes:
        | 4:45 | expected $1 |

  Rule: A variable that is not set, or not written as one, is a mistake with a way out

    Scenario Outline: <text>
      When this config is checked:
        """
        paths:
          - path: /
            respond:
              body: |
                hello
                dear <text>
        """
      Then these are the mistakes:
        | 6:14 | <said> |

      Examples:
        | text           | said                                                                                       |
        | ${NOBODY}      | ${NOBODY} is not set in the environment: expected a value there, or a default as in ${NOBODY:-text} |
        | ${NOBODY}      | the text itself is written $${NOBODY}                                                      |
        | ${NOBODY       | has no "}" at its end: expected ${NAME} or ${NAME:-default}                                |
        | ${             | or $${ where the text itself is meant                                                      |
        | ${}            | "${}" is not how a variable is written                                                     |
        | ${NOBODY-x}    | expected ${NOBODY} or ${NOBODY:-default}                                                   |
        | ${NOBODY:?x}   | expected ${NOBODY} or ${NOBODY:-default}                                                   |
        | ${NO BODY}     | is not how a variable is written                                                           |
        | ${A:-${B}}     | has a variable in its default, which is text alone                                         |
        | ${constructor} | ${constructor} is not set                                                                  |

    Example: Each of several, in its place
      When this config is checked:
        """
        listen: ${NO_PORT}
        paths:
          - {path: /, servers: ["${NO_HOST}:${NO_PORT}", kesar:80]}
        """
      Then these are the mistakes:
        | 1:9  | ${NO_PORT} is not set |
        | 3:26 | ${NO_HOST} is not set |
        | 3:37 | ${NO_PORT} is not set |

    Example: In a key, which is never replaced
      When this config is checked:
        """
        paths:
          - {path: /, params: {"${NAME}": ripe}, respond: {body: hello}}
          - {path: /a, params: {"$${NAME}": ripe}, respond: {body: hello}}
        """
      Then these are the mistakes:
        | 2:24 | "${NAME}" stands in a key |

  Rule: What came from the environment is checked, and never shown

    Scenario Outline: <case>
      Given the environment says:
        | SECRET | <value> |
        | SAME   | <value> |
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            health: {path: /healthz}
            <text>
        """
      Then it says '<said>'
      And it says nothing of "<value>"

      Examples:
        | case                      | value            | text                                   | said                                             |
        | No header value           | ripe\ngreen-fig  | header_rules: {add: {X-Key: ${SECRET}}} | X-Key is the value of ${SECRET}, which has a line break in it: expected a header value |
        | With the line of its file | ripe-green-fig\n | header_rules: {add: {X-Key: ${SECRET}}} | which ends with a line break                    |
        | No policy                 | round-about      | policy: ${SECRET}                      | policy is the value of ${SECRET}: expected one of round_robin |
        | A part of a text          | 7-yards          | timeouts: {connect: "1${SECRET}"}      | connect is "1${SECRET}" with what the environment has for it: expected a duration |
        | No number                 | fifty-one        | max_queue: ${SECRET}                   | max_queue is the value of ${SECRET}: expected a whole number |
        | No hash of a password     | mango-password   | basic_auth: {users: {ann: ${SECRET}}}  | ann is the value of ${SECRET}: expected the line |
        | A pool that is not there  | secret-pool      | mirror: {pool: "${SECRET}"}            | unknown pool "${SECRET}"                         |

    Example: Conflicts and duplicates
      Given the environment says:
        | SHOP  | www.mango.com |
        | KESAR | kesar:80      |
      When this config is checked:
        """
        hosts:
          - {host: www.mango.com, servers: [kesar:80, "${KESAR}"]}
          - {host: "${SHOP}", servers: [alphonso:80]}
        """
      Then these are the mistakes:
        | 2:47 | server "${KESAR}" is in this pool already  |
        | 3:12 | host "${SHOP}" at line 3 can never win     |

    Example: Warnings
      Given the environment says:
        | METHOD | DELTE |
      When this config is checked:
        """
        paths: [{path: /, methods: ["${METHOD}"], respond: {body: hello}}]
        """
      Then these are the warnings:
        | 1:29 | method "${METHOD}" never arrives |

  @process
  Rule: The command reads its own environment, and so does a reload

    Background:
      Given the environment says:
        | GREETING | ripe-today |
        | WRONG    | soon-ripe  |
      And the config:
        """
        paths: [{path: /, respond: {body: "${GREETING}"}}]
        """

    Example: A check where the variable is set
      Given the config is in the file "shop.yaml"
      When somebody runs "mangrove check shop.yaml"
      Then the exit code is 0

    Example: A check where it is not
      Given the environment says nothing
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove check shop.yaml"
      Then the exit code is 2
      And it says "${GREETING} is not set in the environment"

    Example: After a reload
      Given Mangrove starts
      And the config file becomes:
        """
        paths: [{path: /, respond: {body: "still ${GREETING}"}}]
        """
      And Mangrove receives SIGHUP
      And the new config is in force
      When a client asks for "/"
      Then the answer is 200 "still ripe-today"

    Example: A reload with a mistake in what came from the environment
      Given Mangrove starts
      And the config file becomes:
        """
        paths: [{path: /, respond: {body: "${GREETING}", status: "${WRONG}"}}]
        """
      When Mangrove receives SIGHUP
      Then the log says that the config was not loaded, for "status is the value of ${WRONG}"
      And the log says nothing of "soon-ripe"
