Feature: A budget for trying again
  A pool in trouble must not get twice the work for it.

  Background:
    Given the config:
      """
      hosts:
        - {host: www.mango.com, servers: [Alphonso:80, Kesar:80], policy: first, health: false, outliers: false}
      """
    And Alphonso resets every connection

  Rule: Over 10 s, retries stay below a part of the requests, and a few each second are always allowed

    Example: Three for each second of the ten
      When a client asks for "/" 30 times
      Then every answer is 200

    Example: One more is too much, with few requests
      Given a client asks for "/" 30 times
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar is asked 30 times

    Scenario Outline: Those of <time> ago
      Given time stands still
      And a client asks for "/" 30 times
      And <time> have passed
      When a client asks for "/"
      Then the answer is <status>

      Examples:
        | time | status |
        | 8 s  | 502    |
        | 11 s | 200    |

    Scenario Outline: A part of the requests, <time> later
      Given a pool's "retry_budget_min" is "0"
      And Alphonso answers 200
      And time stands still
      And a client asks for "/" 20 times
      And <time> have passed
      And Alphonso resets every connection
      When a client asks for "/"
      Then the answer is <status>

      Examples:
        | time | status |
        | 8 s  | 200    |
        | 11 s | 502    |

    Example: All of them at once
      Given Kesar holds its answers back
      When 30 clients begin to ask for "/"
      Then Kesar is soon asked 30 times

    Example: None allowed
      Given a pool's "retry_budget_min" is "0"
      And a pool's "retry_budget" is "0"
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: More than the part that is allowed
      Given a pool's "retry_budget_min" is "0"
      And a pool's "retry_budget" is "50"
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: No more than the part that is allowed
      Given a pool's "retry_budget_min" is "0"
      And a pool's "retry_budget" is "50"
      When a client asks for "/" 12 times
      Then Kesar is asked 6 times

    Example: Requests that are over are counted too
      Given a pool's "retry_budget_min" is "0"
      And a pool's "retry_budget" is "10"
      And Alphonso answers 200
      And a client asks for "/" 9 times
      And Alphonso resets every connection
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: A retry is counted also when its client has left
      Given a pool's "retry_budget_min" is "0"
      And a pool's "retry_budget" is "50"
      And a client asks for "/"
      And a client begins to ask for "/report" and is tried at Kesar
      And the client leaves
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"

  Rule: What was never sent was no load, and costs nothing of the budget

    Background:
      Given a pool's "retry_budget_min" is "0"
      And a pool's "retry_budget" is "0"

    Example: The connection is refused
      Given nothing listens on Alphonso
      When a client asks for "/" 40 times
      Then every answer is 200

    Example: The connection is never made
      Given connections to Alphonso are never established
      And the connect timeout of a pool is "100ms"
      When a client sends POST "/orders" with the body "one mango"
      Then the answer comes from Kesar

    Example: The next one breaks after it was sent
      Given a pool's "retries" is "2"
      And nothing listens on Alphonso
      And Kesar resets every connection
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar is asked once

  Rule: A retry that is not made after all costs nothing

    Example: A better answer would have to wait for a place
      Given the config:
        """
        hosts:
          - host: www.mango.com
            health: false
            outliers: false
            retry_budget_min: 0
            retry_budget: 50
            servers: [{address: "Alphonso:80", max_connections: 1}]
        """
      And Alphonso answers 503 with the headers:
        | Connection | close |
      And a client asks for "/" twice
      And Alphonso resets the first 1 connection
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: Where nothing was taken, nothing comes back
      Given a client asks for "/" 30 times
      And an operator sends Alphonso and Kesar to maintenance
      And a client asks for "/"
      And an operator takes Alphonso and Kesar back
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar is asked 30 times

    Example: A question to an auth service, whose time is over while it waits for a place
      Given the config:
        """
        pools:
          doorkeepers:
            policy: first
            health: false
            servers: [{address: "Alphonso:80", max_connections: 1}, {address: "Kesar:80", max_connections: 1}]
        hosts:
          - {host: www.mango.com, pool: doorkeepers}
          - {host: www.orange.com, forward_auth: {pool: doorkeepers, timeout: 2s}, servers: [Ataulfo:80]}
        """
      And Alphonso and Kesar hold their answers back
      And a client is waiting for "www.orange.com/"
      And a client is waiting for "www.mango.com/"
      And a client queues for "www.mango.com/"
      And Alphonso resets the connection
      When 2 seconds pass
      Then the status shows 0 retries spent, and 30 left

  Rule: Nor does one for which nobody is left, when half of the requests may be tried again

    Background:
      Given the config:
        """
        pools:
          shop:
            policy: first
            panic: 0
            health: false
            outliers: false
            circuit_breaker: {min_requests: 1, open: 50ms}
            retry_budget_min: 0
            retry_budget: 50
            servers: [Alphonso:80, Kesar:80]
        hosts:
          - {host: www.mango.com, pool: shop}
          - {host: www.orange.com, forward_auth: {pool: shop}, servers: [Ataulfo:80]}
        """
      And an operator sends Kesar to maintenance

    Scenario Outline: The third request, <of what>
      Given a client asks for "<host>/"
      And Alphonso is found to be healthy
      And a client asks for "<host>/"
      And Alphonso is found to be healthy
      And an operator takes Kesar back
      When a client asks for "<host>/"
      Then the answer is 200
      And Kesar is asked once

      Examples:
        | of what                 | host           |
        | of a client             | www.mango.com  |
        | put to an auth service  | www.orange.com |
