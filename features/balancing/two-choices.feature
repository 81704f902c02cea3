Feature: Asking two and taking the better
  Whoever looks at all queues runs to the shortest together with everybody else. Two
  drawn by lot are enough to keep away from the longest.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And the policy is two_choices
    And Alphonso and Kesar hold their answers back

  Rule: Of two backends drawn by lot, the one with fewer requests in flight is chosen

    Example: Of two there are, always the less busy one
      When 10 clients begin to ask for "/"
      Then Alphonso and Kesar are asked 5 times

    # One drawn by lot would not be the busiest 36 times in a row once in 2.2 million times.
    Example: Of three, never the busiest
      Given the backends Dashehari, Haden and Tommy share www.apple.com
      And the policy is two_choices
      And Dashehari, Haden and Tommy hold their answers back
      And an operator drains Haden and Tommy
      And 30 clients are waiting for "www.apple.com/"
      And an operator takes Haden and Tommy back
      When 36 clients are waiting for "www.apple.com/"
      Then Dashehari is asked 30 times

  Rule: A heavier backend may have more requests in flight

    Example: Weight 3 against 1
      Given Alphonso has the weight 3
      When 8 clients begin to ask for "/"
      Then Alphonso is asked 6 times
      And Kesar is asked twice

    Example: Weight 0 is never drawn
      Given Kesar has the weight 0
      When 4 clients begin to ask for "/"
      Then Kesar receives nothing
