@any-transport
Feature: Going where the queue is short
  Some answers take longer than others. The next client goes to the backend that
  has the fewest requests in its hands.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And the policy is least_connections

  Rule: The backend with the fewest requests in flight is chosen

    Example: A backend that is still thinking is left in peace
      Given Alphonso holds its answers back
      And a client is waiting for "/slow"
      When a client asks for "/" 4 times
      Then Kesar answers 4 times

    Example: A backend that is done is chosen again
      Given Alphonso holds its answers back
      And a client is waiting for "/slow"
      And Alphonso answers at last
      And the client waits for its answer
      When a client asks for "/" 4 times
      Then Alphonso answers 3 times
      And Kesar answers twice

  Rule: Backends with equally many take turns

    Example: Nobody has anything to do
      When a client asks for "/" 6 times
      Then Alphonso and Kesar each answer 3 times

  Rule: A heavier backend may have more requests in flight

    Example: Weight 3 against 1
      Given Alphonso has the weight 3
      And Alphonso and Kesar hold their answers back
      When 8 clients begin to ask for "/"
      Then Alphonso is asked 6 times
      And Kesar is asked twice
