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

    Example: Every 500 ms, give or take a tenth, if the config says nothing else
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            health: {interval: 1h, initial: fully_up}
        """
      And time stands still
      And Alphonso fails every check
      When 2 seconds pass
      Then the first 3 checks of Alphonso are 450 to 550 ms apart
      And Alphonso is unhealthy

    Example: And never more slowly than checks come anyway
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            health: {path: /healthcheck, interval: 50ms, initial: fully_up}
        """
      And time stands still
      And Alphonso fails every check
      When 500 milliseconds pass
      Then Alphonso is unhealthy

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

    Scenario Outline: After <time> of silence it is <state>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Kesar:80]
            health: {fall: 1}
        """
      And time stands still
      And Kesar leaves its checks without an answer
      When <time> pass
      Then Kesar is <state>

      # The first check is made after 1 ms.
      Examples:
        | time    | state     |
        | 1000 ms | healthy   |
        | 1001 ms | unhealthy |

    Example: One check is over before the next begins
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Kesar:80]
            health: {interval: 1s, timeout: 5s}
        """
      And time stands still
      And Kesar leaves its checks without an answer
      When 5 seconds pass
      Then Kesar has been asked how it is once

  Rule: A backend that is well is checked every 2 s, give or take a tenth

    Example: Ten checks
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Kesar:80]
            health: {path: /healthcheck}
        """
      And time stands still
      When 20 seconds pass
      Then the first 10 checks of Kesar are 1800 to 2200 ms apart

    Example: An answer that takes its time does not put the next check off
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Kesar:80]
            health: {timeout: 2s}
        """
      And time stands still
      And Kesar needs 1500 ms to answer a check
      When 20 seconds pass
      Then the first 10 checks of Kesar are 1800 to 2200 ms apart

  Rule: A check that only connects waits 1 s for the connection

    Scenario Outline: After <time> of silence it is <state>
      Given connections to Kesar are never established
      And the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Kesar:80]
            health: {type: tcp, fall: 1}
        """
      And time stands still
      When <time> pass
      Then Kesar is <state>

      Examples:
        | time    | state     |
        | 1000 ms | healthy   |
        | 1001 ms | unhealthy |

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
