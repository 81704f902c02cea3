Feature: Saying so when there is too much to do
  A server that takes on more than it can do serves nobody. A client that is turned away at once
  can ask again, or elsewhere.

  Background:
    Given Alphonso serves www.mango.com
    And backends are not checked

  Rule: Beyond so many requests at a time, others are turned away

    Example: One more than may be served
      Given Mangrove serves 1 request at a time
      And Alphonso never answers
      And a client is waiting for "/first"
      When a client asks for "/second"
      Then the answer is 503 "Service Unavailable"
      And the answer has the header "Retry-After: 1"
      And the log gives the reason "overloaded"
      And Alphonso is asked once

    Example: A page of another site may read that it is too much
      Given the config:
        """
        limits: {requests: 1}
        security_headers: true
        hosts:
          - host: www.mango.com
            cors: {origins: [https://app.mango.com]}
            servers: [Alphonso:80]
        """
      And Alphonso never answers
      And a client is waiting for "/first"
      When a client asks for "/second" with the header "Origin: https://app.mango.com"
      Then the answer is 503 "Service Unavailable"
      And the answer has the header "Access-Control-Allow-Origin: https://app.mango.com"
      And the answer has the header "X-Content-Type-Options: nosniff"

    Example: As many as may be served
      Given Mangrove serves 2 requests at a time
      And Alphonso holds its answers back
      And 2 clients are waiting for "/"
      When Alphonso answers at last
      And the client waits for its answer
      Then the answer comes from Alphonso

    Example: When one is done there is room for another
      Given Mangrove serves 1 request at a time
      When a client asks for "/" 3 times
      Then every answer is 200

    Example: When one leaves there is room for another
      Given Mangrove serves 1 request at a time
      And Alphonso never answers "/first"
      And a client is waiting for "/first"
      When the client leaves
      Then a client is served again

    Example: Those who are turned away do not count
      Given Mangrove serves 1 request at a time
      And Alphonso holds its answers back
      And a client is waiting for "/first"
      And a client asks for "/second" 5 times
      When Alphonso answers at last
      And the client waits for its answer
      Then the answer comes from Alphonso
      And a client is served again

    Example: The connection of one who is turned away can be used again
      Given Mangrove serves 1 request at a time
      And Alphonso never answers "/first"
      And a client is waiting for "/first"
      And a client sends the request:
        """
        GET /second HTTP/1.1
        Host: www.mango.com
        """
      When the answer is 503
      Then the connection stays open

    Example: Requests behind one another on a connection are one at a time
      Given Mangrove serves 1 request at a time
      When a client sends 2 requests on one connection:
        """
        GET /a HTTP/1.1
        Host: www.mango.com

        GET /b HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are 200 and 200

    Example: An open WebSocket is one of them
      Given Mangrove serves 1 request at a time
      And Alphonso speaks WebSocket
      And a client opens a WebSocket at "/chat"
      When a client asks for "/"
      Then the answer is 503

    Example: A closed WebSocket is none
      Given Mangrove serves 1 request at a time
      And Alphonso speaks WebSocket
      And a client opens a WebSocket at "/chat"
      When the client closes the WebSocket with 1000 "done"
      Then a client is served again

  Rule: Who finds a queue full, or has waited in vain, may ask again soon

    Example: The queue is full
      Given a pool's "max_queue" is "0"
      And Alphonso takes 1 request at a time
      And Alphonso never answers
      And a client is waiting for "/first"
      When a client asks for "/second"
      Then the answer is 503 "Service Unavailable"
      And the answer has the header "Retry-After: 1"

    Example: Waited in vain
      Given the queue timeout of a pool is "50ms"
      And Alphonso takes 1 request at a time
      And Alphonso never answers
      And a client is waiting for "/first"
      When a client asks for "/second"
      Then the answer is 503 "Service Unavailable"
      And the answer has the header "Retry-After: 1"

  Rule: Up to a hundred requests of a connection may wait behind the one that is answered

    Example: So many
      Given Alphonso holds its answers back
      And a client asks for "/" 101 times over one connection without waiting
      When Alphonso answers at last
      Then all 101 of them are answered

    Example: So many again, once those are answered
      Given a client asks for "/" 101 times over one connection without waiting
      And all 101 of them are answered
      When this client asks for "/" 101 times more without waiting
      Then all 202 of them are answered

    Example: One more
      Given Alphonso never answers
      When a client asks for "/" 102 times over one connection without waiting
      Then this client is cut off
      And the log gives the reason "overloaded"
      And the log has 1 line for requests
