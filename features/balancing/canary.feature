@any-transport
Feature: Trying a new version on a few
  A new version first meets a small part of the clients. If it fails, few have seen it.

  Rule: Requests are split between pools by weight

    # Of n requests n·p come to a pool of share p, give or take √(n·p·(1-p)). Of 400 at 3 to 1 fewer than 60 or more than 144 come to the
    # canary once in 1.2 million times; at 1 to 1 as few as 144 come once in 86 million.
    Example: Both get a share
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 3, canary: 1}}}
        """
      When 20 clients ask for "/" 20 times each, all at the same time
      Then every answer is 200
      And Kesar receives between 60 and 144 requests

    Example: A pool of weight 0 gets nothing
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 1, canary: 0}}}
        """
      When a client asks for "/" 30 times
      Then Alphonso answers 30 times

    Example: Each pool has its own policy and its own backends
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80, Kesar:80]}
          canary: {servers: [Ataulfo:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 1, canary: 0}}}
        """
      When a client asks for "/" twice
      Then the answers come from Alphonso and Kesar, in this order

    Example: A path of a host may be split
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80]}
        hosts:
          - host: www.mango.com
            pool: stable
            paths:
              - {path: /cart, split: {pools: {stable: 0, canary: 1}}}
        """
      When a client asks for "/cart/items"
      Then the answer comes from Kesar
      And Kesar is asked for "/items"

    Example: The rules of a pool hold for its part
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80], header_rules: {add: {X-Version: "2"}}}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 0, canary: 1}}}
        """
      When a client asks for "/"
      Then Kesar receives the header "X-Version: 2"

    Example: So does its firewall
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80], firewall_rules: {path_reject: [/internal]}}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 0, canary: 1}, pin: "header:X-Version"}}
        """
      When a client asks for "/internal"
      Then the answer is 403 "Forbidden"

    Example: The rules of the other pool do not
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80], header_rules: {add: {X-Version: "2"}}, firewall_rules: {path_reject: [/internal]}}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 1, canary: 0}}}
        """
      When a client asks for "/internal"
      Then the answer comes from Alphonso
      And Alphonso receives no header "X-Version"

    Example: The log names the pool
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 0, canary: 1}}}
        """
      When a client asks for "/"
      Then the log line of the request has:
        | route   | www.mango.com |
        | pool    | canary        |
        | backend | Kesar:80      |

  Rule: A header may say which pool a request is for

    Background:
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 1, canary: 0}, pin: "header:X-Version"}}
        """

    Example: A tester asks for the canary, which has no weight yet
      When a client asks for "/" with the header "X-Version: canary"
      Then the answer comes from Kesar

    Example: Others are split by weight
      When a client asks for "/" 5 times
      Then Alphonso answers 5 times

    Example: A pool that is not among them
      When a client asks for "/" with the header "X-Version: parrot"
      Then the answer comes from Alphonso

    Example: No cookie is set
      When a client asks for "/"
      Then the answer sets no cookie

  Rule: A cookie keeps a client in the pool that it met first

    Background:
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 1, canary: 1}, pin: "cookie:version"}}
        """

    Example: The client comes again and again
      Given a client asks for "/"
      When the same client asks for "/" 20 times
      Then one backend answers all of them

    Example: The cookie is for the balancer only
      When a client asks for "/"
      Then the answer sets the cookie "version" with "Path=/; HttpOnly; SameSite=Lax"
      And the answer has the header "Cache-Control: private"

    Example: A client that came to a trusted proxy over TLS does not send it without
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "Forwarded: for=192.0.2.1;proto=https"
      Then the answer sets the cookie "version" with "Path=/; HttpOnly; SameSite=Lax; Secure"

    Example: It is set once
      Given a client asks for "/"
      When the same client asks for "/"
      Then the answer sets no cookie

    Example: It names the pool
      When a client with canary for its cookie "version" asks for "/"
      Then the answer comes from Kesar

    Scenario Outline: Of several, the first counts that names a pool: <cookies>
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80]}
          canary: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 1, canary: 0}, pin: "cookie:version"}}
        """
      When a client asks for "/" with the header "Cookie: <cookies>"
      Then the answer comes from Kesar
      And the answer sets no cookie

      Examples:
        | cookies                                |
        | version=parrot; version=canary         |
        | version=; a=1; version=canary          |
        | version=canary; version=stable         |

    Example: A pool that is not among them is forgotten
      When a client with parrot for its cookie "version" asks for "/"
      Then the answer sets the cookie "version" with "Path=/; HttpOnly; SameSite=Lax"

    Example: A pool with a space in its name
      Given the config:
        """
        pools:
          version 1: {servers: [Alphonso:80]}
          version 2: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {version 1: 1, version 2: 1}, pin: "cookie:version"}}
        """
      And a client asks for "/"
      When the same client asks for "/" 20 times
      Then one backend answers all of them

  Rule: A client may be kept in its pool and at its backend

    Example: Two cookies
      Given the config:
        """
        pools:
          stable: {servers: [Alphonso:80, Kesar:80], sticky: {cookie: shop}}
          canary: {servers: [Ataulfo:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {stable: 1, canary: 0}, pin: "cookie:version"}}
        """
      And a client has been served by Alphonso
      When the same client asks for "/" 3 times
      Then Alphonso answers 4 times
