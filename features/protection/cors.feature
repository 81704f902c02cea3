Feature: Letting pages of other sites use this one
  Browsers keep pages of one site from reading another, unless that other site agrees. Operators
  say once, in the config, which pages may do what, and every answer says so.

  Background:
    Given the config:
      """
      hosts:
        - host: www.mango.com
          cors:
            origins: [https://app.mango.com, "https://*.apple.com", "http://localhost:3000"]
            methods: [GET, PUT]
            headers: [Content-Type, X-Shop]
            expose: [X-Total]
            credentials: true
            max_age: 10m
          servers: [Alphonso:80]
          paths:
            - {path: /open, servers: [Kesar:80], cors: {origins: ["*"]}}
            - {path: /own, servers: [Ataulfo:80], cors: false}
      """

  Rule: Pages of the origins in the config may read answers

    Scenario Outline: "<origin>" may
      When a client asks for "/" with the header "Origin: <origin>"
      Then the answer has the header "Access-Control-Allow-Origin: <origin>"
      And the answer has the header "Access-Control-Allow-Credentials: true"
      And the answer has the header "Access-Control-Expose-Headers: X-Total"
      And the answer has the header "Vary: Origin"

      Examples:
        | origin                |
        | https://app.mango.com |
        | https://APP.mango.com |
        | https://a.apple.com   |
        | http://localhost:3000 |

    Scenario Outline: "<origin>" may not
      When a client asks for "/" with the header "Origin: <origin>"
      Then the answer comes from Alphonso
      And the answer has no header "Access-Control-Allow-Origin"
      And the answer has no header "Access-Control-Allow-Credentials"
      And the answer has the header "Vary: Origin"

      Examples:
        | origin                             |
        | http://app.mango.com               |
        | https://app.mango.com:8443         |
        | https://app.mango.com.evil.com     |
        | https://evilapp.mango.com          |
        | https://apple.com                  |
        | https://a.b.apple.com              |
        | https://evil.com?.apple.com        |
        | https://evil.com#.apple.com        |
        | https://user@a.apple.com           |
        | null                               |
        | https://app.mango.com https://a.b  |
        | *                                  |

    Example: Any page, where the config says so
      When a client asks for "/open" with the header "Origin: https://www.durian.com"
      Then the answer has the header "Access-Control-Allow-Origin: *"
      And the answer has no header "Access-Control-Allow-Credentials"
      And the answer has no header "Vary"

    Example: A page without an origin of its own, where the config lists it
      Given the config:
        """
        paths:
          - {path: /, cors: {origins: ["null"]}, servers: [Alphonso:80]}
        """
      When a client asks for "/" with the header "Origin: null"
      Then the answer has the header "Access-Control-Allow-Origin: null"
      And the answer has no header "Access-Control-Allow-Credentials"

    Example: A cache is told even where no page has asked
      When a client asks for "/"
      Then the answer has the header "Vary: Origin"
      And the answer has no header "Access-Control-Allow-Origin"

    Example: Nothing is said where the rule is switched off
      Given Ataulfo answers with the header "Access-Control-Allow-Origin: https://own.com"
      When a client asks for "/own" with the header "Origin: https://app.mango.com"
      Then the answer has the header "Access-Control-Allow-Origin: https://own.com"
      And the answer has no header "Vary"

  Rule: The config has the last word, not the backend

    Example: What a backend says of it is replaced
      Given Alphonso answers 200 with the headers:
        | Access-Control-Allow-Origin      | *    |
        | Access-Control-Allow-Credentials | true |
        | Access-Control-Expose-Headers    | *    |
      When a client asks for "/" with the header "Origin: https://www.durian.com"
      Then the answer has no header "Access-Control-Allow-Origin"
      And the answer has no header "Access-Control-Allow-Credentials"
      And the answer has no header "Access-Control-Expose-Headers"

    Example: What else the answer varies by is kept
      Given Alphonso answers with the header "Vary: Accept-Encoding"
      When a client asks for "/" with the header "Origin: https://app.mango.com"
      Then the answer has the headers:
        | Vary | Accept-Encoding |
        | Vary | Origin          |

    Scenario Outline: "Vary: <value>" says enough
      Given Alphonso answers with the header "Vary: <value>"
      When a client asks for "/" with the header "Origin: https://app.mango.com"
      Then the answer has the header "Vary: <value>"

      Examples:
        | value                   |
        | *                       |
        | accept-encoding, origin |

  Rule: Answers that are made here may be read too

    Example: A backend that is not there
      Given nothing listens on Alphonso
      When a client asks for "/" with the header "Origin: https://app.mango.com"
      Then the answer is 503
      And the answer has the header "Access-Control-Allow-Origin: https://app.mango.com"

    Example: A missing password
      Given only alice with the password "sesame" may enter www.mango.com
      When a client asks for "/" with the header "Origin: https://app.mango.com"
      Then the answer is 401
      And the answer has the header "Access-Control-Allow-Origin: https://app.mango.com"
      And the answer has the header 'WWW-Authenticate: Basic realm="Restricted", charset="UTF-8"'

    Example: A firewall's refusal
      Given the config:
        """
        paths:
          - path: /
            firewall_rules: {path_reject: [/messages]}
            cors: {origins: [https://app.mango.com]}
            servers: [Alphonso:80]
        """
      When a client asks for "/messages" with the header "Origin: https://app.mango.com"
      Then the answer is 403
      And the answer has the header "Access-Control-Allow-Origin: https://app.mango.com"

    Example: The refusal of a service that was asked
      Given the config:
        """
        pools:
          auth: {servers: [Gatekeeper:80]}
        paths:
          - path: /
            forward_auth: {pool: auth}
            cors: {origins: [https://app.mango.com]}
            servers: [Alphonso:80]
        """
      And Gatekeeper answers 403 "no"
      When a client asks for "/" with the header "Origin: https://app.mango.com"
      Then the answer is 403 "no"
      And the answer has the header "Access-Control-Allow-Origin: https://app.mango.com"

  Rule: A browser that asks beforehand is answered here, and needs no password

    Example: What is allowed
      Given only alice with the password "sesame" may enter www.mango.com
      When a browser asks beforehand for "/" with:
        | Origin                         | https://app.mango.com |
        | Access-Control-Request-Method  | PUT                   |
        | Access-Control-Request-Headers | content-type,x-shop   |
      Then the answer is 204
      And the answer has the headers:
        | Vary                             | Origin                                                        |
        | Vary                             | Access-Control-Request-Method, Access-Control-Request-Headers |
        | Access-Control-Allow-Origin      | https://app.mango.com                                         |
        | Access-Control-Allow-Credentials | true                                                          |
        | Access-Control-Allow-Methods     | GET, PUT                                                      |
        | Access-Control-Allow-Headers     | Content-Type, X-Shop                                          |
        | Access-Control-Max-Age           | 600                                                           |
      And the answer has no header "Access-Control-Expose-Headers"
      And Alphonso receives nothing

    Scenario Outline: <method> with "<headers>" for <origin> is not allowed
      When a browser asks beforehand for "/" with:
        | Origin                         | <origin>  |
        | Access-Control-Request-Method  | <method>  |
        | Access-Control-Request-Headers | <headers> |
      Then the answer is 204
      And the answer has no header "Access-Control-Allow-Origin"
      And the answer has no header "Access-Control-Allow-Methods"
      And the answer has no header "Access-Control-Allow-Credentials"
      And Alphonso receives nothing

      Examples:
        | origin                 | method | headers  |
        | https://www.durian.com | GET    | x-shop   |
        | https://app.mango.com  | DELETE | x-shop   |
        | https://app.mango.com  | put    | x-shop   |
        | https://app.mango.com  | GET    | x-other  |

    Example: Anything, where the config says so
      Given the config:
        """
        paths:
          - {path: /, cors: {origins: ["*"], methods: ["*"], headers: ["*"]}, servers: [Alphonso:80]}
        """
      When a browser asks beforehand for "/" with:
        | Origin                         | https://www.durian.com |
        | Access-Control-Request-Method  | DELETE                 |
        | Access-Control-Request-Headers | x-one, x-two           |
      Then the answer has the headers:
        | Access-Control-Allow-Origin  | *            |
        | Access-Control-Allow-Methods | DELETE       |
        | Access-Control-Allow-Headers | x-one, x-two |

    Example: An OPTIONS that asks for something else is the backend's
      When a client sends OPTIONS "/"
      Then the answer comes from Alphonso

    Example: A preflight where the rule is switched off is the backend's
      When a browser asks beforehand for "/own" with:
        | Origin                        | https://app.mango.com |
        | Access-Control-Request-Method | PUT                   |
      Then the answer comes from Ataulfo

  Rule: A mistake that would open everything is shown

    Scenario Outline: <what>
      When this config is checked:
        """
        paths:
          - path: /
            cors: <cors>
            servers: [kesar:80]
        """
      Then it says "mangrove.yaml:3:"
      And it says "<sentence>"

      Examples:
        | what                       | cors                                              | sentence                             |
        | Any page, with passwords   | {origins: ["*"], credentials: true}               | any page could act for whoever       |
        | A pattern without a scheme | {origins: ["*.mango.com"]}                        | expected an origin such as           |
        | An origin with a path      | {origins: ["https://app.mango.com/"]}             | expected an origin such as           |
        | A star inside a name       | {origins: ["https://a*.mango.com"]}               | expected an origin such as           |
        | No origin                  | {origins: []}                                     | at least one origin                  |
