Feature: Carrying bodies while they come
  Live scores, long downloads and large uploads pass through without being collected on the way.

  Background:
    Given Alphonso serves www.mango.com

  Rule: A piece of an answer reaches the client before the next one exists

    Example: The head comes first
      Given Alphonso answers piece by piece
      When a client begins to ask for "/scores"
      Then the client has received "" so far

    Example: Then the first piece
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/scores"
      When Alphonso sends "1:0 "
      Then the client has received "1:0 " so far

    Example: Then all of it
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/scores"
      And Alphonso sends "1:0 "
      And Alphonso sends "1:1"
      And Alphonso finishes its answer
      When the client waits for its answer
      Then the answer has the body "1:0 1:1"

    Example: Server-sent events are told at once
      Given Alphonso answers piece by piece with the header "Content-Type: text/event-stream"
      And a client is waiting for the rest of "/events"
      When Alphonso sends "data: ripe\n\n"
      Then the client has received "data: ripe\n\n" so far

  Rule: A piece of a request reaches the backend before the next one exists

    Example: The first piece of an upload
      When a client begins to send POST "/photos"
      And the client sends the piece "half a "
      Then Alphonso receives the body "half a "

    Example: The rest of it
      Given a client begins to send POST "/photos"
      And the client sends the piece "half a "
      And the client sends the piece "mango"
      When the client finishes its request
      Then Alphonso receives the body "half a mango"

    Example: Both sides talk at the same time
      Given Alphonso echoes what it is sent
      When a client begins to send POST "/echo"
      And the client sends the piece "ping"
      Then the client has received "ping" so far

  Rule: Nobody has to take more than they can

    Example: A client that reads nothing holds the backend back
      Given Alphonso has 128 MiB to send
      When a client begins to ask for "/film" and reads only the head
      Then Alphonso has got rid of less than 48 MiB

    Example: A client that reads on gets everything
      Given Alphonso has 64 MiB to send
      And a client begins to ask for "/film" and reads only the head
      When the client reads on
      Then the answer has a body of 64 MiB

    Example: A backend that reads nothing holds the client back
      Given Alphonso reads no bodies
      When a client begins to send POST "/film"
      Then the client gets rid of less than 48 MiB of 128
