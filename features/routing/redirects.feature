Feature: Sending clients elsewhere
  A shop that has moved tells its clients where it is now, and needs no backend to do so.

  Rule: What a redirect does not name stays as the client asked for it

    Scenario Outline: <redirect> sends to <location>
      Given the config:
        """
        hosts:
          - {host: www.mango.com, redirect: <redirect>}
        """
      When a client asks for "www.mango.com/cart?a=1"
      Then the answer has the header "Location: <location>"

      Examples:
        | redirect                      | location                          |
        | {scheme: https}               | https://www.mango.com/cart?a=1    |
        | {host: shop.mango.com}        | http://shop.mango.com/cart?a=1    |
        | {path: /moved}                | http://www.mango.com/moved?a=1    |
        | {scheme: https, host: m.com}  | https://m.com/cart?a=1            |

  Rule: The status is 302, or the one that the config names

    Example: None is named
      Given the config:
        """
        hosts:
          - {host: www.mango.com, redirect: {scheme: https}}
        """
      When a client asks for "/"
      Then the answer is 302

    Scenario Outline: <status> is named
      Given the config:
        """
        hosts:
          - {host: www.mango.com, redirect: {scheme: https, status: <status>}}
        """
      When a client asks for "/"
      Then the answer is <status>

      Examples:
        | status |
        | 301    |
        | 303    |
        | 307    |
        | 308    |
