Feature: Taking a backend out by hand
  Whoever wants to restart a server tells the balancer first, and no client notices.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com

  Rule: A draining backend takes no new clients, and finishes what it has begun

    Example: New clients go elsewhere
      Given an operator drains Kesar
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times

    Example: A request that is being served gets its answer
      Given Alphonso holds its answers back
      And a client is waiting for "/"
      And an operator drains Alphonso
      And Alphonso answers at last
      When the client waits for its answer
      Then the answer comes from Alphonso

    Example: A long answer is not cut
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      And an operator drains Alphonso
      And Alphonso sends "all of it"
      And Alphonso finishes its answer
      When the client waits for its answer
      Then the answer has the body "all of it"

    Example: All are draining
      Given an operator drains Alphonso and Kesar
      When a client asks for "/"
      Then the answer is 503 "No backend servers available."

  Rule: A backend in maintenance takes nobody

    Example: Clients go elsewhere
      Given an operator sends Kesar to maintenance
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times

    Example: Nor does a retry go there
      Given an operator sends Kesar to maintenance
      And Alphonso resets every connection
      When a client asks for "/"
      Then the answer is 502
      And Kesar receives nothing

  Rule: A backend that is taken back serves again

    Scenario Outline: An operator <took> and thinks better of it
      Given an operator <took>
      And an operator takes Kesar back
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice

      Examples:
        | took                       |
        | drains Kesar               |
        | sends Kesar to maintenance |

    Example: It has fallen ill meanwhile
      Given a backend is unhealthy after 1 failed check
      And an operator sends Kesar to maintenance
      And Kesar has failed 1 check
      When an operator takes Kesar back
      Then Kesar is unhealthy
      And the reason for the state of Kesar is "answered 500"

  Rule: Status and log tell state, reason and time of the last change

    Example: Draining
      When an operator drains Kesar
      Then Kesar is draining
      And the reason for the state of Kesar is "set to draining by an operator"
      And the status says since when Kesar is in its state

    Example: Maintenance
      When an operator sends Kesar to maintenance
      Then Kesar is in maintenance
      And the reason for the state of Kesar is "set to maintenance by an operator"
      And the status says since when Kesar is in its state

    Example: A state that has never changed has no time
      When Mangrove starts
      Then the status knows of no change at Kesar

    Example: The time is that of the change, and nothing that shows no other state is one
      Given backends are not checked
      And time stands still
      And an operator drains Kesar
      And 60 seconds pass
      And an operator drains Kesar
      When 30 seconds pass
      Then the status says that Kesar has been in its state for 90 seconds

    Example: One line for each change
      Given an operator drains Kesar
      And an operator drains Kesar
      When an operator takes Kesar back
      Then the log says once that Kesar is draining
      And the log says once that Kesar is healthy

    Example: Each pool has a state of its own
      Given the backends Ataulfo and Kesar share /cart
      And an operator drains Kesar
      When a client asks for "any.example/cart" 4 times
      Then Ataulfo and Kesar each answer twice

  Rule: The status API takes the wish as JSON, and answers with what came of it

    Scenario Outline: "<word>"
      When an operator posts '{"state": "<word>"}' to "/pools/www.mango.com/backends/Kesar:80/state"
      Then the answer is 200
      And the operator reads that Kesar is <state>

      Examples:
        | word        | state          |
        | drain       | draining       |
        | draining    | draining       |
        | maint       | in maintenance |
        | maintenance | in maintenance |
        | ready       | healthy        |

    Example: A pool with a slash in its name
      Given Ataulfo serves /cart
      When an operator posts '{"state": "drain"}' to "/pools/%2Fcart/backends/Ataulfo:80/state"
      Then the answer is 200
      And Ataulfo is draining

    Scenario Outline: <mistake> is answered <status>
      When an operator posts '<body>' to "/pools/<pool>/backends/<backend>/state"
      Then the answer is <status>
      And the operator reads "<said>"
      And Kesar is healthy

      Examples:
        | mistake            | body                | pool          | backend  | status | said               |
        | An unknown pool    | {"state": "drain"}  | www.apple.com | Kesar:80 | 404    | no pool            |
        | An unknown backend | {"state": "drain"}  | www.mango.com | Fuji:80  | 404    | no backend         |
        | An unknown state   | {"state": "asleep"} | www.mango.com | Kesar:80 | 400    | drain, maintenance |
        | No state           | {}                  | www.mango.com | Kesar:80 | 400    | drain, maintenance |
        | A state in a list  | {"state": ["drain"]} | www.mango.com | Kesar:80 | 400   | drain, maintenance |
        | Not a map          | null                | www.mango.com | Kesar:80 | 400    | drain, maintenance |
        | Not JSON           | drain               | www.mango.com | Kesar:80 | 400    | drain, maintenance |

    Example: A form, which a web page could send unasked
      When an operator posts "state=drain" as "application/x-www-form-urlencoded" to "/pools/www.mango.com/backends/Kesar:80/state"
      Then the answer is 415
      And Kesar is healthy

    Example: Asking for the state where it can only be set
      When an operator asks for "/pools/www.mango.com/backends/Kesar:80/state"
      Then the answer is 405
