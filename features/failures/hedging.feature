Feature: A second attempt beside a slow first one
  The slowest of a hundred answers is what a client remembers. Where it is safe, two backends may
  be asked and the faster one believed.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked
    And a pool's "hedge_after" is "40ms"

  Rule: When an answer takes long, another backend is asked too, and the first good answer wins

    Example: The second one is faster
      Given Alphonso never answers
      When a client asks for "/"
      Then the answer comes from Kesar
      And Alphonso sees the client leave within 1 second

    Scenario Outline: After <time> the second one is asked <times>
      Given Alphonso and Kesar never answer
      And time stands still
      And a client is waiting for "/"
      When <time> pass
      Then Kesar is asked <times>

      Examples:
        | time  | times |
        | 39 ms | never |
        | 40 ms | once  |

    Example: The first one is faster after all
      Given Alphonso needs 120 ms for each answer
      And Kesar never answers
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Kesar sees the client leave within 1 second

    Example: The first one is fast enough
      Given a pool's "hedge_after" is "5s"
      And the policy is first
      When a client asks for "/" 4 times
      Then Kesar receives nothing

    Example: Not without being asked to
      Given the backends Alphonso and Kesar share www.orange.com
      And Alphonso needs 120 ms for each answer
      When a client asks for "www.orange.com/"
      Then the answer comes from Alphonso
      And Kesar receives nothing

    Example: Never at the same backend
      Given Ataulfo serves www.orange.com
      And a pool's "hedge_after" is "40ms"
      And Ataulfo needs 120 ms for each answer
      When a client asks for "www.orange.com/"
      Then Ataulfo is asked once

    Example: Never at a backend that is full
      Given Alphonso takes 1 request at a time
      And Kesar never answers
      And time stands still
      And a client begins to send POST "/report"
      And Alphonso is asked for "/report"
      And a client is waiting for "/"
      When 10 seconds pass
      Then Alphonso is asked once

    Example: Never more than one
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And a pool's "hedge_after" is "40ms"
      And Alphonso needs 200 ms for each answer
      And Kesar never answers
      When a client asks for "www.orange.com/"
      Then the answer comes from Alphonso
      And Ataulfo receives nothing

  Rule: Only what is safe to repeat, and has no content, is sent twice

    Scenario Outline: <method> is not
      Given Alphonso needs 120 ms for each answer
      When a client sends <method> "/"
      Then the answer comes from Alphonso
      And Kesar receives nothing

      Examples:
        | method |
        | POST   |
        | PATCH  |

    Example: The client has said that it is safe
      Given Alphonso never answers
      And clients send the header "Idempotency-Key: order-42"
      When a client sends POST "/orders"
      Then the answer comes from Kesar

    Example: Content
      Given Alphonso needs 120 ms for each answer
      When a client sends PUT "/photos/1" with the body "a mango"
      Then the answer comes from Alphonso
      And Kesar receives nothing

  Rule: A second attempt is on the budget for retries

    Example: No budget
      Given a pool's "retry_budget" is "0"
      And a pool's "retry_budget_min" is "0"
      And Alphonso needs 120 ms for each answer
      When a client asks for "/"
      Then the answer comes from Alphonso
      And Kesar receives nothing

    Example: It is charged for as a retry is
      Given a pool's "retry_budget" is "50"
      And a pool's "retry_budget_min" is "0"
      And the policy is first
      And Alphonso needs 120 ms for each answer
      When a client asks for "/" 4 times
      Then Kesar is asked twice
      And every answer is 200

  Rule: Failures on one side do not matter while the other side may answer

    Example: The second one breaks the connection
      Given Alphonso needs 120 ms for each answer
      And Kesar resets every connection
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: The first one breaks the connection
      Given Alphonso needs 80 ms to reset a connection
      And Kesar needs 120 ms for each answer
      When a client asks for "/"
      Then the answer comes from Kesar
      And Alphonso and Kesar are asked once

    Example: The second one gives a bad answer
      Given a pool's "retry_on" is "[503]"
      And Alphonso needs 120 ms for each answer
      And Kesar answers 503 "sold out"
      When a client asks for "/"
      Then the answer comes from Alphonso
      And the log line of the request has:
        | backend | Alphonso:80 |

    Example: A bad answer is better than none
      Given a pool's "retry_on" is "[503]"
      And Alphonso needs 120 ms to reset a connection
      And Kesar answers 503 "sold out"
      When a client asks for "/"
      Then the answer is 503 "sold out"

    Example: Both fail, and a third attempt is allowed
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And a pool's "hedge_after" is "40ms"
      And a pool's "retries" is "2"
      And Alphonso needs 120 ms to reset a connection
      And Kesar answers 503
      When a client asks for "www.orange.com/"
      Then the answer comes from Ataulfo
      And Alphonso, Kesar and Ataulfo are asked once
