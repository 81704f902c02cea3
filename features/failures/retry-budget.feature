Feature: A budget for trying again
  A pool in trouble must not get twice the work for it.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked
    And the policy is first
    And Alphonso resets every connection

  Rule: Retries stay below a part of the requests in flight, and a few are always allowed

    Example: Three at a time are always allowed
      Given Kesar holds its answers back
      When 3 clients begin to ask for "/"
      Then Kesar is soon asked 3 times

    Example: A fourth is not, with few requests in flight
      Given Kesar holds its answers back
      And 3 clients are waiting for "/"
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And Kesar is asked 3 times

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
      And Alphonso never answers "/report"
      And a client is waiting for "/report"
      When a client asks for "/"
      Then the answer comes from Kesar

  Rule: A retry is on the budget until it ends

    Example: While it is under way
      Given a pool's "retry_budget_min" is "1"
      And Kesar holds its answers back
      And a client begins to ask for "/" and is tried at Kesar
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"

    Example: Once it has its answer
      Given a pool's "retry_budget_min" is "1"
      And a client asks for "/" 4 times
      When a client asks for "/"
      Then every answer is 200

    Example: Once its client has left
      Given a pool's "retry_budget_min" is "1"
      And Kesar never answers "/report"
      And a client begins to ask for "/report" and is tried at Kesar
      And the client leaves
      And Kesar sees the client leave within 1 second
      When a client asks for "/"
      Then the answer comes from Kesar
