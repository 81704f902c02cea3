Feature: Nobody waits for ever
  A client that gets no answer wants to know it in time, and a backend that does its best is not
  to be cut off.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked

  Rule: A connection may take 3 s, if the config says nothing else

    Scenario Outline: After <time>
      Given time stands still
      And connections to Alphonso are never established
      And a client begins to ask for "/"
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      Examples:
        | time    | requests   |
        | 2999 ms | 1 request  |
        | 3 s     | 0 requests |

    Example: The client learns it, when nobody else is tried
      Given a pool's "retries" is "0"
      And time stands still
      And connections to Alphonso are never established
      And a client begins to ask for "/"
      And 3 s have passed
      When the client waits for its answer
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "connect_timeout"

  Rule: A whole request may take any time, if the config gives it no limit

    Example: Ten minutes, of which no silence is too long
      Given Alphonso sends 10 pieces "m", 59 s apart
      And time stands still
      And a client begins to ask for "/"
      When 10 minutes pass
      And the client waits for its answer
      Then the answer has the body "mmmmmmmmmm"

  Rule: A whole request may be given a limit, whatever happens within it

    Example: No answer by then
      Given the request timeout of a pool is "100ms"
      And Alphonso never answers
      When a client asks for "/"
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "request_timeout"
      And Alphonso sees the client leave within 1 second

    Example: Half an answer by then
      Given the request timeout of a pool is "150ms"
      And Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      When Alphonso sends "half a"
      Then the client's connection breaks
      And the log gives the reason "request_timeout"

    Example: The second attempt is within it
      Given the request timeout of a pool is "30s"
      And the first_byte timeout of a pool is "20s"
      And a pool's "retry_on" is "[first_byte_timeout]"
      And Alphonso and Kesar never answer
      And a client is waiting for "/"
      And 30 s have passed
      When the client waits for its answer
      Then the attempts in the log line are:
        | backend  | reason             |
        | Alphonso | first_byte_timeout |
        | Kesar    |                    |

    Example: A bad answer that another attempt may better is within it
      Given the request timeout of a pool is "100ms"
      And a pool's "retry_on" is "[503]"
      And Alphonso answers 503 "sold out"
      And Kesar never answers
      When a client asks for "/"
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "request_timeout"

    Scenario Outline: Of 30 s, after <time>
      Given the request timeout of a pool is "30s"
      And the first_byte timeout of a pool is "1m"
      And time stands still
      And Alphonso never answers
      And a client is waiting for "/"
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      Examples:
        | time     | requests   |
        | 29999 ms | 1 request  |
        | 30 s     | 0 requests |

    Example: Done in time
      Given the request timeout of a pool is "5s"
      When a client asks for "/" twice
      Then every answer is 200

  Rule: A backend has 30 s for the head of its answer, if the config says nothing else

    Scenario Outline: After <time>
      Given time stands still
      And Alphonso never answers
      And a client is waiting for "/"
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      Examples:
        | time     | requests   |
        | 29999 ms | 1 request  |
        | 30 s     | 0 requests |

    Scenario Outline: Less than it had for a connection, if the config says so: after <time>
      Given the connect timeout of a pool is "900ms"
      And the first_byte timeout of a pool is "100ms"
      And time stands still
      And Alphonso never answers
      And a client is waiting for "/"
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      Examples:
        | time   | requests   |
        | 99 ms  | 1 request  |
        | 100 ms | 0 requests |

    Example: The client learns it
      Given time stands still
      And Alphonso never answers
      And a client is waiting for "/"
      And 30 s have passed
      When the client waits for its answer
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "first_byte_timeout"
      And the log line of the request has a "duration_ms" like "30000"

    Example: An answer at the last moment
      Given time stands still
      And Alphonso holds its answers back
      And a client is waiting for "/"
      And 29999 ms have passed
      And Alphonso answers at last
      When the client waits for its answer
      Then the answer comes from Alphonso
      And the log line of the request has a "duration_ms" like "29999"

    Example: Each request has its own 30 s
      Given a pool's "servers" is "[Alphonso:80]"
      And time stands still
      And Alphonso never answers
      And a client is waiting for "/first"
      And 20 s have passed
      And a client is waiting for "/second"
      When 10 s pass
      Then the status shows 1 request in flight at Alphonso

  Rule: A silence within an answer lasts no longer than 60 s, if the config says nothing else

    Scenario Outline: After <time>
      Given time stands still
      And Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      When <time> pass
      Then the status shows <requests> in flight at Alphonso

      Examples:
        | time     | requests   |
        | 59999 ms | 1 request  |
        | 60 s     | 0 requests |

    Example: The client sees that something is missing
      Given time stands still
      And Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      When 60 s pass
      Then the client's connection breaks
      And the log gives the reason "truncated"

    Example: A piece of the answer begins it anew
      Given time stands still
      And Alphonso answers piece by piece
      And a client is waiting for the rest of "/"
      And 59 s have passed
      And Alphonso sends "half a"
      And the client has received "half a" so far
      When 59 s pass
      Then the status shows 1 request in flight at Alphonso

  Rule: A standstill is timed, not the whole of a body

    Example: A client that sends little by little
      Given the idle timeout of a pool is "250ms"
      And Alphonso echoes what it is sent
      And a client begins to send POST "/photos"
      When the client sends 8 pieces "m", 60 ms apart
      And the client finishes its request
      And the client waits for its answer
      Then the answer has the body "mmmmmmmm"

    Example: A client that sends little by little to a backend that answers at the end
      Given the idle timeout of a pool is "250ms"
      And a client begins to send POST "/photos"
      When the client sends 8 pieces "m", 60 ms apart
      And the client finishes its request
      And the client waits for its answer
      Then the answer comes from Alphonso

    Example: A client that sends little by little while the answer has begun
      Given the idle timeout of a pool is "250ms"
      And Alphonso answers piece by piece
      And a client begins to send POST "/photos"
      And the client has the head of its answer
      When the client sends 8 pieces "m", 60 ms apart
      Then the client has received "" so far

    Example: A client that rests for longer than a backend may
      Given the idle timeout of a pool is "100ms"
      And a client begins to send POST "/photos"
      And the client sends the piece "half a "
      And 300 ms have passed
      And the client sends the piece "mango"
      When the client finishes its request
      And the client waits for its answer
      Then the answer comes from Alphonso

    Example: A backend that stops reading
      Given the idle timeout of a pool is "100ms"
      And Alphonso reads no bodies
      When a client sends POST "/photos" with a body of 16000000 bytes
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "idle_timeout"

    Example: A backend that answers little by little
      Given the idle timeout of a pool is "250ms"
      And Alphonso sends 8 pieces "m", 60 ms apart
      When a client asks for "/"
      Then the answer has the body "mmmmmmmm"

  Rule: The time to the first byte begins when the backend has the whole request

    Example: A client that takes its time
      Given the first_byte timeout of a pool is "200ms"
      And a client begins to send POST "/photos"
      When the client sends 6 pieces "m", 60 ms apart
      And the client finishes its request
      And the client waits for its answer
      Then the answer comes from Alphonso
