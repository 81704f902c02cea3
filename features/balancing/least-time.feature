Feature: Going where answers come quickly
  One server is newer than the others, or nearer. Clients should notice nothing of those
  that are slow today.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And the policy is least_time

  Rule: A backend of which nothing is known is tried at once

    Example: Two clients, two backends
      Given Alphonso and Kesar hold their answers back
      When 2 clients begin to ask for "/"
      Then Alphonso and Kesar are asked once

  Rule: The backend that has lately been quickest to begin its answers is chosen

    Example: One needs longer
      Given Alphonso needs 400 ms for each answer
      And a client asks for "/" twice
      When a client asks for "/" 5 times
      Then Alphonso answers once
      And Kesar answers 6 times

    Scenario Outline: Who was four times as slow <time> ago: <backend> is asked
      Given Alphonso needs 400 ms for each answer
      And Kesar needs 100 ms for each answer
      And 2 clients begin to ask for "/"
      And <time> have passed
      And a client begins to ask for "/" and is tried at Kesar
      And 1 second has passed
      When a client begins to ask for "/" and is tried at <backend>
      Then <backend> is soon asked <asked> times

      # What it is remembered for falls by a factor of e in 10 s: to a quarter in 13.9 s.
      Examples:
        | time | backend  | asked |
        | 10 s | Kesar    | 3     |
        | 16 s | Alphonso | 2     |

    Example: One has still not answered
      Given Alphonso holds its answers back
      And a client is waiting for "/slow"
      When a client asks for "/" 5 times
      Then Kesar answers 5 times

    Example: One that is as quick gets its part, whoever has been a little quicker
      Given Alphonso needs 50 ms for each answer
      And Kesar needs 50 ms for each answer
      And a client asks for "/" twice
      And Alphonso and Kesar hold their answers back
      When 12 clients begin to ask for "/"
      Then every backend receives a share of at least 3 requests

    Example: One quick answer does not make up for a slow one
      Given Alphonso needs 400 ms for each answer
      And a client asks for "/" twice
      And an operator sends Kesar to maintenance
      And Alphonso answers 200
      And a client asks for "/"
      And an operator takes Kesar back
      When a client asks for "/" 6 times
      Then Kesar is asked 7 times

    Example: One that was slow long ago is tried again
      Given Alphonso needs 400 ms for each answer
      And a client asks for "/" twice
      And 120 seconds pass
      When a client asks for "/" twice
      Then Alphonso answers twice
      And Kesar answers twice

    Example: One fails quickly, which is not quick
      Given Alphonso resets every connection
      When a client asks for "/" 5 times
      Then every answer is 200
      And Alphonso is asked once

  Rule: A heavier backend may take longer, or have more requests in flight

    Example: Weight 3 against 1
      Given Alphonso has the weight 3
      And Alphonso and Kesar hold their answers back
      When 4 clients begin to ask for "/"
      Then Alphonso is asked 3 times
      And Kesar is asked once
