@any-transport
Feature: Seeing through a disguised path
  There are many ways to write a path. Rules look at what it means; the backend gets
  what the client wrote.

  Rule: A path is matched by its meaning

    Scenario Outline: "<written>" means /messages
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /messages, strip_path: false, servers: [Kesar:80]}
        """
      When a client asks for "www.mango.com<written>"
      Then the answer comes from Kesar

      Examples:
        | written              |
        | /x/../messages       |
        | /./messages          |
        | /messages/.          |
        | //messages           |
        | /%6dessages          |
        | /%6Dessages          |
        | /x/%2e%2e/messages   |
        | /x/.%2E/messages/new |

    Example: An escaped slash does not part segments
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /a/b, servers: [Kesar:80]}
        """
      When a client asks for "/a%2Fb"
      Then the answer comes from Alphonso

  Rule: The client's own path is forwarded, byte for byte

    Scenario Outline: "<path>" arrives as it is
      Given Alphonso serves www.mango.com
      When a client asks for "www.mango.com<path>"
      Then Alphonso is asked for "<path>"

      Examples:
        | path                  |
        | /a/../b               |
        | //a///b               |
        | /%7euser/%2f%2F       |
        | /a?b=c?d&&e=%zz+%20   |
        | /?                    |
        | /m%C3%A4ngo;v=1,2     |
        | /a?b#c                |
        | /?#f                  |
        | /a?#b?c#d             |

  Rule: A path that is changed on its way is forwarded in its plain form

    Example: What remains behind a prefix is plain
      Given Alphonso serves /shop
      When a client asks for "/x/..//shop/./ripe/../cart"
      Then Alphonso is asked for "/cart"

  Rule: A path that cannot be meant well is refused

    Scenario Outline: "<path>" is a bad request
      Given Alphonso serves www.mango.com
      When a client sends the request line "GET <path> HTTP/1.1"
      Then the answer is 400 "Bad Request"
      And Alphonso receives nothing

      Examples:
        | path                     |
        | /../etc/passwd           |
        | /a/../../etc             |
        | /%2e%2e/etc              |
        | /a%00b                   |
        | /a#b                     |
        | /a#?b                    |
        | http://www.mango.com/a#b |
        | http://www.mango.com#?b  |
        | /a\x01b                  |
        | /a\x7fb                  |
