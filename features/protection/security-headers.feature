Feature: Making browsers more careful
  A few headers keep browsers from guessing types, from showing a page inside another, from telling
  others where they come from, and from coming without TLS. They are the same for every page, so
  that they stand in one place.

  Background:
    Given the config:
      """
      hosts:
        - host: www.mango.com
          security_headers: true
          servers: [Alphonso:80]
          paths:
            - {path: /plain, servers: [Kesar:80], security_headers: false}
      """

  Rule: The usual headers are on every answer

    Example: A backend's answer
      When a client asks for "/"
      Then the answer has the headers:
        | X-Content-Type-Options | nosniff                         |
        | X-Frame-Options        | SAMEORIGIN                      |
        | Referrer-Policy        | strict-origin-when-cross-origin |
      And the answer has no header "Content-Security-Policy"

    Example: A fixed answer
      Given the config:
        """
        paths:
          - {path: /, security_headers: true, respond: {status: 200, body: soon}}
        """
      When a client asks for "/"
      Then the answer has the header "X-Content-Type-Options: nosniff"

    Example: An error
      Given nothing listens on Alphonso
      When a client asks for "/"
      Then the answer is 503
      And the answer has the header "X-Frame-Options: SAMEORIGIN"

    Example: No route at all, where the whole balancer has the rule
      Given the config:
        """
        security_headers: true
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      When a client asks for "www.durian.com/"
      Then the answer is 404
      And the answer has the header "X-Content-Type-Options: nosniff"

    Example: A path without them
      When a client asks for "/plain"
      Then the answer has no header "X-Content-Type-Options"

    Example: Others than the usual ones
      Given the config:
        """
        paths:
          - path: /
            security_headers:
              nosniff: false
              frame_options: DENY
              referrer_policy: no-referrer
              content_security_policy: "default-src 'self'; frame-ancestors 'none'"
              permissions_policy: camera=()
            servers: [Alphonso:80]
        """
      When a client asks for "/"
      Then the answer has the headers:
        | X-Frame-Options         | DENY                                       |
        | Referrer-Policy         | no-referrer                                |
        | Content-Security-Policy | default-src 'self'; frame-ancestors 'none' |
        | Permissions-Policy      | camera=()                                  |
      And the answer has no header "X-Content-Type-Options"

  Rule: What a backend says stands, unless the config overrides it

    Example: A backend that knows better
      Given Alphonso answers with the header "x-frame-options: DENY"
      When a client asks for "/"
      Then the answer has the header "X-Frame-Options: DENY"

    Example: A config that knows better
      Given Alphonso answers with the header "x-frame-options: ALLOWALL"
      And security headers at www.mango.com override what backends say
      When a client asks for "/"
      Then the answer has the header "X-Frame-Options: SAMEORIGIN"

    Example: A short answer that says less does not change what a browser has kept
      Given Alphonso answers 304
      When a client asks for "/"
      Then the answer has no header "X-Frame-Options"

  Rule: Browsers are told to come with TLS only where they have

    Example: A client that came without TLS
      When a client asks for "/" with the header "X-Forwarded-Proto: https"
      Then the answer has no header "Strict-Transport-Security"

    Example: A client that came over TLS to a trusted proxy
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "X-Forwarded-Proto: https"
      Then the answer has the header "Strict-Transport-Security: max-age=31536000"

    Example: A client that came over TLS to a trusted proxy that says so in Forwarded
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "Forwarded: for=192.0.2.1;proto=https"
      Then the answer has the header "Strict-Transport-Security: max-age=31536000"

    Example: A client that came without TLS to a trusted proxy
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "X-Forwarded-Proto: http"
      Then the answer has no header "Strict-Transport-Security"

    Example: All that can be said
      Given the config:
        """
        trusted_proxies: [127.0.0.1]
        paths:
          - path: /
            security_headers: {hsts: {days: 730, subdomains: true, preload: true}}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "X-Forwarded-Proto: https"
      Then the answer has the header "Strict-Transport-Security: max-age=63072000; includeSubDomains; preload"

    Scenario Outline: A promise that the lists of browsers would not take: <promise>
      When this config is checked:
        """
        paths:
          - path: /
            security_headers: {hsts: {preload: true, <promise>}}
            servers: [kesar:80]
        """
      Then these are the mistakes:
        | 3:40 | expected subdomains: true and at least 365 days beside preload |

      Examples:
        | promise                      |
        | days: 365                    |
        | subdomains: true, days: 364  |
        | subdomains: false, days: 730 |

    Example: The least promise that they take
      When this config is checked:
        """
        paths:
          - path: /
            security_headers: {hsts: {preload: true, subdomains: true, days: 365}}
            servers: [kesar:80]
        """
      Then there are no mistakes
