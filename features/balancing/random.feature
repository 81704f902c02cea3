@any-transport
Feature: Throwing dice
  When many balancers stand side by side, chance keeps them from marching in step.

  Background:
    Given the backends Alphonso, Kesar and Ataulfo share www.mango.com
    And the policy is random

  Rule: Everybody gets a share

    Example: 120 requests
      When a client asks for "/" 120 times
      Then every backend receives a share of at least 10 requests

  Rule: Weights count for chance as well

    Example: Weight 0 is never drawn
      Given Kesar has the weight 0
      When a client asks for "/" 30 times
      Then Kesar receives nothing

    Example: Weight 60 beside 1 and 1 gets nearly all of 40, and by bad luck 28
      Given Alphonso has the weight 60
      When a client asks for "/" 40 times
      Then Alphonso receives between 28 and 40 requests
