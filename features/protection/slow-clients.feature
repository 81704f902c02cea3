Feature: Clients that keep others waiting
  A connection costs memory for as long as it lasts. Thousands that come to nothing must not be
  able to take the place of those who have come to buy.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked

  Rule: A whole request head has a time limit, however steadily it drips

    Example: One byte at a time
      Given the setting "client_timeouts.head" is "150ms"
      When a client sends a head that never ends, a byte every 10 ms
      Then the answer is 408 "Request Timeout"
      And the connection is closed
      And the log gives the reason "slow_client"
      And the log has 1 line for requests

    Example: The head of the second request on a connection
      Given the setting "client_timeouts.head" is "150ms"
      And a client has been served and keeps its connection
      When this client sends a head that never ends, a byte every 10 ms
      Then the answer is 408 "Request Timeout"
      And the connection is closed

    Example: A client that says nothing at all
      Given the setting "client_timeouts.head" is "100ms"
      When a client connects and says nothing
      Then the connection is closed without an answer
      And the log has no line for a request

    Example: An unused connection
      Given the setting "client_timeouts.keep_alive" is "100ms"
      And a client has been served and keeps its connection
      When this client says no more
      Then the connection is closed

    Example: A connection on which nothing but empty lines comes
      Given the setting "client_timeouts.keep_alive" is "100ms"
      And the setting "client_timeouts.head" is "100ms"
      And the setting "client_timeouts.body" is "100ms"
      And a client has been served and keeps its connection
      When this client sends an empty line every 20 ms
      Then the connection is closed

    Example: A connection on which nothing but empty lines comes is still open after a minute
      Given time stands still
      And a client has been served and keeps its connection
      And this client sends an empty line every 1 s
      When 60 s pass
      Then the connection stays open

    Example: It is closed after the time for an unused connection and that for a head, a second more for each
      Given time stands still
      And a client has been served and keeps its connection
      And this client sends an empty line every 1 s
      When 88 s pass
      Then the connection is closed

    Example: A thousand at a time
      Given the setting "client_timeouts.head" is "500ms"
      And 1000 clients send heads that never end, a byte every 100 ms
      When a client asks for "/" 20 times
      Then every answer is 200
      And all of the slow clients are gone

    Example: A thousand that say nothing
      Given the setting "client_timeouts.head" is "500ms"
      And 1000 clients connect and say nothing
      When a client asks for "/" 20 times
      Then every answer is 200
      And all of the slow clients are gone

  Rule: Content must go on coming while it is the client's turn

    Example: A client that stops sending
      Given the setting "client_timeouts.body" is "100ms"
      And a client begins to send POST "/photos"
      When the client sends the piece "half a"
      And the client waits for its answer
      Then the answer is 408 "Request Timeout"
      And the log gives the reason "slow_client"
      And Alphonso sees the client leave within 1 second

    Scenario Outline: A client that is asked for its content and sends none: <transport>
      Given the setting "client_timeouts.body" is "100ms"
      And a pool's "transport" is "<transport>"
      And a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      And the client has been asked for its content
      When the client keeps waiting
      Then the answer is 408 "Request Timeout"
      And the log gives the reason "slow_client"
      And the connection is closed

      Examples:
        | transport   |
        | http1       |
        | undici      |
        | koa-proxies |

    Example: A client that is asked and sends a part
      Given the setting "client_timeouts.body" is "100ms"
      And a client asks whether it may send:
        """
        POST /photos HTTP/1.1
        Host: www.mango.com
        Expect: 100-continue
        Content-Length: 5
        """
      And the client has been asked for its content
      And the client sends the content "man"
      When the client keeps waiting
      Then the answer is 408 "Request Timeout"
      And the log gives the reason "slow_client"

    Example: A client that stops sending while it waits in the queue
      Given the setting "client_timeouts.body" is "100ms"
      And Alphonso takes 1 request at a time
      And Alphonso never answers
      And a client is waiting for "/first"
      And a client begins to send POST "/photos"
      When the client waits for its answer
      Then the answer is 408 "Request Timeout"
      And the status shows 0 requests in the queue

    Example: A client that stops sending while the answer has begun
      Given the setting "client_timeouts.body" is "100ms"
      And Alphonso answers piece by piece
      And a client begins to send POST "/photos"
      When the client has the head of its answer
      Then the client's connection breaks
      And the log gives the reason "slow_client"

    Example: As long as the answer goes on, both sides are busy
      Given the setting "client_timeouts.body" is "250ms"
      And Alphonso sends 8 pieces "m", 60 ms apart
      And a client begins to send POST "/photos"
      When the client waits for its answer
      Then the answer has the body "mmmmmmmm"

    Example: A client that stops sending, when a reload has lowered the limit
      Given Mangrove starts
      And the setting "client_timeouts.body" is "1s"
      And the config is loaded anew
      And a client begins to send POST "/photos"
      And the client sends the piece "half a"
      When 2 s pass
      And the client waits for its answer
      Then the answer is 408 "Request Timeout"

    Example: A client that sends all the time, and next to nothing
      Given the setting "client_timeouts.body" is "200ms"
      And the setting "limits.body_rate" is "1KiB"
      And a client begins to send POST "/photos"
      When the client sends pieces "m" without end, 10 ms apart
      And the client waits for its answer
      Then the answer is 408 "Request Timeout"
      And the log gives the reason "slow_client"

    Example: A client that sends at the slowest pace allowed
      Given the setting "client_timeouts.body" is "2s"
      And the setting "limits.body_rate" is "10B"
      And a client begins to send POST "/photos" with the header "Content-Length: 600"
      When the client sends 60 pieces "tenmangoes", 1 second apart
      And the client finishes its request
      And the client waits for its answer
      Then the answer comes from Alphonso

    Example: A client that sends a little more slowly than that
      Given the setting "client_timeouts.body" is "2s"
      And the setting "limits.body_rate" is "10B"
      And time stands still
      And a client begins to send POST "/photos" with the header "Content-Length: 600"
      When the client sends 60 pieces "9 mangoes", 1 second apart
      And the client waits for its answer
      Then the answer is 408 "Request Timeout"
      And the log gives the reason "slow_client"

    Example: A backend that makes a client wait
      Given the setting "client_timeouts.body" is "100ms"
      And the idle timeout of a pool is "500ms"
      And Alphonso reads no bodies
      When a client sends POST "/photos" with a body of 16000000 bytes
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "idle_timeout"

  Rule: A client must go on taking its answer

    Example: A client that takes no more than the head
      Given the setting "client_timeouts.body" is "200ms"
      And Alphonso has 64 MiB to send
      When a client begins to ask for "/film" and reads only the head
      Then the log gives the reason "slow_client"
      And Alphonso sees the client leave within 1 second

    Example: A client that asks on and on and takes no answers
      Given the setting "client_timeouts.body" is "200ms"
      And Alphonso answers 200 with a body of 1 MiB
      When a client asks for "/" 50 times over one connection and takes no answers
      Then this client is cut off
