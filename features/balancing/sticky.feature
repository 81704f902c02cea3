@any-transport
Feature: Keeping a client where it is
  A shop that keeps baskets in memory must see each client at the same server again.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And a pool's "sticky" is "{cookie: shop}"

  Rule: A client that brings its cookie back meets the same backend again

    Example: Requests one after the other
      Given a client has been served by Alphonso
      When the same client asks for "/" 5 times
      Then Alphonso answers 6 times

    Example: Clients without a cookie are balanced as always
      When a client asks for "/" 4 times
      Then the answers come from Alphonso, Kesar, Alphonso and Kesar, in this order

    Example: The cookie stands among others
      Given a client has been served by Alphonso
      When the same client, who has the cookie "a=1" too, asks for "/"
      Then the answer comes from Alphonso

    Example: Whatever the policy
      Given the policy is first
      And an operator drains Alphonso
      And a client has been served by Kesar
      And an operator takes Alphonso back
      When the same client asks for "/" 3 times
      Then Kesar answers 4 times

  Rule: The cookie is for the balancer only, and for as long as the browser is open

    Example: Scripts cannot read it, and other sites do not send it
      When a client asks for "/"
      Then the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"

    Scenario Outline: A client that came to a trusted proxy over TLS does not send it without ("<told>")
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "<told>"
      Then the answer sets the cookie "shop" with "<attributes>"

      Examples:
        | told                                 | attributes                             |
        | X-Forwarded-Proto: https             | Path=/; HttpOnly; SameSite=Lax; Secure |
        | Forwarded: for=192.0.2.1;proto=https | Path=/; HttpOnly; SameSite=Lax; Secure |
        | X-Forwarded-Proto: http              | Path=/; HttpOnly; SameSite=Lax         |

    Example: A stranger's word makes nothing secure
      When a client asks for "/" with the header "X-Forwarded-Proto: https"
      Then the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"

    Example: It does not tell which backend it stands for
      When a client asks for "/"
      Then the value of the cookie "shop" tells nothing of Alphonso

    Example: It is set once
      Given a client has been served by Alphonso
      When the same client asks for "/"
      Then the answer sets no cookie

    Example: The backend never sees it
      Given a client has been served by Alphonso
      When the same client asks for "/"
      Then Alphonso receives no header "Cookie"

    Example: The backend sees all others
      Given a client has been served by Alphonso
      When the same client, who has the cookie "a=1" too, asks for "/"
      Then Alphonso receives the header "Cookie: a=1; last=1"

    Example: The backend's own cookies are set beside it
      Given Alphonso answers with the header "Set-Cookie: basket=full"
      When a client asks for "/"
      Then the answer sets the cookie "basket" to "full"
      And the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"

  Rule: No cache between may give one client's cookie to another

    Example: An answer that says nothing of caches
      When a client asks for "/"
      Then the answer has the header "Cache-Control: private"

    Scenario Outline: "<said>" becomes "<sent>"
      Given Alphonso answers with the header "Cache-Control: <said>"
      When a client asks for "/"
      Then the answer has the header "Cache-Control: <sent>"

      Examples:
        | said                             | sent                |
        | public, max-age=60               | private, max-age=60 |
        | max-age=60, s-maxage=600         | private, max-age=60 |
        | no-store                         | private, no-store   |
        | private                          | private             |

    Example: An answer that sets no cookie is left as it is
      Given Alphonso answers with the header "Cache-Control: public, max-age=60"
      And a client asks for "/"
      When the same client asks for "/"
      Then the answer has the header "Cache-Control: public, max-age=60"

  Rule: A cookie that was not made here is nobody's

    Scenario Outline: <value>
      When a client with <value> for its cookie "shop" asks for "/"
      Then the answer comes from Alphonso
      And the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"

      Examples:
        | value                  |
        | Kesar                  |
        | 1                      |
        | AAAAAAAAAAAAAAAAAAAAAA |

    Example: The address of a backend
      When a client with the address of Kesar in its cookie "shop" asks for "/"
      Then the answer comes from Alphonso

    Example: All but the last letter
      Given a client has been served by Alphonso
      When a client with all but the last letter of that cookie asks for "/"
      Then the answer comes from Kesar

    Example: Another secret
      Given the config:
        """
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80, Kesar:80], sticky: {cookie: shop, secret: long enough to be one}}
          - {host: www.apple.com, servers: [Kesar:80], sticky: {cookie: shop, secret: quite another secret}}
        """
      And a client asks for "www.apple.com/"
      When the same client asks for "www.mango.com/"
      Then the answer comes from Alphonso

    Example: The same secret
      Given the config:
        """
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80, Kesar:80], sticky: {cookie: shop, secret: long enough to be one}}
          - {host: www.apple.com, servers: [Kesar:80], sticky: {cookie: shop, secret: long enough to be one}}
        """
      And a client asks for "www.apple.com/"
      When the same client asks for "www.mango.com/"
      Then the answer comes from Kesar

  Rule: A client may have several cookies of one name, from another path, domain or time: one that leads somewhere is enough

    Scenario Outline: <what>
      Given a client has been served by Alphonso
      When the same client, who has the cookie "<other>" too, asks for "/"
      Then the answer comes from Alphonso
      And the answer sets no cookie
      And Alphonso receives no cookie "shop"

      Examples:
        | what                           | other                                               |
        | A stale one stands before it   | shop=AAAAAAAAAAAAAAAAAAAAAA                         |
        | So do several, and an empty one | shop=; shop=Kesar; a=1; shop=AAAAAAAAAAAAAAAAAAAAAA |
        | One of the shop's own          | shop=mango                                          |

    Example: It stands in a header line of its own
      Given a client has been served by Alphonso
      When the same client asks for "/" with the line "Cookie: shop=AAAAAAAAAAAAAAAAAAAAAA" before that of its cookie
      Then the answer comes from Alphonso
      And Alphonso receives no cookie "shop"

    Example: None of them leads anywhere
      When a client with AAAAAAAAAAAAAAAAAAAAAA;shop=BBBBBBBBBBBBBBBBBBBBBB for its cookie "shop" asks for "/"
      Then the answer comes from Alphonso
      And the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"

  Rule: A client whose backend is gone is balanced anew and gets a new cookie

    Background:
      Given a backend is unhealthy after 1 failed check

    Example: The backend is ill
      Given a client has been served by Alphonso
      And Alphonso fails every check
      And Alphonso is found to be unhealthy
      When the same client asks for "/" twice
      Then Kesar answers twice
      And the answer sets no cookie

    Example: The new cookie
      Given a client has been served by Alphonso
      And Alphonso fails every check
      And Alphonso is found to be unhealthy
      When the same client asks for "/"
      Then the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"

    Example: The backend refuses before any check has found out
      Given backends are not checked
      And a client has been served by Alphonso
      And Alphonso stops
      When the same client asks for "/"
      Then the answer comes from Kesar
      And the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"

    Example: It is well again, but the client has settled elsewhere
      Given a client has been served by Alphonso
      And Alphonso fails every check
      And Alphonso is found to be unhealthy
      And the same client asks for "/"
      And Alphonso answers its checks with 200
      And Alphonso is found to be healthy
      When the same client asks for "/" 3 times
      Then Kesar answers 4 times

  Rule: Weight 0 and draining keep new clients away, and none that is there already

    Example: A backend with weight 0
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80, {address: "Kesar:80", weight: 0}]
            sticky: {cookie: shop}
          - {host: www.apple.com, servers: [Kesar:80], sticky: {cookie: shop}}
        """
      And a client asks for "www.apple.com/"
      When the same client asks for "www.mango.com/" 3 times
      Then Kesar answers 4 times

    Example: A backend that asks for no weight
      Given backends are asked for "/healthcheck"
      And a client has been served by Alphonso
      And Alphonso answers its checks with the header "X-Backend-Weight: 0"
      And the status shows the effective weight 0 for Alphonso
      When the same client asks for "/" 3 times
      Then Alphonso answers 4 times

    Example: A draining backend
      Given a client has been served by Alphonso
      And an operator drains Alphonso
      When the same client asks for "/" 3 times
      Then Alphonso answers 4 times

    Example: A draining backend that falls ill
      Given a backend is unhealthy after 1 failed check
      And a client has been served by Alphonso
      And an operator drains Alphonso
      And Alphonso has failed 1 check
      When the same client asks for "/"
      Then the answer comes from Kesar

    Example: A draining backend that is ill, even where so many are that health is ignored
      Given a backend is unhealthy after 1 failed check
      And a client has been served by Alphonso
      And Alphonso has failed 1 check
      And an operator drains Alphonso
      And Kesar fails every check
      And Kesar is found to be unhealthy
      When the same client asks for "/"
      Then the answer comes from Kesar

    Example: Maintenance spares nobody
      Given a client has been served by Alphonso
      And an operator sends Alphonso to maintenance
      When the same client asks for "/" 3 times
      Then Kesar answers 3 times

  Rule: A client does not wait for a backend that is full while another has a place

    Example: It is served elsewhere, and stays there
      Given the policy is first
      And Alphonso takes 1 request at a time
      And a client has been served by Alphonso
      And Alphonso holds its answers back
      And a client is waiting for "/report"
      When the same client asks for "/"
      Then the answer comes from Kesar
      And the answer sets the cookie "shop" with "Path=/; HttpOnly; SameSite=Lax"
