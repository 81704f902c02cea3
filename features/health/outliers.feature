Feature: Noticing what no check notices
  A server whose health page is fine may still fail its clients. Those who fail one
  client after the other are given a rest.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked

  Rule: Five failures in a row eject a backend

    Example: Answers that are the backend's own fault
      Given Kesar answers 500
      And a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      When a client asks for "/" 4 times
      Then Alphonso answers 9 times
      And Kesar answers 5 times

    Example: Connections that break
      Given Kesar resets every connection
      And a pool's "retries" is "0"
      When a client asks for "/" 10 times
      Then Kesar is soon unhealthy

    Example: Connections that are refused
      Given nothing listens on Kesar
      And a pool's "retries" is "0"
      When a client asks for "/" 10 times
      Then Kesar is soon unhealthy
      And the reason for the state of Kesar is "ejected for 30 s after 5 failures to connect in a row"

    Example: Four are not enough
      Given Kesar answers 500
      When a client asks for "/" 8 times
      Then the status shows 4 requests and 4 failures at Kesar
      And Kesar is healthy

    Example: A success between them makes the count begin anew
      Given Kesar answers 500
      And a client asks for "/" 8 times
      And Kesar answers 200
      And a client asks for "/" twice
      And Kesar answers 500
      When a client asks for "/" 8 times
      Then the status shows 9 requests and 8 failures at Kesar
      And Kesar is healthy

    Scenario Outline: <status> is about what was asked for, and a success
      Given Kesar answers <status>
      When a client asks for "/" 12 times
      Then the status shows 6 requests and 0 failures at Kesar
      And Kesar is healthy

      Examples:
        | status |
        | 404    |
        | 501    |
        | 505    |

    Example: The config may ask for fewer
      Given Kesar answers 500
      And a pool's "outliers" is "{consecutive_failures: 2}"
      When a client asks for "/" 4 times
      Then Kesar is soon unhealthy

    Example: It can be switched off
      Given Kesar answers 500
      And a pool's "outliers" is "false"
      When a client asks for "/" 12 times
      Then the status shows 6 requests and 6 failures at Kesar
      And Kesar is healthy

  Rule: More bytes than an answer has are no failure

    Scenario Outline: <what>
      Given Kesar begins with "<bytes>" and says no more
      And a circuit opens when half of 4 attempts fail
      And a pool's "retries" is "0"
      When a client sends <method> "/" 12 times
      Then the status shows 6 requests and 0 failures at Kesar
      And Kesar is healthy

      Examples:
        | what                     | method  | bytes                                                                             |
        | An error page for a HEAD | HEAD    | HTTP/1.1 404 Not Found\\r\\nContent-Length: 5\\r\\n\\r\\nmango                  |
        | A 204 with an empty list | DELETE  | HTTP/1.1 204 No Content\\r\\nContent-Length: 2\\r\\n\\r\\n[]                    |
        | A line behind the end    | GET     | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango\\r\\n                  |

  Rule: What only one client meets, among several, does not count

    Background:
      Given the policy is first
      And Alphonso answers "/poison" with 500

    Example: One that asks for what breaks
      Given a client at 127.0.0.7 asks for "/"
      When a client at 127.0.0.8 asks for "/poison" 10 times
      Then the status shows 11 requests and 10 failures at Alphonso
      And Alphonso is healthy

    Scenario Outline: <what>
      Given Alphonso <fault>
      And a pool's "retries" is "0"
      And the first_byte timeout of a pool is "50ms"
      And a client at 127.0.0.7 asks for "/"
      When a client at 127.0.0.8 asks for "/poison" 6 times
      Then the status shows 7 requests and 6 failures at Alphonso
      And Alphonso is healthy

      Examples:
        | what                               | fault                                                                                                                     |
        | A control byte that is reflected   | answers "/poison" with the bytes "HTTP/1.1 302 Found\\r\\nLocation: /a\\x01b\\r\\nContent-Length: 0\\r\\n\\r\\n"            |
        | A file name with a NUL             | answers "/poison" with the bytes "HTTP/1.1 200 OK\\r\\nContent-Disposition: attachment; filename=a\\x00b\\r\\n\\r\\n"        |
        | A line break that is reflected     | answers "/poison" with the bytes "HTTP/1.1 200 OK\\r\\nX-Name: a\\r\\n b: c\\r\\nTransfer-Encoding: x\\r\\n\\r\\n"           |
        | A crash of what serves it          | resets the connection for "/poison"                                                                                       |
        | An endless loop in what serves it  | never answers "/poison"                                                                                                   |

    Scenario Outline: Forty <method> that get <status>, and then one before each request of others
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80, Kesar:80]
            health: false
            panic: 0
            retries: 0
            outliers: {max_ejected: 100}
            circuit_breaker: {min_requests: 4}
        """
      And Kesar answers "/poison" with <status>
      And Alphonso answers "/poison" with <status>
      And a client at 127.0.0.7 asks for "/" twice
      When 25 clients ask for "/" while another one sends <method> "/poison", 40 times before them and once before each
      Then every answer is 200

      Examples:
        | method | status |
        | PURGE  | 501    |
        | GET    | 505    |
        | GET    | 500    |
        | POST   | 502    |

    Example: Another one meets it too
      Given a client at 127.0.0.7 asks for "/"
      And a client at 127.0.0.8 asks for "/poison" 10 times
      When a client at 127.0.0.7 asks for "/poison"
      Then Alphonso is soon unhealthy

    Example: One that is alone
      When a client at 127.0.0.8 asks for "/poison" 5 times
      Then Alphonso is soon unhealthy

    Scenario Outline: One that nobody else has been beside for <time> is <state>
      Given time stands still
      And a client at 127.0.0.7 asks for "/"
      And <time> have passed
      When a client at 127.0.0.8 asks for "/poison" 5 times
      Then Alphonso is <state>

      Examples:
        | time     | state     |
        | 29999 ms | healthy   |
        | 30001 ms | unhealthy |

    Example: The addresses of one IPv6 network are one client
      Given the config:
        """
        trusted_proxies: [127.0.0.0/8]
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80, Kesar:80]
            policy: first
            health: false
            outliers: {consecutive_failures: 2}
        """
      And a client asks for "/" with the header "X-Forwarded-For: 192.0.2.1"
      And a client asks for "/poison" with the header "X-Forwarded-For: 2001:db8::1"
      When a client asks for "/poison" with the header "X-Forwarded-For: 2001:db8::2"
      Then the status shows 3 requests and 2 failures at Alphonso
      And Alphonso is healthy

    Example: That no connection can be made counts whoever asks
      Given a client at 127.0.0.7 asks for "/"
      And Alphonso stops
      When a client at 127.0.0.8 asks for "/" 5 times
      Then Alphonso is soon unhealthy

  Rule: Half of a pool may be out at once, but one always where there are two or more

    Example: Two
      Given Alphonso answers 500
      And Kesar answers 500
      When a client asks for "/" 20 times
      Then 1 backend is soon unhealthy

    Scenario Outline: <all> backends
      Given <all> backends that answer 500 share www.apple.com
      And backends are not checked
      When a client asks for "www.apple.com/" 120 times
      Then <out> backends are soon unhealthy

      Examples:
        | all | out |
        | 3   | 1   |
        | 5   | 2   |
        | 20  | 10  |

    Example: One that is alone stays
      Given Alphonso serves www.apple.com
      And backends are not checked
      And Alphonso answers 500
      When a client asks for "www.apple.com/" 6 times
      Then 0 backends are soon unhealthy

    Example: The config may allow more
      Given Alphonso answers 500
      And Kesar answers 500
      And a pool's "outliers" is "{max_ejected: 100}"
      When a client asks for "/" 10 times
      Then 2 backends are soon unhealthy

  Rule: An ejection lasts 30 s times the number of ejections, and 300 s at most

    Example: The first
      Given Kesar answers 500
      And a client asks for "/" 10 times
      When Kesar is found to be unhealthy
      Then the reason for the state of Kesar is "ejected for 30 s after 5 failures in a row"
      And the status says since when Kesar is in its state

    Scenario Outline: After <time> it is <state>
      Given time stands still
      And Kesar answers 500
      And a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      When <time> pass
      Then Kesar is <state>
      And the reason for the state of Kesar is "<reason>"

      Examples:
        | time     | state     | reason                                  |
        | 29999 ms | unhealthy | ejected for 30 s after 5 failures in a row |
        | 30 s     | healthy   | time of ejection is over                |

    Scenario Outline: The second lasts twice as long: after <time> it is <state>
      Given time stands still
      And Kesar answers 500
      And a client asks for "/" 10 times
      And 30 s have passed
      And a client asks for "/" 10 times
      And the log says twice that Kesar is unhealthy
      When <time> pass
      Then Kesar is <state>

      Examples:
        | time     | state     |
        | 59999 ms | unhealthy |
        | 60 s     | healthy   |

    Scenario Outline: There is a longest: after <time> it is <state>
      Given time stands still
      And a pool's "outliers" is "{ejection: 20m}"
      And Kesar answers 500
      And a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      When <time> pass
      Then Kesar is <state>

      Examples:
        | time      | state     |
        | 299999 ms | unhealthy |
        | 300 s     | healthy   |

    Example: Whoever has done well for long is ejected as if for the first time
      Given time stands still
      And Kesar answers 500
      And a client asks for "/" 10 times
      And 6 minutes have passed
      And a client asks for "/" 10 times
      And the log says twice that Kesar is unhealthy
      When 30 s pass
      Then Kesar is healthy

    Scenario Outline: Each 10 s without an ejection let one be forgotten: <time> after the second
      Given time stands still
      And Kesar answers 500
      And a client asks for "/" 10 times
      And 30 s have passed
      And a client asks for "/" 10 times
      And <time> have passed
      When a client asks for "/" 10 times
      Then the reason for the state of Kesar is "ejected for <s> s after 5 failures in a row"

      # The second one is over after 60 s.
      Examples:
        | time     | s  |
        | 69999 ms | 90 |
        | 70 s     | 60 |
        | 80 s     | 30 |

    Example: Two that were ejected one after the other come back one after the other
      Given Alphonso answers 500
      And Kesar answers 500
      And a pool's "outliers" is "{consecutive_failures: 1, ejection: 100ms, max_ejected: 100}"
      When a client asks for "/" twice
      Then the log says once that Kesar is healthy
      And the log says once that Alphonso is healthy

  Rule: A passed check of its health page ends an ejection early

    Example: The page is well
      Given backends are asked for "/healthcheck"
      And Kesar leaves its checks without an answer
      And Kesar answers 500
      And a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      When Kesar has then passed 1 check
      Then Kesar is healthy
      And the reason for the state of Kesar is "a check passed"

    Example: That it can be connected to proves nothing against bad answers
      Given backends are only connected to
      And Kesar answers 500
      And a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      When Kesar has been connected to 3 more times
      Then Kesar is still unhealthy

  Rule: A check passed on a connection from before the ejection proves nothing

    Background:
      Given backends are asked for "/healthcheck"
      And a backend is unhealthy after 1000 failed checks
      And Kesar has been checked 3 times
      And Kesar breaks every new connection and keeps the old ones

    Example: New connections still break
      Given a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      When Kesar has been connected to 3 more times
      Then Kesar is still unhealthy

    Example: New connections work again
      Given a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      When Kesar takes new connections again
      Then Kesar is soon healthy
      And the reason for the state of Kesar is "a check passed"

  Rule: Where it could not be connected to, any passed check ends an ejection

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80, Kesar:80]
            policy: first
            health: {type: tcp, interval: 1h, fast_interval: 20ms, fall: 1000}
        """
      And Alphonso has been connected to
      And Alphonso stops

    Example: It is back
      Given a client asks for "/" 5 times
      And Alphonso is found to be unhealthy
      When Alphonso starts again
      Then Alphonso is soon healthy
      And the reason for the state of Alphonso is "a check passed"
