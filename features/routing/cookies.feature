@any-transport
Feature: Changing the cookies that a backend sees
  Some cookies are between the client and somebody else.

  Rule: cookie_rules set, append and remove cookies by name

    Scenario Outline: <rules> makes "<sent>" into "<arrives>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: <rules>
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "Cookie: <sent>"
      Then Alphonso receives the header "Cookie: <arrives>"

      Examples:
        | rules                | sent          | arrives       |
        | {add: {shop: mango}} | a=1           | a=1; shop=mango |
        | {add: {shop: mango}} | a=1; shop=x   | a=1; shop=mango |
        | {append: {a: 2}}     | a=1           | a=1; a=2      |
        | {remove: [ads]}      | a=1; ads=x; b=2 | a=1; b=2    |
        | {remove: {ads: x}}   | ads=y; b=2    | b=2           |

    Example: A cookie is set where there was none
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: {add: {shop: mango}}
            servers: [Alphonso:80]
        """
      When a client asks for "/"
      Then Alphonso receives the header "Cookie: shop=mango"

    Example: With the last cookie goes the header
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: {remove: [ads]}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "Cookie: ads=x"
      Then Alphonso receives no header "Cookie"
