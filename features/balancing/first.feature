Feature: Always the first
  A main server and its stand-ins: nobody is sent to the second while the first can serve.

  Background:
    Given the backends Alphonso, Kesar and Ataulfo share www.mango.com
    And the policy is first
    And a backend is unhealthy after 1 failed check

  Rule: The first usable backend of the file serves everybody

    Example: All are well
      When a client asks for "/" 6 times
      Then Alphonso answers 6 times

    Example: The first is ill
      Given Alphonso fails every check
      And Alphonso is found to be unhealthy
      When a client asks for "/" 6 times
      Then Kesar answers 6 times

    Example: The first has weight 0
      Given Alphonso has the weight 0
      When a client asks for "/" 6 times
      Then Kesar answers 6 times

    Example: The first is busy
      Given Alphonso holds its answers back
      And a client is waiting for "/slow"
      When a client begins to ask for "/"
      Then Alphonso is soon asked twice
