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

  Rule: A pattern that would take too much time is not searched for, and the request refused

    Background:
      Given the config:
        """
        limits: {url: 64KiB, head: 64KiB}
        hosts:
          - host: www.mango.com
            rewrite_rules:
              regex: {"/old(/.*/end)?": "/new"}
            servers: [Alphonso:80]
        """

    Example: As many matches as a pattern may have
      When a client asks for a path of "/old" 32 times
      Then the answer comes from Alphonso

    Example: One more, and the log names the rule
      When a client asks for a path of "/old" 33 times
      Then the answer is 400 "Bad Request"
      And Alphonso receives nothing
      And the log line of the request has:
        | reason | bad_request                                       |
        | rule   | rewrite_rules.regex /old(/.*/end)?                |
        | detail | the pattern matches the path more than 32 times   |

    Example: As long a path as is searched
      When a client asks for a path of 8192 characters
      Then the answer comes from Alphonso

    Example: A longer one, though the pattern is not in it
      When a client asks for a path of 8193 characters
      Then the answer is 400 "Bad Request"
      And Alphonso receives nothing
      And the log line of the request has:
        | reason | bad_request                                                                       |
        | rule   | rewrite_rules.regex /old(/.*/end)?                                                |
        | detail | the path has more than 8192 characters, and a pattern to be searched for in it    |

    Example: A path that "replace" has made long
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rewrite_rules:
              replace: {m: mangoes}
              regex: {"^/old": "/new"}
            servers: [Alphonso:80]
        """
      When a client asks for a path of 2000 characters
      Then the answer is 400 "Bad Request"
      And the log has a request with the rule "rewrite_rules.regex ^/old"

    Example: Plain texts are replaced as often as they are there
      Given the config:
        """
        hosts:
          - {host: www.mango.com, rewrite_rules: {replace: {/old: /new}}, servers: [Alphonso:80]}
        """
      When a client asks for a path of "/old" 1000 times
      Then the answer comes from Alphonso

    Example: A path that replacements make too long to be sent
      Given the config:
        """
        hosts:
          - {host: www.mango.com, rewrite_rules: {replace: {/old: /mangoes-of-last-year-and-the-year-before}}, servers: [Alphonso:80]}
        """
      When a client asks for a path of "/old" 2000 times
      Then the answer is 400 "Bad Request"
      And the log has a request with the rule "rewrite_rules.replace /old"

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
