Feature: Showing how things are
  Whoever runs the balancer wants to see at a glance who serves and who is ill.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And the backends Ataulfo and Kesar share /cart

  Rule: The status API tells machines how the balancer is

    Scenario Outline: <path> is answered <status>
      When an operator asks for "<path>"
      Then the answer is <status>
      And the operator reads "<said>"

      Examples:
        | path     | status | said      |
        | /healthz | 200    | ok        |
        | /readyz  | 200    | ready     |
        | /status  | 200    | version   |
        | /mango   | 404    | Not Found |

    Example: While it stops it is not ready
      Given time stands still
      And Alphonso holds its answers back
      And a client is waiting for "/"
      And Mangrove is told to stop
      And Mangrove is not ready
      When an operator asks for "/readyz"
      Then the answer is 503
      And the operator reads "not ready"

    Example: No cache keeps what is true just now
      When an operator asks for "/status"
      Then the answer has the header "Cache-Control: no-store"

    Example: A method that it does not know
      When an operator sends POST "/status"
      Then the answer is 405

  Rule: /status tells everything that there is to know

    Example: What runs, and since when
      Given time stands still
      When 90 seconds pass
      Then the status shows a version, and an uptime of 90 s

    Example: Routes, and where they lead
      Given the config:
        """
        pools:
          shop: {servers: [Alphonso:80]}
          new: {servers: [Kesar:80]}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
          - {host: www.orange.com, split: {pools: {shop: 2, new: 1}}}
          - {host: www.apple.com, redirect: {host: www.mango.com}}
          - {host: www.kiwi.com, respond: {status: 410, body: gone}}
        paths: [{path: /cart, pool: shop}]
        """
      When Mangrove starts
      Then the status shows the routes:
        | name           | strips | leads to                                            |
        | /cart          | /cart  | {"pool":"shop"}                                     |
        | www.mango.com  |        | {"pool":"www.mango.com"}                            |
        | www.orange.com |        | {"split":[{"pool":"shop","percent":66.7},{"pool":"new","percent":33.3}]} |
        | www.apple.com  |        | {"redirect":{"host":"www.mango.com","status":302}}  |
        | www.kiwi.com   |        | {"respond":410}                                     |

    Example: Pools
      Given the policy is least_connections
      When Mangrove starts
      Then the status shows the pool "www.mango.com" with the policy least_connections

    Example: Weights
      Given Alphonso has the weight 3
      When Mangrove starts
      Then the status shows the weight 3 for Alphonso
      And the status shows the effective weight 3 for Alphonso

    Example: Requests in flight
      Given Alphonso holds its answers back
      When a client is waiting for "/"
      Then the status shows 1 request in flight at Alphonso

    Example: Requests that are over are not in flight
      When a client asks for "/"
      Then the status shows 0 requests in flight at Alphonso

    Example: Totals
      When a client asks for "/" 4 times
      Then the status shows 2 requests and 0 failures at Alphonso

    Example: Failures
      Given Alphonso resets every connection
      When a client asks for "/" 4 times
      Then the status shows 2 requests and 2 failures at Alphonso

    Example: What the budget for retries has left
      Given Alphonso resets every connection
      When a client asks for "/" 4 times
      Then the status shows 2 retries spent, and 28 left

  Rule: The status API is not for clients

    Example: Clients do not find it
      When a client asks for "any.example/status"
      Then the answer is 404 "Not Found"

    Example: It can be switched off
      Given the config:
        """
        admin: false
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      When Mangrove starts
      Then the status API is off
