Feature: Asking before sending
  A client with a large upload asks first whether it is wanted. The backend decides, and
  a refusal comes before a single byte has been sent in vain.

  Background:
    Given Alphonso serves www.mango.com

  Rule: The backend is asked, and the client hears its word

    Example: The question travels on
      When a client begins to send POST "/photos" with the header "Expect: 100-continue"
      Then Alphonso receives the header "Expect: 100-continue"

    Example: The client waits as long as the backend has not asked for the content
      Given Alphonso has not asked for the content yet
      And the continue timeout of a pool is "10s"
      When a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      Then Alphonso is asked for "/photos"
      And the client has not been asked for its content

    Example: The client is asked when the backend asks
      Given Alphonso has not asked for the content yet
      And the continue timeout of a pool is "10s"
      And a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      And Alphonso asks for the content
      And the client has been asked for its content
      When the client sends the content "mango"
      Then Alphonso receives the body "mango"

    Example: The connection goes on after an upload that was asked for
      Given a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      And the client has been asked for its content
      When the client sends the content "mango"
      And the client keeps waiting
      Then the answer comes from Alphonso
      And the client has been asked for its content once
      And the connection stays open

  Rule: An answer that needs no content comes without being asked for any

    Scenario Outline: <status>
      Given Alphonso answers <status> before it has asked for the content
      When a client sends the request:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 50000000
        """
      Then the answer is <status> "as it was"
      And the client has not been asked for its content
      And the answer has the header "Connection: close"
      And the connection is closed

      Examples:
        | status |
        | 417    |
        | 413    |
        | 401    |
        | 303    |
        | 200    |

    Example: A client that sends all the same gets the answer
      Given Alphonso answers 413 before it has asked for the content
      And clients send the header "Expect: 100-continue"
      When a client sends POST "/photos" with a body of 5000000 bytes
      Then the answer is 413 "as it was"

    Example: The log tells it like any other answer
      Given Alphonso answers 417 before it has asked for the content
      When a client sends the request:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      Then the log line of the request has:
        | status  | 417          |
        | backend | Alphonso:80  |

  Rule: A backend that does not ask in time gets the content all the same

    Example: A backend that has never heard of it
      Given Alphonso never asks for content
      And the continue timeout of a pool is "20ms"
      And a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      And the client has been asked for its content
      When the client sends the content "mango"
      And the client keeps waiting
      Then the answer comes from Alphonso

    Scenario Outline: In a second, if the config says nothing else: after <time>
      Given Alphonso never asks for content
      And time stands still
      And a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      And Alphonso is asked for "/photos"
      When <time> pass
      Then the client <hears>

      Examples:
        | time   | hears                                   |
        | 999 ms | has not been asked for its content      |
        | 1 s    | has been asked for its content once     |

  Rule: Mangrove's own refusals come without a 100

    Scenario Outline: <status>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/admin]}
            servers: [Alphonso:80]
          - host: www.orange.com
            servers: [Kesar:80]
        """
      And nothing listens on Kesar
      When a client sends the request:
        """
        POST <target> HTTP/1.1
        Host: <host>
        Expect: 100-continue
        Content-Length: 5
        """
      Then the answer is <status>
      And the client has not been asked for its content
      And the connection is closed

      Examples:
        | status | host           | target  |
        | 403    | www.mango.com  | /admin  |
        | 404    | www.durian.com | /photos |
        | 502    | www.orange.com | /photos |
        | 400    | www.mango.com  | /..     |

  Rule: An attempt that failed before the content was asked for costs the client nothing

    Example: Another backend is asked
      Given the backends Kesar and Ataulfo share www.orange.com
      And a pool's "policy" is "first"
      And Kesar resets every connection
      And a client asks whether it may send:
        """
        PUT /photos HTTP/1.1
        Host: www.orange.com
        Expect: 100-continue
        Content-Length: 5
        """
      And the client has been asked for its content
      When the client sends the content "mango"
      And the client keeps waiting
      Then the answer comes from Ataulfo

  Rule: Only what is understood is promised

    Example: Another expectation
      When a client asks for "/" with the header "Expect: a-miracle"
      Then the answer is 417 "Expectation Failed"
      And Alphonso receives nothing
      And the log gives the reason "expectation_failed"

    Example: A known expectation beside another one
      When a client asks for "/" with the header "Expect: 100-continue, a-miracle"
      Then the answer is 417 "Expectation Failed"

    Example: HTTP/1.0 has no expectations
      When a client sends the request:
        """
        POST /photos HTTP/1.0
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5

        mango
        """
      Then the answer comes from Alphonso
      And the client has not been asked for its content
      And Alphonso receives no header "Expect"

    Example: Nothing to send
      When a client asks for "/" with the header "Expect: 100-continue"
      Then the answer comes from Alphonso
      And Alphonso receives no header "Expect"

  Rule: A transport that cannot ask sends the content at once

    Scenario Outline: <transport>
      Given a pool's "transport" is "<transport>"
      And a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      And the client has been asked for its content
      When the client sends the content "mango"
      And the client keeps waiting
      Then the answer comes from Alphonso

      Examples:
        | transport   |
        | undici      |
        | koa-proxies |
