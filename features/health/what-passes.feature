Feature: What counts as being well
  Each shop has its own idea of a healthy answer.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And a backend is unhealthy after 1 failed check

  Rule: Any status from 200 to 399 passes unless the config says otherwise

    Scenario Outline: <status> is <state>
      Given Kesar answers its checks with <status>
      When Kesar has been checked twice
      Then Kesar is <state>

      Examples:
        | status | state     |
        | 200    | healthy   |
        | 204    | healthy   |
        | 301    | healthy   |
        | 399    | healthy   |
        | 400    | unhealthy |
        | 404    | unhealthy |
        | 503    | unhealthy |

    Scenario Outline: <status> is <state> where "<expected>" is expected
      Given a check passes when the status is "<expected>"
      And Kesar answers its checks with <status>
      When Kesar has been checked twice
      Then Kesar is <state>

      Examples:
        | expected | status | state     |
        | 204      | 204    | healthy   |
        | 204      | 200    | unhealthy |
        | 200,404  | 404    | healthy   |

  Rule: A check may look for a text in the answer

    Background:
      Given a check passes when the answer contains "ripe"

    Example: The text is there
      Given Kesar answers its checks with 200 "we are ripe"
      When Kesar has been checked twice
      Then Kesar is healthy

    Example: The text is not there
      Given Kesar answers its checks with 200 "we are green"
      When Kesar has been checked twice
      Then Kesar is unhealthy

  Rule: An answer that takes too long is a failure

    Example: Silence
      Given a check may take "50ms"
      And Kesar leaves its checks without an answer
      When Mangrove starts
      Then Kesar is soon unhealthy

  Rule: Checks ask for the path that the config names

    Example: No path is named
      When Kesar has been checked once
      Then Kesar has been checked with a request for "/healthcheck"

    Example: A path is named
      Given backends are asked for "/are-you-well"
      When Kesar has been checked once
      Then Kesar has been checked with a request for "/are-you-well"

    Example: A host is named
      Given the config:
        """
        hosts:
          - host: www.mango.com
            health: {host: health.mango.com, interval: 20ms}
            servers: [Kesar:80]
        """
      When Kesar has been checked once
      Then Kesar has been checked at the host "health.mango.com"
