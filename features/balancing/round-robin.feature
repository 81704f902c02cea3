@any-transport
Feature: Taking turns
  One server was enough until the mango season. Three servers share the work when
  each of them takes its turn.

  Background:
    Given the backends Alphonso, Kesar and Ataulfo share www.mango.com

  Rule: Backends take turns, in the order of the file

    Example: Two rounds
      When a client asks for "/" 6 times
      Then the answers come from Alphonso, Kesar, Ataulfo, Alphonso, Kesar and Ataulfo, in this order

    Example: Everybody has the same share
      When a client asks for "/" 30 times
      Then Alphonso, Kesar and Ataulfo each answer 10 times

    Example: Clients that come at the same time are shared out too
      When 12 clients ask for "/" at the same time
      Then Alphonso, Kesar and Ataulfo each answer 4 times

    Example: It does not matter whether the answers are good
      Given Kesar answers 500
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

  Rule: A backend with a greater weight takes more turns, but not all at once

    Example: Weights 5, 1 and 1
      Given Alphonso has the weight 5
      When a client asks for "/" 7 times
      Then the answers come from Alphonso, Alphonso, Kesar, Alphonso, Ataulfo, Alphonso and Alphonso, in this order

    Example: Weights 3, 2 and 1 in two full rounds
      Given Alphonso has the weight 3
      And Kesar has the weight 2
      When a client asks for "/" 12 times
      Then Alphonso answers 6 times
      And Kesar answers 4 times
      And Ataulfo answers twice

    Example: Weight 0 means no new clients
      Given Kesar has the weight 0
      When a client asks for "/" 6 times
      Then Alphonso and Ataulfo each answer 3 times
      And Kesar receives nothing

  Rule: Each entry counts for itself

    Example: Two entries with the same backends do not disturb each other
      Given the backends Alphonso, Kesar and Ataulfo share www.apple.com
      When a client asks for "www.apple.com/"
      And a client asks for "www.mango.com/"
      Then Alphonso answers twice

  Rule: A named pool has one turn for all who share it

    Example: Two hosts, one pool
      Given the config:
        """
        pools:
          fruit: {servers: [Alphonso:80, Kesar:80]}
        hosts:
          - {host: www.mango.com, pool: fruit}
          - {host: www.apple.com, pool: fruit}
        """
      When a client asks for "www.apple.com/"
      And a client asks for "www.mango.com/"
      Then the answers come from Alphonso and Kesar, in this order
