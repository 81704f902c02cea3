@any-transport
Feature: Changing the parameters that a backend sees
  Tracking parameters go, and parameters that a backend needs come.

  Rule: param_rules set, append and remove query parameters

    Scenario Outline: <rules> makes "<asked>" into "<arrives>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            param_rules: <rules>
            servers: [Alphonso:80]
        """
      When a client asks for "<asked>"
      Then Alphonso is asked for "<arrives>"

      Examples:
        | rules                     | asked         | arrives           |
        | {add: {shop: mango}}      | /             | /?shop=mango      |
        | {add: {shop: mango}}      | /?a=1         | /?a=1&shop=mango  |
        | {add: {shop: mango}}      | /?shop=apple  | /?shop=mango      |
        | {append: {fruit: mango}}  | /?fruit=apple | /?fruit=apple&fruit=mango |
        | {remove: [utm]}           | /?a=1&utm=x   | /?a=1             |
        | {remove: {utm: anything}} | /?utm=x       | /                 |
        | {remove: [utm]}           | /?%75tm=x     | /                 |

  Rule: Parameters that no rule names keep their spelling

    Example: Odd spellings survive
      Given the config:
        """
        hosts:
          - host: www.mango.com
            param_rules: {remove: [utm]}
            servers: [Alphonso:80]
        """
      When a client asks for "/?a=%7e&utm=1&b=+&c"
      Then Alphonso is asked for "/?a=%7e&b=+&c"
