@any-transport
Feature: Changing the headers that a client sees
  What a backend tells of itself is not always for everybody's eyes.

  Rule: response_header_rules do on the way back what header_rules do on the way there

    Example: Setting a header
      Given the config:
        """
        hosts:
          - host: www.mango.com
            response_header_rules: {add: {X-Frame-Options: DENY}}
            servers: [Alphonso:80]
        """
      When a client asks for "/"
      Then the answer has the header "X-Frame-Options: DENY"

    Example: Replacing what the backend says
      Given the config:
        """
        hosts:
          - host: www.mango.com
            response_header_rules: {add: {Server: mango}}
            servers: [Alphonso:80]
        """
      And Alphonso answers with the header "Server: Apache/1.3"
      When a client asks for "/"
      Then the answer has the header "Server: mango"

    Example: Adding one beside those that are there
      Given the config:
        """
        hosts:
          - host: www.mango.com
            response_header_rules: {append: {Set-Cookie: b=2}}
            servers: [Alphonso:80]
        """
      And Alphonso answers with the header "Set-Cookie: a=1"
      When a client asks for "/"
      Then the answer has the headers:
        | Set-Cookie | a=1 |
        | Set-Cookie | b=2 |

    Example: Dropping one
      Given the config:
        """
        hosts:
          - host: www.mango.com
            response_header_rules: {remove: [X-Backend]}
            servers: [Alphonso:80]
        """
      When a client asks for "/"
      Then the answer has no header "X-Backend"

    Scenario Outline: <rules> holds for a trailer too
      Given the config:
        """
        hosts:
          - host: www.mango.com
            response_header_rules: <rules>
            servers: [Alphonso:80]
        """
      And Alphonso answers with the trailer "X-Backend: alphonso"
      When a client asks for "/"
      Then the answer has no trailer "X-Backend"

      Examples:
        | rules                       |
        | {remove: [X-Backend]}       |
        | {add: {x-backend: mango}}   |
        | {remove: [X_Backend]}       |
