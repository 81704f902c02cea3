Feature: Circuit breakers
  A backend that fails half of what it is asked is better left in peace for a while, and then
  asked with care.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked
    And a pool's "outliers" is "false"
    And a circuit opens when half of 4 attempts fail

  Rule: A backend of which too many attempts fail rests

    Example: Half of its attempts
      Given a client asks for "/" 4 times
      And Alphonso answers 500
      When a client asks for "/" 8 times
      Then Alphonso is asked 4 times
      And Alphonso is unhealthy
      And the reason for the state of Alphonso is "circuit open: 2 of the last 4 attempts failed"

    Example: Less than half of its attempts
      Given a client asks for "/" 8 times
      And Alphonso answers 500
      When a client asks for "/" 6 times
      Then Alphonso is asked 7 times
      And Alphonso is healthy

    Example: Too few attempts prove nothing
      Given Alphonso answers 500
      When a client asks for "/" 6 times
      Then Alphonso is asked 3 times
      And Alphonso is healthy

    Scenario Outline: What counts: <fault>
      Given Alphonso <fault>
      And a pool's "retries" is "0"
      And the first_byte timeout of a pool is "150ms"
      When a client asks for "/" 12 times
      Then Alphonso is asked 4 times
      And the log says once that Alphonso is unhealthy

      Examples:
        | fault                                            |
        | answers 500                                      |
        | resets every connection                          |
        | never answers                                    |
        | promises 100 bytes, sends "half a" and dies      |

    Example: A 404 is an answer like any other
      Given Alphonso answers 404
      When a client asks for "/" 12 times
      Then Alphonso is asked 6 times

    Example: A client that leaves says nothing of the backend
      Given Alphonso never answers
      And 8 clients are waiting for "/"
      When all clients leave
      Then the status shows 0 requests in flight at Alphonso
      And Alphonso is healthy

    Example: Old failures are forgotten
      Given a circuit looks back "40ms"
      And Alphonso answers 500
      And a client asks for "/" 6 times
      And 50 ms have passed
      When a client asks for "/" 2 times
      Then Alphonso is healthy

    Example: Nobody is left
      Given Ataulfo serves www.orange.com
      And a pool's "panic" is "0"
      And a circuit opens when half of 4 attempts fail
      And Ataulfo answers 500
      And a client asks for "www.orange.com/" 4 times
      When a client asks for "www.orange.com/"
      Then the answer is 503 "No backend servers available."
      And the log gives the reason "no_backend"

  Rule: What only one client meets, among several, opens no circuit

    Background:
      Given the policy is first
      And Alphonso answers "/poison" with 500

    Example: One that asks for what breaks
      Given a client at 127.0.0.7 asks for "/"
      When a client at 127.0.0.8 asks for "/poison" 10 times
      Then the status shows 11 requests and 10 failures at Alphonso
      And Alphonso is healthy

    Example: Another one meets it too
      Given a client at 127.0.0.7 asks for "/"
      And a client at 127.0.0.8 asks for "/poison" 10 times
      When a client at 127.0.0.7 asks for "/poison"
      Then Alphonso is soon unhealthy
      And the reason for the state of Alphonso is "circuit open: 11 of the last 12 attempts failed"

    Example: One that is alone
      When a client at 127.0.0.8 asks for "/poison" 4 times
      Then Alphonso is soon unhealthy

    Example: That no connection can be made counts whoever asks
      Given a client at 127.0.0.7 asks for "/"
      And Alphonso stops
      When a client at 127.0.0.8 asks for "/" 5 times
      Then Alphonso is soon unhealthy

    Scenario Outline: One that nobody else has been beside for <time>, where it looks back <window>, is <state>
      Given a circuit looks back "<window>"
      And time stands still
      And a client at 127.0.0.7 asks for "/"
      And <time> have passed
      When a client at 127.0.0.8 asks for "/poison" 4 times
      Then Alphonso is <state>

      # For 30 s, or for as long as it looks back and rests, if that is longer.
      Examples:
        | window | time     | state     |
        | 10s    | 29999 ms | healthy   |
        | 10s    | 30001 ms | unhealthy |
        | 1m     | 69999 ms | healthy   |
        | 1m     | 70001 ms | unhealthy |

    Example: Nor does it decide a trial
      Given a circuit rests "50ms"
      And a client at 127.0.0.7 asks for "/poison" 2 times
      And a client at 127.0.0.8 asks for "/poison" 2 times
      And Alphonso is found to be healthy
      When a client at 127.0.0.8 asks for "/poison" 3 times
      And a client at 127.0.0.7 asks for "/" 3 times
      Then the reason for the state of Alphonso is "circuit closed: trials succeeded"

  Rule: A rest is of 10 s, if the config says nothing else

    Background:
      Given time stands still
      And Alphonso answers 500
      And a client asks for "/" 8 times
      And Alphonso is found to be unhealthy

    Scenario Outline: After <time> it is <state>
      When <time> pass
      Then Alphonso is <state>

      Examples:
        | time    | state     |
        | 9999 ms | unhealthy |
        | 10 s    | healthy   |

    Example: After a trial that failed it is as long
      Given 10 s have passed
      And a client asks for "/" twice
      And the log says twice that Alphonso is unhealthy
      When 10 s pass
      Then the reason for the state of Alphonso is "circuit half open: trials"

    Example: A reload that leaves the pool as it is does not make it longer
      Given 5 s have passed
      And the setting "resolver.max_ttl" is "2m"
      And the config is loaded anew
      And Alphonso is still unhealthy
      When 5 s pass
      Then the reason for the state of Alphonso is "circuit half open: trials"

    Example: A reload that changes the pool ends it
      Given Ataulfo joins www.mango.com
      When the config is loaded anew
      Then Alphonso is healthy
      And the reason for the state of Alphonso is "the config of its pool has changed"

  Rule: Attempts count for 10 s, if the config says nothing else

    Scenario Outline: Those of <time> ago
      Given time stands still
      And Alphonso answers 500
      And a client asks for "/" 6 times
      And <time> have passed
      When a client asks for "/" 2 times
      Then Alphonso is <state>

      Examples:
        | time | state     |
        | 8 s  | unhealthy |
        | 11 s | healthy   |

  Rule: After its rest a few trials decide

    Background:
      Given Alphonso answers the first 4 requests with 500
      And a client asks for "/" 8 times
      And 10 s have passed

    Example: The trials succeed
      Given Alphonso is found to be healthy
      When a client asks for "/" 8 times
      Then Alphonso is asked 8 times
      And the reason for the state of Alphonso is "circuit closed: trials succeeded"

    Example: A trial fails
      Given Alphonso answers 500
      And Alphonso is found to be healthy
      When a client asks for "/" 2 times
      Then the log says twice that Alphonso is unhealthy
      And Alphonso is asked 5 times
      And the log gives these reasons why Alphonso was unhealthy:
        | circuit open: 4 of the last 4 attempts failed |
        | circuit open: a trial failed                  |

    Example: No more trials at a time than the config says
      Given Alphonso holds its answers back
      And Alphonso is found to be healthy
      And the reason for the state of Alphonso is "circuit half open: trials"
      When 6 clients are waiting for "/"
      Then Alphonso is asked 6 times

    Example: A trial that its client gave up decides nothing
      Given Alphonso never answers
      And Alphonso is found to be healthy
      And a client begins to ask for "/" and is tried at Alphonso
      When the client leaves
      Then the status shows 0 requests in flight at Alphonso
      And the reason for the state of Alphonso is "circuit half open: trials"

    Example: A trial that its client gave up makes room for another
      Given Alphonso never answers "/report"
      And Alphonso is found to be healthy
      And 4 clients are waiting for "/report"
      And all clients leave
      And the status shows 0 requests in flight at Alphonso
      When a client asks for "/" 4 times
      Then the reason for the state of Alphonso is "circuit closed: trials succeeded"

    Example: A reload that changes the pool ends the trials
      Given Alphonso holds its answers back
      And Alphonso is found to be healthy
      And 4 clients are waiting for "/"
      And Ataulfo joins www.mango.com
      When the config is loaded anew
      Then the reason for the state of Alphonso is "the config of its pool has changed"
      And the status shows 2 requests in flight at Alphonso

  Rule: A client that does not send what it has promised holds no place of a trial

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            health: false
            outliers: false
            circuit_breaker: {min_requests: 4, open: 50ms, trials: 1}
            servers: [Alphonso:80]
        """
      And Alphonso answers the first 4 requests with 500
      And a client asks for "/" 4 times
      And Alphonso is found to be healthy

    Example: Others are served in its place
      Given a client begins to send POST "/photos"
      And the status shows 1 request in flight at Alphonso
      When a client asks for "/"
      Then the answer is 200
      And the reason for the state of Alphonso is "circuit closed: trials succeeded"

    Example: Nor does one that has begun to send it
      Given a client begins to send POST "/photos"
      And the client sends the piece "mango"
      And the status shows 1 request in flight at Alphonso
      When a client asks for "/"
      Then the answer is 200
      And the reason for the state of Alphonso is "circuit closed: trials succeeded"

  Rule: What began before a rest says nothing behind it

    Background:
      Given the policy is first
      And a pool's "retries" is "0"

    Example: Four that fail when the circuit has closed again
      Given Alphonso holds its answers back
      And 4 clients are waiting for "/"
      And Alphonso answers the first 4 requests with 500
      And a client asks for "/" 4 times
      And 10 s have passed
      And a client asks for "/" 4 times
      When Alphonso closes its connections
      Then the reason for the state of Alphonso is "circuit closed: trials succeeded"

  Rule: A trial needs a place, as every request does

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            health: false
            outliers: false
            circuit_breaker: {min_requests: 4, open: 50ms, trials: 3}
            servers: [{address: "Alphonso:80", max_connections: 2}]
        """

    Example: Two places, and three trials
      Given Alphonso answers the first 4 requests with 500
      And a client asks for "/" 4 times
      And Alphonso holds its answers back
      And Alphonso is found to be healthy
      When 3 clients are waiting for "/"
      Then the status shows 2 requests in flight at Alphonso
      And the status shows 1 request in the queue
      And Alphonso is asked 6 times

    Example: One of the places is taken by a request from before
      Given Alphonso holds its answers back
      And a client is waiting for "/"
      And Alphonso answers the first 4 requests with 500
      And a client asks for "/" 4 times
      And Alphonso never answers
      And Alphonso is found to be healthy
      When 2 clients are waiting for "/"
      Then the status shows 2 requests in flight at Alphonso

  Rule: A trial has succeeded when the head of its answer is here

    Example: Streams that never end
      Given Alphonso answers the first 4 requests with 500
      And a client asks for "/" 8 times
      And Alphonso answers piece by piece
      And 10 s have passed
      When 4 clients are waiting for the rest of "/"
      Then the reason for the state of Alphonso is "circuit closed: trials succeeded"
      And the status shows 2 requests in flight at Alphonso

    Example: Tunnels
      Given Alphonso and Kesar speak WebSocket
      And Alphonso answers the first 4 requests with 500
      And a client asks for "/" 8 times
      And 10 s have passed
      When 4 clients open a WebSocket at "/"
      Then the reason for the state of Alphonso is "circuit closed: trials succeeded"

    Example: A head that says no
      Given Alphonso answers 500
      And a client asks for "/" 8 times
      And Alphonso answers piece by piece with 500
      And 10 s have passed
      When 2 clients are waiting for the rest of "/"
      Then the log says twice that Alphonso is unhealthy

    Example: One that breaks off behind its head has failed after all
      Given Alphonso answers 500
      And a client asks for "/" 8 times
      And Alphonso promises 100 bytes, sends "half a" and dies
      And 10 s have passed
      When a client asks for "/" 2 times
      Then the log says twice that Alphonso is unhealthy

    Example: Streams from before take no place of a trial
      Given Alphonso answers piece by piece
      And 6 clients are waiting for the rest of "/"
      And Alphonso answers the first 4 requests with 500
      And a client asks for "/" 8 times
      And 10 s have passed
      When a client asks for "/" 4 times
      Then the reason for the state of Alphonso is "circuit closed: trials succeeded"
