Feature: How patient checks are
  What nobody has written in the config is chosen so that one lost packet does no harm.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are asked for "/healthcheck"

  Rule: Three failed checks in a row make a backend unhealthy

    Example: Two are not enough
      When Kesar has failed 2 checks
      Then Kesar is healthy

    Example: Three are enough
      When Kesar has failed 3 checks
      Then Kesar is unhealthy

  Rule: Two passed checks in a row make it healthy again

    Example: One is not enough
      Given Kesar has failed 3 checks
      When Kesar has then passed 1 check
      Then Kesar is unhealthy

    Example: Two are enough
      Given Kesar has failed 3 checks
      When Kesar has then passed 2 checks
      Then Kesar is healthy

  Rule: While the verdict is in question, checks come at a faster pace

    @slow
    Example: Every 500 ms, if the config says nothing else
      Given backends are checked every "4s"
      And Alphonso fails every check
      And backends begin fully_up
      When Alphonso is found to be unhealthy
      Then the first 3 checks of Alphonso are 450 to 2000 ms apart

    Scenario Outline: <turn>, with an hour between checks
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80, Kesar:80]
            health: {interval: 1h, fast_interval: 20ms, initial: <initial>}
        """
      And Alphonso answers its checks with <status>
      When Mangrove starts
      Then Alphonso is soon <state>

      Examples:
        | turn              | initial    | status | state     |
        | On the way down   | fully_up   | 500    | unhealthy |
        | On the way up     | fully_down | 200    | healthy   |

    Example: A verdict that has been given is no question any more
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80, Kesar:80]
            health: {interval: 1h, fast_interval: 20ms, initial: fully_up}
        """
      And Alphonso fails every check
      And Alphonso is found to be unhealthy
      When 200 ms have passed
      Then Alphonso has been asked how it is 3 times

  Rule: A check waits 1 s for its answer

    @slow
    Example: Silence
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80, Kesar:80]
            health: {interval: 20ms, fall: 1}
        """
      And Kesar leaves its checks without an answer
      When Kesar is found to be unhealthy
      Then the reason for the state of Kesar is "no answer within 1000 ms"

  Rule: Only the first 64 KiB of an answer are searched for the text

    Background:
      Given a check passes when the answer contains "ripe"
      And a backend is unhealthy after 1 failed check

    Example: The text comes in time
      Given Kesar answers its checks with 63 KiB before "ripe"
      When Kesar has been checked twice
      Then Kesar is healthy

    Example: The text comes too late
      Given Kesar answers its checks with 64 KiB before "ripe"
      When Kesar has been checked twice
      Then Kesar is unhealthy
