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

    Scenario Outline: Asked for "<host>", <redirect> sends to <location>
      Given the config:
        """
        paths:
          - {path: /, redirect: <redirect>}
        """
      When a client asks for "<host>/cart"
      Then the answer has the header "Location: <location>"

      Examples: A port belongs to its scheme
        | host               | redirect                     | location                        |
        | [::1]:21900        | {scheme: https}              | https://[::1]/cart              |
        | [::1]:21900        | {path: /new}                 | http://[::1]:21900/new          |
        | [::1]              | {scheme: https, path: /new}  | https://[::1]/new               |
        | www.mango.com:8080 | {scheme: https}              | https://www.mango.com/cart      |
        | www.mango.com:8080 | {scheme: http, path: /new}   | http://www.mango.com:8080/new   |
        | www.mango.com:     | {path: /new}                 | http://www.mango.com/new        |

  Rule: A client that came to a trusted proxy over TLS stays there

    Scenario Outline: "<told>" keeps the client at <scheme>
      Given the config:
        """
        trusted_proxies: [127.0.0.1]
        paths:
          - {path: /, exact: true, redirect: {path: /new}}
        """
      When a client asks for "www.mango.com/" with the header "<told>"
      Then the answer has the header "Location: <scheme>://www.mango.com/new"

      Examples:
        | told                                          | scheme |
        | X-Forwarded-Proto: https                      | https  |
        | X-Forwarded-Proto: http                       | http   |
        | X-Forwarded-Proto: wss                        | https  |
        | Forwarded: for=192.0.2.1;proto=https          | https  |
        | Forwarded: for=192.0.2.1;host=www.evil.com    | http   |
        | X-Forwarded-Host: www.evil.com                | http   |

    Example: The word of a stranger
      Given the config:
        """
        paths:
          - {path: /, exact: true, redirect: {path: /new}}
        """
      When a client asks for "www.mango.com/" with the header "X-Forwarded-Proto: https"
      Then the answer has the header "Location: http://www.mango.com/new"

  Rule: Where neither the client nor the redirect names a host, there is nowhere to go

    Scenario Outline: HTTP/1.0 without a host, and <redirect>
      Given the config:
        """
        paths:
          - {path: /, redirect: <redirect>}
        """
      When a client sends the request:
        """
        GET / HTTP/1.0
        """
      Then the answer is 400 "Bad Request"
      And the log gives the reason "bad_request"

      Examples:
        | redirect        |
        | {path: /new}    |
        | {scheme: https} |

    Example: A redirect that names one
      Given the config:
        """
        paths:
          - {path: /, redirect: {host: www.mango.com, path: /new}}
        """
      When a client sends the request:
        """
        GET / HTTP/1.0
        """
      Then the answer has the header "Location: http://www.mango.com/new"

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
