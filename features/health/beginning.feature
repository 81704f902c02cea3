Feature: The first moments of a backend
  Before the first check nobody knows how a backend is. The config says what to believe.

  Background:
    Given Alphonso serves www.mango.com
    And a backend is unhealthy after 3 failed checks
    And a backend is healthy again after 3 passed checks

  Rule: A backend is believed to be well, and the first check that fails ends that

    Example: Clients are served before the first check is answered
      Given Alphonso leaves its checks without an answer
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: The first check fails
      Given Alphonso answers the first 1 check with 500
      When Alphonso has been checked once
      Then Alphonso is unhealthy

  Rule: What is believed may be written in the config

    Scenario Outline: It begins "<initial>", and <count> checks with <status> leave it <state>
      Given backends begin <initial>
      And Alphonso answers the first <count> checks with <status>
      When Alphonso has been checked <count> times
      Then Alphonso is <state>

      Examples:
        | initial    | count | status | state     |
        | up         | 0     | 200    | healthy   |
        | up         | 1     | 500    | unhealthy |
        | down       | 0     | 200    | unhealthy |
        | down       | 1     | 200    | healthy   |
        | fully_up   | 2     | 500    | healthy   |
        | fully_up   | 3     | 500    | unhealthy |
        | fully_down | 2     | 200    | unhealthy |
        | fully_down | 3     | 200    | healthy   |

  Rule: The first checks are spread out, so that nobody is asked by all at once

    Example: Three backends, one check each
      Given the backends Kesar, Ataulfo and Haden share www.apple.com
      And backends are checked every "900ms"
      When Kesar, Ataulfo and Haden have been checked
      Then the first checks of Kesar, Ataulfo and Haden are at least 100 ms apart
