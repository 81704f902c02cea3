@any-transport
Feature: Rewriting paths
  Clients go on asking for the old names while the services behind have new ones.

  Rule: "replace" puts one text in the place of another, pair by pair

    Scenario Outline: <pairs> makes "<asked>" into "<arrives>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rewrite_rules:
              replace: <pairs>
            servers: [Alphonso:80]
        """
      When a client asks for "<asked>"
      Then Alphonso is asked for "<arrives>"

      Examples:
        | pairs              | asked           | arrives         |
        | {v1: v2}           | /v1             | /v2             |
        | {v1: v2}           | /v1/v1?v1=v1    | /v2/v2?v1=v1    |
        | {v1: v2, v2: v3}   | /v1             | /v3             |
        | {v2: v3, v1: v2}   | /v1             | /v2             |
        | {v1: v2}           | /mango          | /mango          |

  Rule: "regex" rewrites by pattern

    Example: A group finds its new place
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rewrite_rules:
              regex: {"^/users/([0-9]+)$": "/people/$1"}
            servers: [Alphonso:80]
        """
      When a client asks for "/users/42?full=1"
      Then Alphonso is asked for "/people/42?full=1"

    Example: A pattern made to hang a process does not hang this one
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rewrite_rules:
              regex: {"^/(a+)+$": "/b"}
            servers: [Alphonso:80]
        """
      When a client asks for "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"
      Then the answer comes from Alphonso

    Example: A pattern that cannot be run in linear time is a mistake
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            rewrite_rules:
              regex: {"(a)\\1": "/b"}
            servers: [Alphonso:80]
        """
      Then a mistake is at line 4, column 15

  Rule: Rewriting begins where the prefix was taken off

    Example: A prefix and a replacement
      Given the config:
        """
        paths:
          - path: /mango
            rewrite_rules: {replace: {v1: v2}}
            servers: [Alphonso:80]
        """
      When a client asks for "/mango/v1/ripe"
      Then Alphonso is asked for "/v2/ripe"
