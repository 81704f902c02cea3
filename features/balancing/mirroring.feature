@any-transport
Feature: Letting a new version watch
  A new version gets a copy of what clients really ask. They never notice.

  Background:
    Given the config:
      """
      pools:
        shadow: {servers: [Ataulfo:80], health: false}
      hosts:
        - {host: www.mango.com, servers: [Alphonso:80], mirror: {pool: shadow}}
      """

  Rule: Another pool gets a copy of each request

    Example: Path and query
      When a client asks for "/search?fruit=mango"
      Then Ataulfo is asked for "/search?fruit=mango"
      And Alphonso answers once

    Example: Method and headers
      When a client sends the request:
        """
        DELETE /cart HTTP/1.1
        Host: www.mango.com
        X-Fruit: mango
        """
      Then Ataulfo is asked with DELETE
      And Ataulfo receives the header "X-Fruit: mango"

    Example: Content with a length
      When a client sends POST "/orders" with the body "two mangoes"
      Then Ataulfo receives the body "two mangoes"
      And Alphonso receives the body "two mangoes"

    Example: Content in chunks
      When a client sends the request:
        """
        POST /orders HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked

        3
        two
        7
        mangoes
        0

        
        """
      Then Ataulfo receives the body "twomangoes"

    Example: Every time
      When a client asks for "/" 5 times
      Then Ataulfo is soon asked 5 times

    Example: Content that is too large to be kept is not copied
      When a client sends PUT "/photos" with a body of 100000 bytes
      Then Alphonso receives a body of 100000 bytes
      And Ataulfo receives nothing

  Rule: A client gets its own answer and never waits for the other

    Example: The other answer is dropped
      Given Ataulfo answers 500 "the new version is broken"
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: The other never answers
      Given Ataulfo never answers
      When a client asks for "/" 5 times
      Then every answer is 200

    Example: The other is dead
      Given nothing listens on Ataulfo
      When a client sends POST "/orders" with the body "two mangoes"
      Then the answer comes from Alphonso

    Example: The other breaks connections
      Given Ataulfo resets every connection
      When a client asks for "/" 5 times
      Then every answer is 200

    Example: Nobody serves in the other pool
      Given an operator sends Ataulfo to maintenance
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Ataulfo receives nothing

    Example: Nobody serves in the other pool any more, and then somebody again
      Given a client asks for "/"
      And Ataulfo is soon asked once
      And an operator sends Ataulfo to maintenance
      And a client asks for "/meanwhile"
      And an operator takes Ataulfo back
      When a client asks for "/again"
      Then Ataulfo is soon asked for these, in this order:
        | /      |
        | /again |

    Example: The other never answers, and the client has gone home
      Given Ataulfo never answers
      And a client asks for "/"
      When Mangrove is told to stop
      Then Mangrove has stopped

  Rule: What the other pool does is not counted against the first

    Example: It fails
      Given Ataulfo answers 500
      When a client asks for "/" 3 times
      Then the status shows 3 requests and 3 failures at Ataulfo
      And the status shows 3 requests and 0 failures at Alphonso

    Example: One line in the log for each request of a client
      When a client asks for "/" twice
      Then the log has 2 lines for requests

  Rule: What clients get from a pool does not change for the copies that it gets too

    Background:
      Given the config:
        """
        pools:
          shop: {servers: [Kesar:80, Ataulfo:80], health: false, retries: 0}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], mirror: {pool: shop}}
          - {host: www.orange.com, pool: shop}
        """

    Example: Whose turn it is
      Given a client asks for "www.orange.com/"
      And a client asks for "www.mango.com/"
      And Kesar is soon asked twice
      When a client asks for "www.orange.com/"
      Then the answer comes from Ataulfo

    Example: Who is quick
      Given the policy is least_time
      And Ataulfo needs 200 ms for each answer
      And a client asks for "www.orange.com/" twice
      And a client asks for "www.mango.com/" 3 times
      And Kesar is soon asked 4 times
      When a client asks for "www.orange.com/" 3 times
      Then Kesar is asked 7 times

    Example: Who is quick, where no client has found that out
      Given the policy is least_time
      When a client asks for "www.mango.com/" 6 times
      Then Kesar is soon asked 3 times
      And Ataulfo is soon asked 3 times

    Example: Who is ill
      Given Kesar answers "/poison" with 500
      And Ataulfo answers "/poison" with 500
      When a client asks for "www.mango.com/poison" 12 times
      Then the status shows 6 requests and 6 failures at Kesar
      And Kesar is healthy

    Example: Who is full
      Given Kesar takes 1 request at a time
      And Kesar never answers
      And a client asks for "www.mango.com/report"
      And Kesar is soon asked once
      When a client is waiting for "www.orange.com/"
      Then Kesar is asked twice
      And Kesar soon has 1 connection

    Example: Who is nearly full: no more copies give way than must
      Given Kesar takes 3 requests at a time
      And an operator sends Ataulfo to maintenance
      And Kesar never answers
      And a client asks for "www.mango.com/report" twice
      And Kesar is soon asked twice
      And a client is waiting for "www.orange.com/"
      When a client is waiting for "www.orange.com/"
      Then Kesar soon has 3 connections

    Example: A head that comes in time, and content that does not
      Given Kesar and Ataulfo answer piece by piece
      And the first_byte timeout of a pool is "100ms"
      And the idle timeout of a pool is "200ms"
      When a client asks for "www.mango.com/" 12 times
      Then the status shows 6 requests and 0 failures at Kesar

  Rule: A copy takes a place that clients have left free, and none at a backend that is on trial

    Background:
      Given the config:
        """
        pools:
          shop:
            health: false
            outliers: false
            retries: 0
            circuit_breaker: {min_requests: 4, open: 50ms}
            servers: [{address: "Kesar:80", max_connections: 2}]
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], mirror: {pool: shop}}
          - {host: www.orange.com, pool: shop}
        """

    Example: Of two places one is a client's
      Given Kesar holds its answers back
      And a client is waiting for "www.orange.com/first"
      And a client asks for "www.mango.com/copied"
      And a client asks for "www.mango.com/left-out"
      And Kesar answers at last
      When a client asks for "www.orange.com/second"
      Then Kesar is soon asked for these, in this order:
        | /first  |
        | /copied |
        | /second |

    Example: Its circuit is half open
      Given Kesar answers the first 4 requests with 500
      And a client asks for "www.orange.com/" 4 times
      And Kesar is found to be healthy
      And a client asks for "www.mango.com/copied"
      When a client asks for "www.orange.com/trial"
      Then Kesar is soon asked for these, in this order:
        | /      |
        | /      |
        | /      |
        | /      |
        | /trial |

  Rule: A pool that hangs costs so many connections, and clients nothing

    Example: Copies that nobody answers are not piled up
      Given Ataulfo never answers
      When a client asks for "/" 120 times
      Then every answer is 200
      And Ataulfo is asked 100 times

    Example: Fewer, as the config says
      Given the config:
        """
        pools:
          shadow: {servers: [Kesar:80, Ataulfo:80], health: false}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], mirror: {pool: shadow, max_requests: 4}}
        """
      And Kesar and Ataulfo never answer
      When a client asks for "/" 20 times
      Then every answer is 200
      And Kesar is asked twice
      And Ataulfo is asked twice
      And the log says "requests are not copied to a pool that has too many copies under way"

    Example: As many after a reload
      Given the config:
        """
        pools:
          shadow: {servers: [Ataulfo:80], health: false}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], mirror: {pool: shadow, max_requests: 3}}
        """
      And Ataulfo never answers
      And a client asks for "/" 5 times
      And every pool changes
      When a client asks for "/" 5 times
      Then Ataulfo is asked 3 times

    Example: There is room again when copies have ended
      Given the config:
        """
        pools:
          shadow: {servers: [Ataulfo:80], health: false}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], mirror: {pool: shadow, max_requests: 2}}
        """
      And Ataulfo holds its answers back
      And a client asks for "/" 5 times
      And Ataulfo answers at last
      And the status shows 2 requests and 0 failures at Ataulfo
      When a client asks for "/" twice
      Then Ataulfo is soon asked 4 times
      And the status shows 0 requests in flight at Ataulfo

  Rule: A copy ends with its request when the client leaves, and else in its own time

    Example: The client leaves
      Given Alphonso and Ataulfo never answer
      And a client is waiting for "/report"
      And Ataulfo is soon asked once
      When the client leaves
      Then Ataulfo is soon without connections
      And the status shows 1 request and 0 failures at Ataulfo

    Example: The client leaves in the middle of its content
      Given a client begins to send POST "/photos"
      And the client sends the piece "half a "
      And Alphonso receives the body "half a "
      When the client leaves
      Then Alphonso sees the client leave within 100 ms
      And Ataulfo receives nothing

    Example: The client leaves in the middle of its answer
      Given Alphonso answers piece by piece
      And Ataulfo never answers
      And a client is waiting for the rest of "/report"
      And Ataulfo is soon asked once
      When the client leaves
      Then Ataulfo is soon without connections

    Example: The client has its answer, and the other is slow
      Given Ataulfo holds its answers back
      And a client asks for "/"
      And Ataulfo is soon asked once
      When Ataulfo answers at last
      Then the status shows 1 request and 0 failures at Ataulfo

    Example: The other says nothing for half a minute
      Given Ataulfo never answers
      And time stands still
      And a client asks for "/"
      And Ataulfo is soon asked once
      And the status shows 0 requests in flight at Ataulfo
      When 30100 ms pass
      Then Ataulfo sees the client leave within 1 second
      And the status shows 0 requests in flight at Ataulfo

    Scenario Outline: The other takes no connection, after <time>
      Given connections to Ataulfo are never established
      And time stands still
      And a client asks for "/"
      When <time> pass
      Then the status shows <requests> and <failures> at Ataulfo

      Examples:
        | time    | requests   | failures   |
        | 2900 ms | 0 requests | 0 failures |
        | 3100 ms | 1 request  | 1 failure  |

    Example: The other is slower than a pool may be
      Given Ataulfo never answers
      And the first_byte timeout of a pool is "400ms"
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Ataulfo is soon without connections
      And the status shows 1 request and 1 failure at Ataulfo

    Example: The other takes longer than a whole request may
      Given Ataulfo answers piece by piece
      And the request timeout of a pool is "500ms"
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Ataulfo is soon without connections

  Rule: So much of an answer is read, and no more

    Example: A small one leaves its connection for the next copy
      Given a client asks for "/"
      And the status shows 1 request and 0 failures at Ataulfo
      When a client asks for "/"
      Then the status shows 2 requests and 0 failures at Ataulfo
      And Ataulfo is asked over 1 connection

    Example: One of a mebibyte too
      Given Ataulfo answers 200 with a body of 1 MiB
      And a client asks for "/"
      And the status shows 1 request and 0 failures at Ataulfo
      When a client asks for "/"
      Then the status shows 2 requests and 0 failures at Ataulfo
      And Ataulfo is asked over 1 connection

    Example: One without an end
      Given Ataulfo has 256 MiB to send
      When a client asks for "/"
      Then Ataulfo is soon without connections
      And Ataulfo has got rid of less than 24 MiB
      And the status shows 1 request and 0 failures at Ataulfo

  Rule: A percentage of the requests may be copied

    # Half of 400 is 200, give or take 10: fewer than 151 or more than 249 come once in 1.5 million times, and as many as that of a
    # quarter, or as few of three quarters, once in 84 million.
    Scenario Outline: <percent> % of 400 are from <least> to <most>
      Given the config:
        """
        pools:
          shadow: {servers: [Ataulfo:80]}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], mirror: {pool: shadow, percent: <percent>}}
        """
      When 20 clients ask for "/" 20 times each, all at the same time
      Then Ataulfo receives between <least> and <most> requests

      Examples:
        | percent | least | most |
        | 0       | 0     | 0    |
        | 50      | 151   | 249  |
        | 100     | 400   | 400  |
