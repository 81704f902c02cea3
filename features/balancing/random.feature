@any-transport
Feature: Throwing dice
  When many balancers stand side by side, chance keeps them from marching in step.

  Background:
    Given the backends Alphonso, Kesar and Ataulfo share www.mango.com
    And the policy is random

  Rule: Everybody gets a share

    # A third of 120 is 40, give or take 5: one of three has fewer than 15 or more than 67 once in 1.9 million times.
    Example: 120 requests
      When a client asks for "/" 120 times
      Then Alphonso receives between 15 and 67 requests
      And Kesar receives between 15 and 67 requests
      And Ataulfo receives between 15 and 67 requests

  Rule: Weights count for chance as well

    # If it were drawn as the others are, 36 requests would pass it by once in 2.2 million times.
    Example: Weight 0 is never drawn
      Given Kesar has the weight 0
      When a client asks for "/" 36 times
      Then Kesar receives nothing

    Example: Weight 60 beside 1 and 1 gets nearly all of 40, and by bad luck 28
      Given Alphonso has the weight 60
      When a client asks for "/" 40 times
      Then Alphonso receives between 28 and 40 requests
