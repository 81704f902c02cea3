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

    Example: In the middle of its own request
      Given a client begins to send POST "/photos"
      And the client sends the piece "half a "
      And Alphonso receives the body "half a "
      When the client leaves
      Then Alphonso sees the client leave within 100 ms

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
