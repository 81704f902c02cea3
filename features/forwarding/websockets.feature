Feature: WebSockets
  A chat about ripe fruit is one connection that stays. It goes the same way as every other
  request, and is then left alone.

  Background:
    Given Alphonso serves /chat
    And backends are not checked
    And Alphonso speaks WebSocket

  Rule: Messages travel both ways

    Example: A question and its answer
      Given a client opens a WebSocket at "/chat"
      When the client says "Is it ripe?"
      And Alphonso says "By tomorrow."
      Then Alphonso hears "Is it ripe?"
      And the client hears "By tomorrow."

    Example: A large message
      Given a client opens a WebSocket at "/chat"
      When the client says a message of 8 MiB
      Then Alphonso hears a message of 8 MiB

    Example: Pings reach the other side and are answered there
      Given a client opens a WebSocket at "/chat"
      When the client pings with "still there?"
      And Alphonso pings with "and you?"
      Then Alphonso has been pinged with "still there?"
      And the client gets the pong "still there?"
      And the client has been pinged with "and you?"

  Rule: The way there is that of every request

    Example: Rules of the route hold, and the backend learns who asks
      When a client opens a WebSocket at "/chat/ripeness?of=alphonso" with the headers:
        | Cookie | basket=7 |
      Then Alphonso is asked for "/ripeness?of=alphonso"
      And Alphonso receives the headers:
        | Host                  | mangrove.test |
        | Cookie                | basket=7      |
        | Sec-WebSocket-Version | 13            |
        | X-Forwarded-For       | 127.0.0.1     |
        | X-Forwarded-Prefix    | /chat         |
        | Connection            | Upgrade       |
        | Upgrade               | websocket     |

    Example: A firewall refuses
      Given a pool's "firewall_rules" is "{path_reject: [/chat]}"
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 403
      And Alphonso receives nothing

    Example: A rate limit counts
      Given a pool's "rate_limit" is "{requests: 1, per: 1h}"
      And a client opens a WebSocket at "/chat"
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 429

    Example: A password is asked for
      Given only alice with the password "sesame" may enter /chat
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 401
      And Alphonso receives nothing

    Example: Nobody serves the path
      When a client tries to open a WebSocket at "/shop"
      Then the WebSocket is refused with 404

    Example: A backend that cannot be reached is passed over
      Given the backends Dashehari and Kesar share /gossip
      And Kesar speaks WebSocket
      And nothing listens on Dashehari
      When a client opens a WebSocket at "/gossip"
      And the client says "Kesar?"
      Then Kesar hears "Kesar?"

    Example: Nobody can be reached
      Given nothing listens on Alphonso
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 502

    Example: The backend says no
      Given Alphonso refuses to switch with 401 "Who are you?"
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 401

    Example: The backend does not say anything
      Given Alphonso never agrees to switch
      And the first_byte timeout of a pool is "50ms"
      When a client tries to open a WebSocket at "/chat"
      Then the WebSocket is refused with 504

  Rule: It ends for both sides together

    Example: The client closes
      Given a client opens a WebSocket at "/chat"
      When the client closes the WebSocket with 1000 "bye"
      Then the client and Alphonso see the WebSocket closed with "1000 bye"

    Example: The backend closes
      Given a client opens a WebSocket at "/chat"
      When Alphonso closes the WebSocket with 4001 "closing time"
      Then the client and Alphonso see the WebSocket closed with "4001 closing time"

    Example: The client dies
      Given a client opens a WebSocket at "/chat"
      When the client's WebSocket breaks
      Then Alphonso sees its WebSocket break

    Example: The backend dies
      Given a client opens a WebSocket at "/chat"
      When Alphonso stops
      Then the client sees its WebSocket break

  Rule: It counts as a request in flight for as long as it is open

    Example: The status shows it
      Given a client opens a WebSocket at "/chat"
      And the status shows 1 request in flight at Alphonso
      When the client closes the WebSocket with 1000 "bye"
      Then the status shows 0 requests in flight at Alphonso

    Example: Its end is a line in the log
      Given a client opens a WebSocket at "/chat"
      When the client closes the WebSocket with 1000 "bye"
      Then the log line of the request has:
        | path    | /chat       |
        | backend | Alphonso:80 |
        | status  | 101         |
      And the log line of the request has no "reason"

  Rule: It goes on where its backend takes no new clients

    Example: The backend is drained
      Given a client opens a WebSocket at "/chat"
      And an operator drains Alphonso
      And a client tries to open a WebSocket at "/chat"
      And the WebSocket is refused with 503
      When Alphonso says "You may stay."
      Then the first client hears "You may stay."

    Example: The backend is sent to maintenance
      Given a client opens a WebSocket at "/chat"
      And an operator sends Alphonso to maintenance
      And a client tries to open a WebSocket at "/chat"
      And the WebSocket is refused with 503
      When Alphonso says "You may stay."
      Then the first client hears "You may stay."

  Rule: A stop lets it end, for as long as requests may take

    Example: It is closed in time
      Given a client opens a WebSocket at "/chat"
      And Mangrove is told to stop
      When the client says "One more."
      And Alphonso hears "One more."
      And the client closes the WebSocket with 1000 "bye"
      Then the client and Alphonso see the WebSocket closed with "1000 bye"
      And Mangrove has stopped

    Example: It is cut when the time is over
      Given the setting "shutdown_timeout" is "50ms"
      And a client opens a WebSocket at "/chat"
      When Mangrove is told to stop
      Then the client sees its WebSocket break
      And Mangrove has stopped
