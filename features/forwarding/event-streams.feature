Feature: Events that a server sends
  A page waits for hours and wants to hear at once. Nothing on the way may collect,
  compress or end what a backend tells bit by bit.

  Background:
    Given Alphonso serves www.mango.com
    And Alphonso answers piece by piece with the header "Content-Type: text/event-stream"

  Rule: Each event reaches the client as soon as it is told

    Example: One after the other
      Given a client is waiting for the rest of "/events"
      And Alphonso sends "data: green\n\n"
      And the client has received "data: green\n\n" so far
      When Alphonso sends "data: ripe\n\n"
      Then the client has received "data: green\n\ndata: ripe\n\n" so far

    Example: Half an event too
      Given a client is waiting for the rest of "/events"
      When Alphonso sends "data: ri"
      Then the client has received "data: ri" so far

    Example: The client knows what it gets before the first event
      When a client begins to ask for "/events"
      Then the client has received "" so far

  Rule: A stream is carried as it is

    Example: Uncompressed, even for a client that could unpack it
      Given clients send the header "Accept-Encoding: gzip, br"
      And a client is waiting for the rest of "/events"
      And Alphonso sends "data: ripe"
      And Alphonso finishes its answer
      When the client waits for its answer
      Then the answer has the body "data: ripe"
      And the answer has no header "Content-Encoding"
      And the answer has no header "Content-Length"

    Example: A page that comes back says where it was
      When a client asks for what it missed since "42"
      Then Alphonso receives the header "Last-Event-ID: 42"

  Rule: Silence lasts as long as the idle timeout allows, and a heartbeat begins it anew

    Example: A comment now and then keeps the stream open
      Given the idle timeout of a pool is "250ms"
      And a client is waiting for the rest of "/events"
      When Alphonso sends the comment ":" every 20 ms for 400 ms
      Then the client has received ":\n\n" 20 times so far

  Rule: When the page is closed the backend need not go on

    Example: The backend learns it at once
      Given a client is waiting for the rest of "/events"
      And Alphonso sends "data: ripe\n\n"
      And the client has received "data: ripe\n\n" so far
      When the client leaves
      Then Alphonso sees the client leave within 100 ms
