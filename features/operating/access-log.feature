Feature: Writing down what happened
  When somebody asks next morning why a client was turned away, one line tells.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Each request is one line of JSON

    Example: A success
      When a client asks for "www.mango.com/cart?a=1"
      Then the log line of the request has:
        | level   | info          |
        | method  | GET           |
        | host    | www.mango.com |
        | path    | /cart         |
        | route   | www.mango.com |
        | pool    | www.mango.com |
        | backend | Alphonso:80   |
        | status  | 200           |
        | client  | 127.0.0.1     |

    Example: A success needs no reason
      When a client asks for "/"
      Then the log line of the request has no "reason"

    Example: How long it took
      When a client asks for "/"
      Then the log line of the request has a "duration_ms" like "\d+(\.\d+)?"

    Example: The identity that the backend sees too
      When a client asks for "/" with the header "X-Request-Id: order-42"
      Then the log line of the request has a "id" like "order-42"

    Example: Five requests
      When a client asks for "/" 5 times
      Then the log has 5 lines for requests

  Rule: What was not a plain success has one reason

    Example: Nowhere to go
      When a client asks for "www.durian.com/"
      Then the log line of the request has:
        | status | 404      |
        | reason | no_route |

    Example: Nobody usable
      Given Alphonso has the weight 0
      When a client asks for "/"
      Then the log line of the request has:
        | status | 503        |
        | reason | no_backend |

    Example: An attempt that failed is named
      Given backends are not checked
      And nothing listens on Alphonso
      When a client asks for "/"
      Then the log line names Alphonso with the reason "connect_failed" among the attempts

    Example: A bad answer of the backend's own is not a reason
      Given Alphonso answers 500
      When a client asks for "/"
      Then the log line of the request has no "reason"

  Rule: The log can be switched off

    Example: access_log: false
      Given the config:
        """
        access_log: false
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      When a client asks for "/"
      Then the log has no line for a request
