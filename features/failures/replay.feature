Feature: Sending content again
  A second attempt is worth something only if it brings the whole of what the client sent, and
  memory is worth something too.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked

  Rule: A second attempt sends the same content, from its first byte to its last

    Example: Content that had come
      Given Alphonso resets every connection once it has read the request
      When a client sends PUT "/photos/1" with the body "half a mango"
      Then the answer comes from Kesar
      And Kesar receives the body "half a mango"

    Example: Content that is still coming
      Given a client begins to send PUT "/photos/1"
      And the client sends the piece "half a "
      And Alphonso receives the body "half a "
      When Alphonso resets the connection
      And the client sends the piece "mango"
      And the client finishes its request
      Then Kesar receives the body "half a mango"

    Example: Its trailer fields too
      Given clients send the header "Trailer: X-Checksum"
      And a client begins to send PUT "/photos/1"
      And the client sends the piece "half a "
      And Alphonso receives the body "half a "
      When Alphonso resets the connection
      And the client finishes its request with the trailer "X-Checksum: 42"
      Then Kesar receives the trailer "X-Checksum: 42"

    Example: To a third backend
      Given the backends Alphonso, Kesar and Ataulfo share www.orange.com
      And a pool's "retries" is "2"
      And Alphonso resets every connection once it has read the request
      And Kesar answers 503
      When a client sends PUT "www.orange.com/photos/1" with a body of 30000 bytes
      Then Ataulfo receives a body of 30000 bytes

    Example: To a backend that gave a bad answer before
      Given a pool's "retry_on" is "[503]"
      And Alphonso answers 503 "later"
      When a client sends PUT "/photos/1" with a body of 30000 bytes
      Then Kesar receives a body of 30000 bytes

  Rule: Content is sent again as long as all of it is kept, 64 KiB by default

    Example: Just as much
      Given Alphonso resets every connection once it has read the request
      When a client sends PUT "/photos/1" with a body of 65536 bytes
      Then the answer comes from Kesar
      And Kesar receives a body of 65536 bytes

    Example: A byte more
      Given Alphonso resets every connection once it has read the request
      When a client sends PUT "/photos/1" with a body of 65537 bytes
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: More than the config keeps
      Given a pool's "replay_buffer" is "1KiB"
      And Alphonso resets every connection once it has read the request
      When a client sends PUT "/photos/1" with a body of 1025 bytes
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: Nothing is kept
      Given a pool's "replay_buffer" is "0B"
      And Alphonso resets every connection once it has read the request
      When a client sends PUT "/photos/1" with the body "m"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: Content that has not been touched needs not be kept
      Given nothing listens on Alphonso
      When a client sends POST "/photos" with a body of 1000000 bytes
      Then the answer comes from Kesar
      And Kesar receives a body of 1000000 bytes
