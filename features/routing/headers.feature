@any-transport
Feature: Changing the headers that a backend sees
  A backend wants to know which shop it works for, without the client having to say so.

  Rule: "add" sets a header, in place of any that was there

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: {add: {X-Shop: mango}}
            servers: [Alphonso:80]
        """

    Example: A header that was not there
      When a client asks for "/"
      Then Alphonso receives the header "X-Shop: mango"

    Example: A header that the client has set otherwise
      When a client asks for "/" with the header "x-shop: apple"
      Then Alphonso receives the header "X-Shop: mango"

  Rule: "append" adds a header beside any that was there

    Example: A header that the client has sent
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: {append: {X-Fruit: mango}}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "X-Fruit: apple"
      Then Alphonso receives the headers:
        | X-Fruit | apple |
        | X-Fruit | mango |

  Rule: "remove" drops headers by name

    Example: A list of names
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: {remove: [X-Secret, X-Other]}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "x-SECRET: 42"
      Then Alphonso receives no header "X-Secret"

    Example: A map of names, whose values mean nothing
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: {remove: {X-Secret: whatever}}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "X-Secret: 42"
      Then Alphonso receives no header "X-Secret"

  Rule: A backend sees the host that the client asked for, unless Host is removed

    Example: The client's own Host
      Given Alphonso serves www.mango.com
      When a client asks for "WWW.mango.com:8080/"
      Then Alphonso receives the header "Host: WWW.mango.com:8080"

    Example: Without it, the backend's own address
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: {remove: [Host]}
            servers: [Alphonso:80]
        """
      When a client asks for "/"
      Then Alphonso receives its own address as Host

  Rule: Rules work the same on a host, on a path and on a pool

    Background:
      Given the config:
        """
        pools:
          fruit:
            header_rules: {add: {X-From-Pool: "yes"}}
            servers: [Alphonso:80]
        hosts:
          - host: www.mango.com
            header_rules: {add: {X-From-Host: "yes"}}
            pool: fruit
            paths:
              - {path: /cart, header_rules: {add: {X-From-Path: "yes"}}, pool: fruit}
        """

    Example: A host with a pool
      When a client asks for "/"
      Then Alphonso receives the header "X-From-Host: yes"
      And Alphonso receives the header "X-From-Pool: yes"

    Example: A path with a pool
      When a client asks for "/cart"
      Then Alphonso receives the header "X-From-Path: yes"
      And Alphonso receives the header "X-From-Pool: yes"

  Rule: No rule touches what frames a message

    Scenario Outline: <rules>
      When this config is checked:
        """
        paths:
          - path: /
            <rules>
            servers: [kesar:80]
        """
      Then it says "mangrove.yaml:3:"
      And it says "frame a message"

      Examples:
        | rules                                              |
        | header_rules: {add: {Content-Length: 3}}           |
        | header_rules: {append: {transfer-encoding: gzip}}  |
        | header_rules: {add: {Connection: X-Shop}}          |
        | header_rules: {remove: [Content-Length]}           |
        | header_rules: {remove: {Transfer-Encoding: }}      |
        | response_header_rules: {add: {Content-Length: 3}}  |
        | response_header_rules: {add: {Upgrade: h2c}}       |
