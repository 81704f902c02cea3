@any-transport
Feature: When nobody can serve
  A client that waits for a shop in which nobody works should be told at once.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And a backend is unhealthy after 1 failed check
    And a pool's "panic" is "0"

  Rule: A pool in which nobody is usable answers 503 at once

    Example: All are ill
      Given Alphonso fails every check
      And Kesar fails every check
      And Alphonso and Kesar are found to be unhealthy
      When a client asks for "/"
      Then the answer is 503 "No backend servers available."
      And Alphonso and Kesar receive nothing

    Example: All have weight 0
      Given Alphonso has the weight 0
      And Kesar has the weight 0
      When a client asks for "/"
      Then the answer is 503 "No backend servers available."

  Rule: One usable backend is enough

    Example: The last one standing
      Given Alphonso fails every check
      And Alphonso is found to be unhealthy
      When a client asks for "/" 4 times
      Then Kesar answers 4 times
