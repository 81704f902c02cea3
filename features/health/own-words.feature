Feature: Letting a backend speak for itself
  Nobody knows better than a server itself that it is about to restart, or that it is
  busy with something else.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And a backend is unhealthy after 2 failed checks

  Rule: X-Backend-State in a check's answer drains a backend, sends it to maintenance and brings it back

    Scenario Outline: "<word>"
      Given Kesar answers its checks with the header "X-Backend-State: <word>"
      When Kesar has been checked twice
      Then Kesar is <state>

      Examples:
        | word  | state          |
        | ready | healthy        |
        | drain | draining       |
        | maint | in maintenance |
        | DRAIN | draining       |
        | tired | healthy        |

    Example: It gets no new clients
      Given Kesar answers its checks with the header "X-Backend-State: drain"
      And Kesar is found to be draining
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times

    Example: It keeps its sticky clients while it drains
      Given a pool's "sticky" is "{cookie: shop}"
      And a client has been served by Alphonso
      And Alphonso answers its checks with the header "X-Backend-State: drain"
      And Alphonso is found to be draining
      When the same client asks for "/" 3 times
      Then Alphonso answers 4 times

    Example: It says that it is ready
      Given Kesar answers its checks with the header "X-Backend-State: maint"
      And Kesar is found to be in maintenance
      And Kesar answers its checks with the header "X-Backend-State: ready"
      And Kesar is found to be healthy
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice

    Example: One line in the log
      Given Kesar answers its checks with the header "X-Backend-State: drain"
      When Kesar has been checked 4 times
      Then the log says once that Kesar is draining
      And the reason for the state of Kesar is "backend said drain"

  Rule: X-Backend-Weight in a check's answer scales a backend's weight, in percent

    Example: A half
      Given Kesar answers its checks with the header "X-Backend-Weight: 50"
      And the status shows the effective weight 0.5 for Kesar
      When a client asks for "/" 6 times
      Then Alphonso answers 4 times
      And Kesar answers twice

    Example: Nothing
      Given Kesar answers its checks with the header "X-Backend-Weight: 0"
      And the status shows the effective weight 0 for Kesar
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times

    Example: A half of 4
      Given Kesar has the weight 4
      And Kesar answers its checks with the header "X-Backend-Weight: 50%"
      When Kesar has been checked once
      Then the status shows the effective weight 2 for Kesar
      And the status shows the weight 4 for Kesar

    Example: All of it again
      Given Kesar answers its checks with the header "X-Backend-Weight: 50"
      And the status shows the effective weight 0.5 for Kesar
      When Kesar answers its checks with the header "X-Backend-Weight: 100"
      Then the status shows the effective weight 1 for Kesar

    Example: Who waited meanwhile is served
      Given Alphonso takes 1 request at a time
      And Kesar answers its checks with the header "X-Backend-Weight: 0"
      And the status shows the effective weight 0 for Kesar
      And Alphonso holds its answers back
      And a client is waiting for "/first"
      And a client queues for "/second"
      When Kesar answers its checks with the header "X-Backend-Weight: 100"
      Then Kesar is asked for "/second"

    Scenario Outline: "<percent>" is no percentage and changes nothing
      Given Kesar answers its checks with the header "X-Backend-Weight: <percent>"
      When Kesar has been checked twice
      Then the status shows the effective weight 1 for Kesar

      Examples:
        | percent |
        | 101     |
        | -1      |
        | half    |
        | 0x10    |

  Rule: Silence changes nothing

    Example: A state
      Given Kesar answers its checks with the header "X-Backend-State: drain"
      And Kesar is found to be draining
      When Kesar has then passed 3 checks
      Then Kesar is still draining

    Example: A weight
      Given Kesar answers its checks with the header "X-Backend-Weight: 50"
      And the status shows the effective weight 0.5 for Kesar
      When Kesar has then passed 3 checks
      Then the status shows the effective weight 0.5 for Kesar

  Rule: Only the backend undoes what it said

    Example: An operator takes it back
      Given Kesar answers its checks with the header "X-Backend-State: drain"
      And Kesar is found to be draining
      When an operator takes Kesar back
      Then Kesar is still draining
      And the reason for the state of Kesar is "backend said drain"

    Scenario Outline: A backend that says "<word>" does not undo what an operator said
      Given an operator sends Kesar to maintenance
      And Kesar answers its checks with the header "X-Backend-State: <word>"
      When Kesar has been checked 3 times
      Then Kesar is still in maintenance
      And the reason for the state of Kesar is "set to maintenance by an operator"

      Examples:
        | word  |
        | ready |
        | drain |

    Example: An operator takes back what they said, and the backend's word remains
      Given Kesar answers its checks with the header "X-Backend-State: drain"
      And Kesar is found to be draining
      And an operator sends Kesar to maintenance
      When an operator takes Kesar back
      Then Kesar is draining
      And the reason for the state of Kesar is "backend said drain"
