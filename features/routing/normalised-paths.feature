@any-transport
Feature: Seeing through a disguised path
  There are many ways to write a path. Rules look at what it means; the backend gets
  what the client wrote.

  Rule: A path is matched by its meaning

    Scenario Outline: "<written>" means /messages
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /messages, strip_path: false, servers: [Kesar:80]}
        """
      When a client asks for "www.mango.com<written>"
      Then the answer comes from Kesar

      Examples:
        | written              |
        | /x/../messages       |
        | /./messages          |
        | /messages/.          |
        | //messages           |
        | /%6dessages          |
        | /%6Dessages          |
        | /x/%2e%2e/messages   |
        | /x/.%2E/messages/new |

  Rule: A path that backends read in different ways does not decide by one of them

    Some take `%2F` and `\\` for a slash, and leave out what is behind a `;`. Where their way of reading leads to
    other rules, nobody can say which rules to go by.

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /a/b, servers: [Kesar:80]}
              - {path: /npm, ambiguous_paths: pass, strip_path: false, servers: [Ataulfo:80]}
              - {path: /shut, respond: {status: 410}}
        """

    Scenario Outline: "<path>" is refused
      When a client asks for "www.mango.com<path>"
      Then the answer is 403 "Forbidden"
      And the log has a request with the rule "ambiguous_paths"
      And Alphonso receives nothing

      Examples:
        | path                  |
        | /a%2Fb                |
        | /a%5cb                |
        | /a/b;v=1              |
        | /a;v=1/b              |
        | /x/..%2fa/b           |
        | /x/..;/a/b            |
        | /x%2f..%2fshut        |
        | /..%2F                |
        | /x/..%2f..%2fetc      |

    Scenario Outline: "<path>" leads to the same whichever way it is read, and arrives as it is
      When a client asks for "www.mango.com<path>"
      Then Alphonso is asked for "<path>"

      Examples:
        | path                  |
        | /@scope%2fname        |
        | /x;v=1,2/y            |
        | /a%2fc                |
        | /x/..;/y              |

    Example: Where backends are said to read as Mangrove does, there is no other way
      When a client asks for "www.mango.com/npm/..%2fshut"
      Then Ataulfo is asked for "/npm/..%2fshut"

    Example: A service that is asked about a request has rules of its own
      Given the config:
        """
        hosts:
          - host: www.mango.com
            forward_auth: {pool: auth, path: /verify}
            servers: [Alphonso:80]
        pools:
          auth: {servers: [Gatekeeper:80]}
        """
      When a client asks for "www.mango.com/admin%2fx"
      Then the answer is 403 "Forbidden"
      And Gatekeeper receives nothing

    Scenario Outline: So it is for <rule>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - path: /admin
                <rule>: <value>
        """
      When a client asks for "www.mango.com/public/..%2fadmin"
      Then the answer is 403 "Forbidden"
      And Alphonso receives nothing

      Examples:
        | rule           | value                    |
        | rate_limit     | {requests: 1, per: 1h}   |
        | max_body       | 1KiB                     |
        | header_rules   | {add: {X-Admin: "yes"}}  |
        | firewall_rules | {ip_allow: [10.0.0.0/8]} |
        | cors           | {origins: ["*"]}         |

  Rule: Before a backend that reads paths in another way, a lock holds

    Background:
      Given Alphonso is a folder that PHP serves, with "the accounts" in "admin/accounts.txt"
      And the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            health: false
            paths:
              - {path: /admin, respond: {status: 410}}
          - host: www.orange.com
            servers: [Alphonso:80]
            health: false
            ambiguous_paths: pass
            paths:
              - {path: /admin, respond: {status: 410}}
        """

    Scenario Outline: "<path>" is refused
      When a client asks for "www.mango.com<path>"
      Then the answer is 403 "Forbidden"

      Examples:
        | path                               |
        | /public/..%2fadmin/accounts.txt    |
        | /admin%2Faccounts.txt              |
        | /x%2f..%2f%61dmin/accounts.txt     |

    Example: It would have been served
      When a client asks for "www.orange.com/public/..%2fadmin/accounts.txt"
      Then the answer is 200 "the accounts"

  Rule: The client's own path is forwarded, byte for byte

    Scenario Outline: "<path>" arrives as it is
      Given Alphonso serves www.mango.com
      When a client asks for "www.mango.com<path>"
      Then Alphonso is asked for "<path>"

      Examples:
        | path                  |
        | /a/../b               |
        | //a///b               |
        | /%7euser/%2f%2F       |
        | /a?b=c?d&&e=%zz+%20   |
        | /?                    |
        | /m%C3%A4ngo;v=1,2     |
        | /a?b#c                |
        | /?#f                  |
        | /a?#b?c#d             |

  Rule: A path that is changed on its way is forwarded in its plain form

    Example: What remains behind a prefix is plain
      Given Alphonso serves /shop
      When a client asks for "/x/..//shop/./ripe/../cart"
      Then Alphonso is asked for "/cart"

  Rule: A path that cannot be meant well is refused

    Scenario Outline: "<path>" is a bad request
      Given Alphonso serves www.mango.com
      When a client sends the request line "GET <path> HTTP/1.1"
      Then the answer is 400 "Bad Request"
      And Alphonso receives nothing

      Examples:
        | path                     |
        | /../etc/passwd           |
        | /a/../../etc             |
        | /%2e%2e/etc              |
        | /a%00b                   |
        | /a#b                     |
        | /a#?b                    |
        | http://www.mango.com/a#b |
        | http://www.mango.com#?b  |
        | /a\x01b                  |
        | /a\x7fb                  |
