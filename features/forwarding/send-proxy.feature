Feature: Telling backends of clients at the beginning of a connection
  Some backends look for the client's address not in a header of each request but at the
  beginning of the connection: the PROXY protocol. Such a connection speaks for one client,
  so it cannot be used for another.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked
    And Alphonso and Kesar expect a PROXY header

  Rule: A backend learns from whom and to where the connection of the client goes

    Scenario Outline: Version <version>
      Given a pool's "send_proxy" is "<version>"
      When a client at 127.0.0.7 asks for "/"
      Then the answer comes from Alphonso
      And Alphonso is told once of 127.0.0.7, at the port of Mangrove, in <version>

      Examples:
        | version |
        | v1      |
        | v2      |

    Scenario Outline: A client that another proxy tells of: <told>
      Given connections from "127.0.0.1" begin with a PROXY header
      And a pool's "send_proxy" is "<version>"
      When a client asks for "/" behind the header "<header>"
      Then Alphonso is told "<told>"

      Examples:
        | version | header                                               | told                                                     |
        | v1      | v2 TCP4 192.0.2.1 198.51.100.1 4711 443              | PROXY TCP4 192.0.2.1 198.51.100.1 4711 443               |
        | v2      | PROXY TCP4 192.0.2.1 198.51.100.1 4711 443           | v2 TCP4 192.0.2.1 198.51.100.1 4711 443                  |
        | v1      | PROXY TCP6 2001:DB8:0::7 2001:db8::1 4711 443        | PROXY TCP6 2001:db8::7 2001:db8::1 4711 443              |
        | v2      | PROXY TCP6 2001:db8::7 2001:db8:1::1 4711 443        | v2 TCP6 2001:db8:0:0:0:0:0:7 2001:db8:1:0:0:0:0:1 4711 443 |
        | v1      | PROXY TCP6 ::ffff:192.0.2.1 2001:db8::1 4711 443     | PROXY TCP6 ::ffff:192.0.2.1 2001:db8::1 4711 443         |
        | v2      | PROXY TCP6 ::ffff:192.0.2.1 2001:db8::1 4711 443     | v2 TCP6 0:0:0:0:0:ffff:c000:201 2001:db8:0:0:0:0:0:1 4711 443 |

    Example: Nobody is told unless the config says so
      Given Ataulfo serves www.orange.com
      When a client asks for "www.orange.com/"
      Then the answer comes from Ataulfo

  Rule: A connection carries the requests of one client's connection

    Background:
      Given connections from "127.0.0.1" begin with a PROXY header
      And a pool's "send_proxy" is "v1"
      And a pool's "policy" is "first"

    Example: The next request of the same one
      Given a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      When the client asks for "/again" on the same connection
      Then Alphonso is asked for "/again"
      And Alphonso has been told of 1 connections

    Example: The next request of the same one, when a connection carries one request
      Given a pool's "keep_alive" is "{max_requests: 1}"
      And a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      When the client asks for "/again" on the same connection
      Then Alphonso is asked for "/again"
      And Alphonso is told "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443" and then "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"

    Example: Another client
      Given a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.2 198.51.100.1 4712 443"
      Then Alphonso is told "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443" and then "PROXY TCP4 192.0.2.2 198.51.100.1 4712 443"

    Example: Once its client has left, the connection is closed
      Given the keep_alive timeout of a pool is "60s"
      And a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      When this client leaves
      Then Alphonso is soon without connections

  Rule: Each connection of a request begins with a header of its own

    Example: That of a retry
      Given a pool's "send_proxy" is "v1"
      And connections from "127.0.0.1" begin with a PROXY header
      And Alphonso resets every connection
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      Then the answer comes from Kesar
      And Kesar is told "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"

    Example: That of a switch to another protocol
      Given a pool's "send_proxy" is "v1"
      And a pool's "upgrades" is "[fruit/1]"
      And connections from "127.0.0.1" begin with a PROXY header
      And Alphonso switches to "fruit/1"
      When 192.0.2.1 asks through the proxy to switch to "fruit/1" with "early" right behind
      Then Alphonso is told "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      And Alphonso gets the bytes "early"

    Example: That of a hedge
      Given a pool's "send_proxy" is "v1"
      And a pool's "hedge_after" is "10ms"
      And connections from "127.0.0.1" begin with a PROXY header
      And Alphonso never answers
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      Then the answer comes from Kesar
      And Kesar is told "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"

    Example: That of a copy
      Given the config:
        """
        proxy_protocol: {from: [127.0.0.1]}
        pools: {shadow: {servers: [Kesar:80], health: false, send_proxy: v2}}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], health: false, send_proxy: v1, mirror: {pool: shadow}}
        """
      When a client asks for "/" behind the header "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      Then Alphonso is told "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"
      And Kesar is told "v2 TCP4 192.0.2.1 198.51.100.1 4711 443"

    Example: That of a new connection in place of one that the backend closed
      Given a pool's "send_proxy" is "v1"
      And connections from "127.0.0.1" begin with a PROXY header
      And a pool's "policy" is "first"
      And Alphonso answers with the header "Connection: close"
      And 192.0.2.1 asks for "/" through the proxy
      When the client asks for "/again" on the same connection
      Then Alphonso is told "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443" and then "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443"

  Rule: A check says that nobody is behind it

    Scenario Outline: A check that asks, in <version>
      Given a pool's "send_proxy" is "<version>"
      And backends are asked for "/health"
      When Alphonso has been checked twice
      Then Alphonso is healthy
      And Alphonso is told "<told>" on every connection

      Examples:
        | version | told          |
        | v1      | PROXY UNKNOWN |
        | v2      | v2 LOCAL      |

    Scenario Outline: A check that only connects, in <version>
      Given a pool's "send_proxy" is "<version>"
      And backends are only connected to
      When Mangrove starts
      Then Alphonso is told "<told>" by a check that only connects

      Examples:
        | version | told          |
        | v1      | PROXY UNKNOWN |
        | v2      | v2 LOCAL      |

  Rule: Only the transport http1 can do it

    Scenario Outline: <transport>
      When this config is checked:
        """
        paths:
          - {path: /, send_proxy: v1, transport: <transport>, servers: [kesar:80]}
        """
      Then a mistake is at line 2, column 15
      And it says "paths[0].send_proxy: send_proxy has no effect with transport: <transport>: expected transport: http1"

      Examples:
        | transport   |
        | undici      |
        | koa-proxies |

    Example: A version that does not exist
      When this config is checked:
        """
        paths:
          - {path: /, send_proxy: v3, servers: [kesar:80]}
        """
      Then a mistake is at line 2, column 27
      And it says "v1"
