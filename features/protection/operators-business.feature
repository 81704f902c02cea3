Feature: What stays the operator's business
  Some things only whoever runs Mangrove can decide. Each of them has a setting, and these are the
  cases with it and without it, as SECURITY.md lists them.

  Rule: A lock with exact is on that path alone

    Scenario Outline: "<path>", <exact>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /admin, exact: <exact>, firewall_rules: {ip_allow: [10.0.0.0/8]}}
        """
      When a client asks for "<path>"
      Then the answer is <status>

      Examples:
        | path     | exact | status |
        | /admin   | true  | 403    |
        | /admin/  | true  | 200    |
        | /admin/  | false | 403    |
        | /admin/x | true  | 200    |
        | /admin/x | false | 403    |

  Rule: Rules of an entry with methods are for these methods

    Scenario Outline: <method>, <methods>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /admin, methods: [<methods>], firewall_rules: {ip_allow: [10.0.0.0/8]}}
        """
      When a client sends <method> "/admin"
      Then the answer is <status>

      Examples:
        | method | methods   | status |
        | GET    | GET       | 403    |
        | HEAD   | GET       | 200    |
        | POST   | GET       | 200    |
        | PURGE  | GET       | 200    |
        | POST   | GET, POST | 403    |

    Example: An entry without conditions is for all
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /admin, firewall_rules: {ip_allow: [10.0.0.0/8]}}
        """
      When a client sends PURGE "/admin"
      Then the answer is 403

    Example: Other methods may be refused altogether
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            firewall_rules: {method_reject: [POST, PURGE]}
            paths:
              - {path: /admin, methods: [GET], firewall_rules: {ip_allow: [10.0.0.0/8]}}
        """
      When a client sends PURGE "/admin"
      Then the answer is 403

  Rule: Rules of a pool see the path as the client wrote it

    Scenario Outline: path_reject of "<rejected>" behind a prefix that is taken off
      Given the config:
        """
        pools:
          shop: {servers: [Alphonso:80], firewall_rules: {path_reject: [<rejected>]}}
        hosts:
          - host: www.mango.com
            paths:
              - {path: /shop, pool: shop}
        """
      When a client asks for "/shop/admin"
      Then the answer is <status>

      Examples:
        | rejected    | status |
        | /admin      | 200    |
        | /shop/admin | 403    |

  Rule: A path may be refused in any letter case

    path_reject knows the path as it is written.

    Scenario Outline: "<path>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            firewall_rules: {path_reject: [/accounts]}
            paths:
              - {path: /admin, ignore_case: true, respond: {status: 403}}
        """
      When a client asks for "<path>"
      Then the answer is <status>

      Examples:
        | path      | status |
        | /accounts | 403    |
        | /ACCOUNTS | 200    |
        | /ADMIN/x  | 403    |
        | /aDm%49n  | 403    |

  Rule: A host that is locked, and paths of it that are open, need no list of readings

    A file system may read names in ways of its own: Windows leaves out a dot or a space behind one.

    Scenario Outline: "<path>" is <status> where /admin alone is locked, and <locked> where all but /public is
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /admin, firewall_rules: {ip_allow: [10.0.0.0/8]}}
          - host: www.orange.com
            respond: {status: 403}
            paths:
              - {path: /public, strip_path: false, servers: [Kesar:80]}
        """
      And a client asks for "www.mango.com<path>"
      And the answer is <status>
      When a client asks for "www.orange.com<path>"
      Then the answer is <locked>

      Examples:
        | path                      | status | locked |
        | /public/fruit             | 200    | 200    |
        | /admin                    | 403    | 403    |
        | /admin./x                 | 200    | 403    |
        | /admin%20/x               | 200    | 403    |
        | /ADMIN                    | 200    | 403    |
        | /adm%EF%BD%89n            | 200    | 403    |
        | /admin::$INDEX_ALLOCATION | 200    | 403    |
        | /public/..%2fadmin        | 403    | 403    |
        | /public/../admin./x       | 200    | 403    |

  Rule: Rewriting may make a path that begins with two slashes

    A backend that redirects to it leads its clients to another host.

    Scenario Outline: "<to>" in place of "<from>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rewrite_rules: {regex: {"<from>": "<to>"}}
            servers: [Alphonso:80]
        """
      When a client asks for "/go/www.orange.com"
      Then Alphonso is asked for "<path>"

      Examples:
        | from  | to | path             |
        | ^/go  | /  | //www.orange.com |
        | ^/go/ | /  | /www.orange.com  |

  Rule: One request costs a number of attempts that is written down

    Background:
      Given the config:
        """
        pools:
          auth: {servers: [Gatekeeper:80], health: false}
          shadow: {servers: [Ataulfo:80, Totapuri:80], health: false}
        hosts:
          - host: www.orange.com
            servers: [Alphonso:80, Kesar:80, Langra:80]
            health: false
          - host: www.mango.com
            servers: [Alphonso:80, Kesar:80, Langra:80]
            health: false
            retries: 2
            mirror: {pool: shadow}
            forward_auth: {pool: auth}
        """
      And Alphonso, Kesar, Langra, Ataulfo and Totapuri each answer 503

    Example: With what counts if nothing is said
      When a client asks for "www.orange.com/"
      Then the answer is 503
      And backends are asked 2 times in all

    Example: With retries, a mirror and a service that is asked
      When a client asks for "www.mango.com/"
      Then the answer is 503
      And backends are asked 5 times in all
