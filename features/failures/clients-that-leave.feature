Feature: Clients that leave
  Nobody should cook for a guest who has gone home.

  Background:
    Given Alphonso serves www.mango.com

  Rule: When a client leaves, the backend learns it within 100 ms

    Example: Before the answer
      Given Alphonso never answers
      And a client is waiting for "/report"
      When the client leaves
      Then Alphonso sees the client leave within 100 ms

    Example: In the middle of the answer
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/report"
      When the client leaves
      Then Alphonso sees the client leave within 100 ms

    Scenario Outline: <what>, <time> after it has closed its side
      Given Alphonso <answers>
      And time stands still
      And a client is waiting for <part>
      And the client leaves
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      # It may have said all and still listen: it is asked twice, or must take what comes.
      Examples:
        | what                        | answers                | part                   | time  | requests   |
        | Before the answer           | never answers          | "/report"              | 39 ms | 1 request  |
        | Before the answer           | never answers          | "/report"              | 40 ms | 0 requests |
        | In the middle of the answer | answers piece by piece | the rest of "/report"  | 49 ms | 1 request  |
        | In the middle of the answer | answers piece by piece | the rest of "/report"  | 50 ms | 0 requests |

    Example: In the middle of its own request
      Given a client begins to send POST "/photos"
      And the client sends the piece "half a "
      And Alphonso receives the body "half a "
      When the client leaves
      Then Alphonso sees the client leave within 100 ms
      And the log gives the reason "client_gone"

    Example: In a silence of the answer, after it has closed its side and taken a part
      Given Alphonso answers piece by piece
      And a client sends the request and closes its side once the answer has begun:
        """
        GET /report HTTP/1.1
        Host: www.mango.com
        """
      And Alphonso sends "half a"
      When 150 ms pass
      Then the log gives the reason "client_gone"

    Example: During a second attempt
      Given the backends Alphonso and Kesar share www.orange.com
      And Alphonso resets every connection
      And Kesar never answers
      And a client begins to ask for "www.orange.com/report" and is tried at Kesar
      When the client leaves
      Then Kesar sees the client leave within 100 ms

    Example: Between two attempts
      Given a pool's "retries" is "10"
      And Alphonso resets every connection
      And a client begins to ask for "/report" and is tried 3 times at Alphonso
      When the client leaves
      Then the log gives the reason "client_gone"
      And Alphonso is asked no more

    Example: Between two attempts, of which the second is not made and costs nothing
      Given Alphonso resets every connection
      And time stands still
      And a client on a connection that it wants to keep is waiting for "/report"
      And Alphonso is asked once
      When the client resets its connection
      Then the log gives the reason "client_gone"
      And the status shows 0 retries spent, and 30 left

    Example: While a second attempt waits for a place, which it does not take and costs nothing
      Given the config:
        """
        hosts:
          - host: www.mango.com
            health: false
            servers: [{address: "Alphonso:80", max_connections: 1}, {address: "Kesar:80", max_connections: 1}]
        """
      And Alphonso and Kesar hold their answers back
      And 2 clients are waiting for "/"
      And a client queues for "/report"
      And Alphonso resets the connection
      And the status shows 1 request in the queue
      When the first client leaves
      Then the status shows 0 retries spent, and 30 left

    Example: While two backends race
      Given the backends Alphonso and Kesar share www.orange.com
      And a pool's "hedge_after" is "20ms"
      And Alphonso and Kesar never answer
      And a client begins to ask for "www.orange.com/report" and is tried at Kesar
      When the client leaves
      Then Alphonso sees the client leave within 100 ms
      And Kesar sees the client leave within 100 ms

    Example: While a bad answer waits for a better one
      Given the backends Alphonso and Kesar share www.orange.com
      And a pool's "retry_on" is "[503]"
      And Alphonso begins with "HTTP/1.1 503 Sold Out\r\nContent-Length: 8\r\n\r\n" and says no more
      And Kesar never answers
      And a client begins to ask for "www.orange.com/report" and is tried at Kesar
      When the client leaves
      Then Alphonso sees the client leave within 100 ms
      And Kesar sees the client leave within 100 ms

    Example: Behind a request of its own that is not answered yet
      Given Alphonso never answers
      When a client sends two requests for "/report" at once
      And this client leaves
      Then Alphonso sees the client leave within 100 ms
      And Alphonso is asked once

  Rule: The log says that the client has gone

    Example: Status and reason
      Given Alphonso never answers
      And a client is waiting for "/report"
      When the client leaves
      Then the log line of the request has:
        | status | 499         |
        | reason | client_gone |

  Rule: A client that has left is not the backend's fault

    Example: No failure is counted
      Given Alphonso never answers
      And a client is waiting for "/report"
      When the client leaves
      Then the status shows 0 requests in flight at Alphonso
      And the status shows 1 request and 0 failures at Alphonso
