Feature: Warming up
  A server that has just started has cold caches. It is not thrown into the crowd at once.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And a backend is unhealthy after 1 failed check
    And a backend is healthy again after 1 passed check
    And a pool's "slow_start" is "1h"

  Rule: The share of a recovered backend grows from a tenth to all of it

    Example: The beginning
      Given Kesar has failed 1 check
      And Kesar has then passed 1 check
      When a client asks for "/" 11 times
      Then Alphonso answers 10 times
      And Kesar answers once

    Example: The status shows how far it is
      Given Kesar has failed 1 check
      When Kesar has then passed 1 check
      Then the status shows the effective weight 0.1 for Kesar
      And the status shows the weight 1 for Kesar

    Scenario Outline: Of 36 s <time> are over
      Given a pool's "slow_start" is "36s"
      And backends are not checked
      And time stands still
      And an operator sends Kesar to maintenance
      And an operator takes Kesar back
      And <time> have passed
      When a client asks for "/" <requests> times
      Then Kesar answers <answers> times

      # 10 % and a part of 90 %: at 35 % it gets 7 for 20 at Alphonso.
      Examples:
        | time     | requests | answers |
        | 10 s     | 27       | 7       |
        | 20 s     | 32       | 12      |
        | 30 s     | 37       | 17      |
        | 35999 ms | 199      | 99      |
        | 36 s     | 200      | 100     |

    Example: A backend that returns from maintenance
      Given an operator sends Kesar to maintenance
      And an operator takes Kesar back
      When a client asks for "/" 11 times
      Then Kesar answers once

    Example: A backend that was ejected
      Given Kesar answers 500
      And a pool's "outliers" is "{ejection: 50ms}"
      And backends are not checked
      And a client asks for "/" 10 times
      When the log says once that Kesar is healthy
      Then the status shows the effective weight 0.1 for Kesar

    Example: A backend that was only draining has never been cold
      Given an operator drains Kesar
      And an operator takes Kesar back
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice

  Rule: At the start of the balancer nobody has to warm up

    Example: Backends that are believed to be down until their first check
      Given backends begin down
      When Alphonso and Kesar are found to be healthy
      Then the status shows the effective weight 1 for Alphonso
      And the status shows the effective weight 1 for Kesar

    Example: One of them that falls ill later has to, when it is well again
      Given backends begin down
      And Kesar is found to be healthy
      And Kesar fails every check
      And Kesar is found to be unhealthy
      And Kesar answers its checks with 200
      When Kesar is found to be healthy
      Then the status shows the effective weight 0.1 for Kesar

  Rule: Unless the config asks for it, there is no warming up

    Example: All of its share at once
      Given a pool's "slow_start" is "0s"
      And Kesar has failed 1 check
      And Kesar has then passed 1 check
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice
