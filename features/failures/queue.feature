Feature: No more at a time than a backend can take
  A backend that is given more than it can do does nothing well. What is too much waits for its
  turn, and not for ever.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked
    And Alphonso takes 1 request at a time
    And Alphonso holds its answers back

  Rule: Beyond its limit a backend gets nothing, and requests wait

    Example: The second of two
      Given a client is waiting for "/first"
      When another client queues for "/second"
      Then Alphonso is asked once
      And the status shows 1 request in flight at Alphonso
      And the status shows 1 request in the queue

    Example: Its turn comes
      Given a client is waiting for "/first"
      And a client queues for "/second"
      When Alphonso answers at last
      And the client waits for its answer
      Then the answer comes from Alphonso
      And the status shows 0 requests in the queue

    Example: First come, first served
      Given a client is waiting for "/first"
      And a client queues for "/second"
      And a client queues for "/third"
      And a client queues for "/fourth"
      When Alphonso answers at last
      Then Alphonso is soon asked for these, in this order:
        | /first  |
        | /second |
        | /third  |
        | /fourth |

    Example: Connections that are merely open do not count
      Given Alphonso answers 200 "a mango"
      When a client asks for "/" 3 times
      Then every answer is 200

    Example: A backend with room is used first
      Given the backends Alphonso and Kesar share www.orange.com
      And Alphonso takes 1 request at a time
      And a client is waiting for "www.orange.com/first"
      When a client asks for "www.orange.com/second" 2 times
      Then Kesar answers twice

    Example: A limit is a backend's own
      Given the backends Alphonso and Kesar share www.orange.com
      And Kesar holds its answers back
      And Alphonso takes 1 request at a time
      And Kesar takes 2 requests at a time
      And 3 clients are waiting for "www.orange.com/"
      When another client queues for "www.orange.com/"
      Then Alphonso is asked once
      And Kesar is asked twice

  Rule: Only so many may wait

    Example: One more than the queue holds
      Given a pool's "max_queue" is "1"
      And a client is waiting for "/first"
      And a client queues for "/second"
      When a client asks for "/third"
      Then the answer is 503 "Service Unavailable"
      And the log gives the reason "queue_full"
      And the log gives the detail 'as many requests wait for pool "www.mango.com" as may: 1'

    Example: Two wait where two may
      Given a pool's "max_queue" is "2"
      And a client is waiting for "/first"
      And a client queues for "/second"
      And a client queues for "/third"
      When a client asks for "/fourth"
      Then the answer is 503 "Service Unavailable"
      And the status shows 2 requests in the queue

    Example: No queue
      Given a pool's "max_queue" is "0"
      And a client is waiting for "/first"
      When a client asks for "/second"
      Then the answer is 503 "Service Unavailable"
      And the log gives the reason "queue_full"

  Rule: Nobody waits for ever

    Scenario Outline: After <time>, if the config says nothing else
      Given time stands still
      And a client is waiting for "/first"
      And a client queues for "/second"
      When <time> pass
      Then the status shows <waiting> in the queue

      Examples:
        | time    | waiting    |
        | 2999 ms | 1 request  |
        | 3 s     | 0 requests |

    Example: Too long
      Given the queue timeout of a pool is "100ms"
      And a client is waiting for "/first"
      When a client asks for "/second"
      Then the answer is 503 "Service Unavailable"
      And the log gives the reason "queue_timeout"
      And the log gives the detail 'no place in pool "www.mango.com" within 100 ms'
      And Alphonso is asked once

    Example: Each has its own time
      Given the queue timeout of a pool is "300ms"
      And a client is waiting for "/first"
      And a client queues for "/second"
      When 2 clients ask for "/third" at the same time
      Then every answer is 503
      And the status shows 0 requests in the queue

    Example: Nobody is left to wait for
      Given a backend is unhealthy after 1 failed check
      And a pool's "panic" is "0"
      And a client is waiting for "/first"
      And a client queues for "/second"
      When Alphonso fails every check
      And the client waits for its answer
      Then the answer is 503 "No backend servers available."

  Rule: A client that leaves makes room for those behind it

    Example: The only one in the queue
      Given the queue timeout of a pool is "60s"
      And a client is waiting for "/first"
      And a client queues for "/second"
      When the client leaves
      Then the status shows 0 requests in the queue
      And Alphonso is asked once

    Example: In the middle of the queue
      Given the queue timeout of a pool is "60s"
      And a client is waiting for "/first"
      And a client queues for "/second"
      And the client leaves
      And the status shows 0 requests in the queue
      And a client queues for "/third"
      When Alphonso answers at last
      Then Alphonso is soon asked for these, in this order:
        | /first |
        | /third |

    Example: The one that is being served
      Given a client is waiting for "/first"
      And another client queues for "/second"
      When the first client leaves
      Then Alphonso is soon asked for these, in this order:
        | /first  |
        | /second |

    Example: The one that is being served, after a failure
      Given Alphonso resets the first 1 connection
      And a pool's "retries" is "0"
      When 2 clients ask for "/" at the same time
      Then the answers are 502 and 200
