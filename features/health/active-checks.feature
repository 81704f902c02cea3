Feature: Asking backends how they are
  A backend that has stopped answering must not cost a client an error.

  Background:
    Given the backends Alphonso, Kesar and Ataulfo share www.mango.com
    And a backend is unhealthy after 2 failed checks
    And a backend is healthy again after 2 passed checks

  Rule: An unhealthy backend receives no clients

    Example: One of three falls ill
      Given Kesar has failed 2 checks
      When a client asks for "/" 6 times
      Then Alphonso and Ataulfo each answer 3 times

    Example: One failure is not an illness
      Given Kesar has failed 1 check
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

    Example: Only failures in a row count
      Given Kesar has failed 1 check
      And Kesar has then passed 1 check
      And Kesar has then failed 1 check
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

  Rule: A backend that is well again receives clients again

    Example: Two passed checks make it well
      Given Kesar has failed 2 checks
      And Kesar has then passed 2 checks
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

    Example: One passed check is not a recovery
      Given Kesar has failed 2 checks
      And Kesar has then passed 1 check
      When a client asks for "/" 6 times
      Then Kesar receives nothing

    Example: Only passes in a row count
      Given Kesar has failed 2 checks
      And Kesar has then passed 1 check
      And Kesar has then failed 1 check
      And Kesar has then passed 1 check
      When a client asks for "/" 6 times
      Then Kesar receives nothing

    Example: A backend that was killed comes back
      Given Kesar stops
      And Kesar is found to be unhealthy
      And Kesar starts again
      And Kesar is found to be healthy
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

  Rule: Only changes of state are logged, with their reason

    Example: An illness and a recovery are two lines
      Given Kesar has failed 2 checks
      When Kesar has then passed 2 checks
      Then the log says once that Kesar is unhealthy
      And the log says once that Kesar is healthy

    Example: Failures that change nothing are not worth a line
      When Kesar has failed 1 check
      Then the log says never that Kesar is unhealthy

    Example: More failures of an ill backend are no news
      When Kesar has failed 5 checks
      Then the log says once that Kesar is unhealthy

    Example: The reason stands in the log
      When Kesar has failed 2 checks
      Then the log gives a reason why Kesar is unhealthy

  Rule: The status API tells state, reason and time of the last change

    Example: An ill backend
      When Kesar has failed 2 checks
      Then Kesar is unhealthy
      And the reason for the state of Kesar is "500"
      And the status says since when Kesar is in its state

    Example: A backend that is well
      When Mangrove starts
      Then Kesar is healthy

  Rule: A check does not keep to one connection for ever

    Example: Two checks on each
      Given backends are checked every "20ms"
      And a pool's "keep_alive" is "{max_requests: 2}"
      When Mangrove starts
      Then no connection carries more than 2 of 9 checks of Kesar
      And Kesar is healthy
