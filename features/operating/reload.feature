Feature: Changing the config without a restart
  Backends come and go, and paths move, while clients are in the shop. Whoever runs it changes the
  config and says so, and no client notices anything but the change.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com

  Rule: From a reload on, requests are served by the new config

    Example: A backend joins
      Given Mangrove starts
      And Ataulfo joins www.mango.com
      And the config is loaded anew
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

    Example: A backend leaves
      Given Mangrove starts
      And Kesar leaves www.mango.com
      And the config is loaded anew
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times

    Example: A path appears
      Given Mangrove starts
      And Ataulfo serves /cart
      And the config is loaded anew
      When a client asks for "any.example/cart"
      Then the answer comes from Ataulfo

    Example: A limit for clients changes
      Given a client asks for "/"
      And the setting "limits.url" is "100B"
      And the config is loaded anew
      When a client asks for a path of 200 characters
      Then the answer is 414

    Example: A head may be larger than before
      Given the config:
        """
        paths: [{path: /, respond: {status: 200, body: "closed on Sundays"}}]
        """
      And a client asks for "/"
      And the setting "limits.head" is "64KiB"
      And the config is loaded anew
      When a client asks for "/" with a header "X-Long" of 50000 characters
      Then the answer is 200

    Example: Fewer connections are allowed than before
      Given a client asks for "/"
      And Mangrove takes 1 connection from one address
      And the config is loaded anew
      And a client is connected
      When one more client connects
      Then the answer is 503

  Rule: What has begun goes on as it began

    Example: A client that waits for a backend that has left
      Given Kesar holds its answers back
      And a client begins to ask for "/" and is tried at Alphonso
      And a client is waiting for "/"
      And Kesar leaves www.mango.com
      And the config is loaded anew
      And Kesar answers at last
      When the client waits for its answer
      Then the answer comes from Kesar

    Example: A tunnel to a backend that has left
      Given Alphonso and Kesar speak WebSocket
      And a client opens a WebSocket at "/"
      And Alphonso leaves www.mango.com
      And the config is loaded anew
      When the client says "still there?"
      Then Alphonso hears "still there?"

    Example: The log line of a tunnel to a pool that is gone
      Given Ataulfo serves www.orange.com
      And Ataulfo speaks WebSocket
      And a client opens a WebSocket at "www.orange.com/chat"
      And www.orange.com leaves the config
      And the config is loaded anew
      When the client's WebSocket breaks
      Then the log line of "/chat" has:
        | route   | www.orange.com |
        | pool    | www.orange.com |
        | backend | Ataulfo:80     |
        | status  | 101            |

    Example: The log line of a stream whose client leaves after two reloads
      Given Alphonso sends 20 pieces "m", 60000 ms apart
      And a client begins to ask for "/events"
      And the client has the head of its answer
      And every pool changes
      And every pool changes
      When all clients leave
      Then the log line of "/events" has:
        | route   | www.mango.com |
        | pool    | www.mango.com |
        | backend | Alphonso:80   |
        | status  | 499           |
        | reason  | client_gone   |

    Example: Tunnels of three configs end with the process
      Given Alphonso and Kesar speak WebSocket
      And the setting "shutdown_timeout" is "1ms"
      And a client opens 3 WebSockets at "/", and every pool changes after each
      When Mangrove is told to stop
      Then Mangrove has stopped
      And the log has 3 lines for requests

  Rule: What a backend does already, and who waits for it, counts on

    Background:
      Given Ataulfo serves www.orange.com
      And Ataulfo takes 1 request at a time
      And Ataulfo holds its answers back
      And a client is waiting for "www.orange.com/first"

    Example: Its requests under way
      Given Ataulfo has the weight 7
      And the config is loaded anew
      When another client queues for "www.orange.com/second"
      Then Ataulfo is asked once

    Example: Its queue, which is served before others
      Given a client queues for "www.orange.com/second"
      And Ataulfo has the weight 7
      And the config is loaded anew
      And a client queues for "www.orange.com/third"
      When Ataulfo answers at last
      Then Ataulfo is soon asked for these, in this order:
        | /first  |
        | /second |
        | /third  |

    Example: All who wait are in the status, whichever config they began with
      Given a client queues for "www.orange.com/second"
      And every pool changes
      And a client queues for "www.orange.com/third"
      And every pool changes
      When another client queues for "www.orange.com/fourth"
      Then the status shows 3 requests in the queue
      And the status shows 1 request in flight at Ataulfo

    Example: Nobody who has been served is in the status
      Given a client queues for "www.orange.com/second"
      And Ataulfo has the weight 7
      And the config is loaded anew
      And Ataulfo answers at last
      When a client asks for "www.orange.com/third"
      Then the status shows 0 requests in the queue
      And the status shows 0 requests in flight at Ataulfo

    Example: Its queue, which is as long as before
      Given a pool's "max_queue" is "1"
      And the config is loaded anew
      And a client queues for "www.orange.com/second"
      And Ataulfo has the weight 7
      And the config is loaded anew
      When a client asks for "www.orange.com/third"
      Then the answer is 503
      And the status shows 1 request in the queue

    Example: Its requests under way, when it had left and comes back
      Given Kesar replaces Ataulfo at www.orange.com
      And the config is loaded anew
      And Ataulfo replaces Kesar at www.orange.com
      And Ataulfo takes 1 request at a time
      And the config is loaded anew
      When another client queues for "www.orange.com/second"
      Then Ataulfo is asked once
      And the status shows 1 request in flight at Ataulfo

    Example: Its requests under way, when its pool had left and comes back
      Given www.orange.com leaves the config
      And the config is loaded anew
      And every pool changes
      And Ataulfo serves www.orange.com
      And Ataulfo takes 1 request at a time
      And the config is loaded anew
      When another client queues for "www.orange.com/second"
      Then Ataulfo is asked once

    Example: Its requests under way, when it had left, its pool after it, and both come back
      Given Kesar replaces Ataulfo at www.orange.com
      And the config is loaded anew
      And www.orange.com leaves the config
      And the config is loaded anew
      And Ataulfo serves www.orange.com
      When the config is loaded anew
      Then the status shows 1 request in flight at Ataulfo

    Example: Nothing else of it, when it had left and comes back
      Given an operator drains Ataulfo
      And www.orange.com leaves the config
      And the config is loaded anew
      And Ataulfo serves www.orange.com
      When the config is loaded anew
      Then Ataulfo is healthy
      And the status shows 1 request in flight at Ataulfo

    Example: Its queue, when there are more places than before
      Given a client queues for "www.orange.com/second"
      And Ataulfo takes 2 requests at a time
      When the config is loaded anew
      Then Ataulfo is soon asked for these, in this order:
        | /first  |
        | /second |

    Example: Its queue, when the backend has gone to maintenance since
      Given a client queues for "www.orange.com/second"
      And Ataulfo has the weight 7
      And the config is loaded anew
      And an operator sends Ataulfo to maintenance
      And Ataulfo answers at last
      When the client waits for its answer
      Then the answer is 503
      And Ataulfo is asked once

  Rule: A backend that comes back while it still does something begins as a new one does

    Background:
      Given Ataulfo serves www.orange.com
      And a backend is unhealthy after 1 failed check
      And Ataulfo holds its answers back
      And a client is waiting for "www.orange.com/first"

    Scenario Outline: It was <state>
      Given Ataulfo <said>
      And Ataulfo is found to be <state>
      And Kesar replaces Ataulfo at www.orange.com
      And the config is loaded anew
      And Ataulfo leaves its checks without an answer
      And Ataulfo replaces Kesar at www.orange.com
      When the config is loaded anew
      Then Ataulfo is healthy

      Examples:
        | state     | said                                                          |
        | unhealthy | fails every check                                             |
        | draining  | answers its checks with the header "X-Backend-State: drain"   |

  Rule: A backend that stays is who it was

    Scenario Outline: Its health, when <what>
      Given a backend is unhealthy after 1 failed check
      And Kesar has failed 1 check
      And Kesar is unhealthy
      And <change>
      And the config is loaded anew
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times
      And Kesar is unhealthy

      Examples:
        | what                   | change                      |
        | nothing has changed    | Mangrove starts             |
        | another has joined     | Ataulfo serves /cart        |
        | its pool is not as before | Alphonso has the weight 2 |

    Scenario Outline: Its turn, when <what>
      Given Ataulfo joins www.mango.com
      And the policy is <policy>
      And a client asks for "/"
      And <change>
      And the config is loaded anew
      When a client asks for "/" twice
      Then the answers come from Alphonso, Kesar and Ataulfo, in this order

      Examples:
        | what                         | policy            | change                             |
        | nothing has changed          | round_robin       | Mangrove starts                    |
        | another path has joined      | round_robin       | Ataulfo serves /cart               |
        | its pool is not as before    | round_robin       | a pool's "max_queue" is "7"        |
        | it counts requests in flight | least_connections | a pool's "max_queue" is "7"        |
        | the policy is another        | round_robin       | the policy is least_connections    |
        | somebody weighs more         | round_robin       | Alphonso has the weight 2          |
        | somebody has joined          | round_robin       | Tommy joins www.mango.com          |

    Scenario Outline: Its turn, when the config changes with each request and the policy is <policy>
      Given Ataulfo joins www.mango.com
      And the policy is <policy>
      When a client asks for "/" 6 times, and every pool changes after each
      Then Alphonso, Kesar and Ataulfo each answer twice

      Examples:
        | policy            |
        | round_robin       |
        | least_connections |

    Example: An operator's wish
      Given an operator drains Kesar
      And Alphonso has the weight 2
      And the config is loaded anew
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times
      And Kesar is draining
      And the reason for the state of Kesar is "set to draining by an operator"
      And the status says since when Kesar is in its state

    Example: Its checks go on, however often the config changes
      Given backends are checked every "400ms"
      And Mangrove starts
      And the config changes every 20 ms
      When Kesar fails every check
      Then Kesar is soon unhealthy

    Example: What is believed of it until its first check
      Given backends begin down
      And a backend is healthy again after 100000 passed checks
      And Mangrove starts
      And Alphonso has the weight 2
      When the config is loaded anew
      Then Kesar is soon healthy

    Example: What it has said of itself, but not when nobody asks it any more
      Given a backend is unhealthy after 1 failed check
      And Kesar answers its checks with the header "X-Backend-State: drain"
      And Kesar is found to be draining
      And backends are only connected to
      When the config is loaded anew
      Then Kesar is healthy

    Example: Its counts
      Given Kesar answers 500
      And a client asks for "/" 4 times
      And Alphonso has the weight 2
      When the config is loaded anew
      Then the status shows 2 requests and 2 failures at Kesar

    Example: Its sticky clients
      Given a pool's "sticky" is "{cookie: shop}"
      And a client has been served by Alphonso
      And Kesar has the weight 200
      And the config is loaded anew
      When the same client asks for "/" 3 times
      Then Alphonso answers 4 times

    Scenario Outline: <what>, as long as its pool is as before
      Given backends are not checked
      And a pool's "<setting>" is "<value>"
      And Kesar answers 500
      And a client asks for "/" 10 times
      And Ataulfo serves /cart
      And the config is loaded anew
      When <time> seconds pass
      Then the reason for the state of Kesar is "<reason>"

      Examples:
        | what                | setting         | value             | time | reason                   |
        | An open circuit     | circuit_breaker | {min_requests: 4} | 5    | circuit open             |
        | The end of its rest | circuit_breaker | {min_requests: 4} | 10   | circuit half open        |
        | An ejection         | outliers        | {ejection: 30s}   | 20   | ejected for 30 s         |
        | The end of one      | outliers        | {ejection: 30s}   | 30   | time of ejection is over |

    Example: An open circuit closes where its pool is not as before, and stays closed when its rest would be over
      Given backends are not checked
      And a circuit opens when half of 4 attempts fail
      And a pool's "outliers" is "false"
      And Kesar answers 500
      And a client asks for "/" 10 times
      And every pool changes
      When 60 seconds pass
      Then the reason for the state of Kesar is "the config of its pool has changed"

    Example: A new ejection lasts its own time, not that of one from before
      Given backends are not checked
      And Kesar answers 500
      And a client asks for "/" 10 times
      And every pool changes
      And 20 seconds pass
      And a client asks for "/" 10 times
      When 15 seconds pass
      Then Kesar is still unhealthy

    Example: Its warming up
      Given backends are not checked
      And a pool's "slow_start" is "60s"
      And an operator sends Kesar to maintenance
      And an operator takes Kesar back
      And every pool changes
      When 60 seconds pass
      Then the status shows the effective weight 1 for Kesar

    Example: That it has never been up, and has nothing to warm up from
      Given backends begin down
      And a pool's "slow_start" is "1h"
      And Kesar leaves its checks without an answer
      And Mangrove starts
      And every pool changes
      And Kesar answers its checks with 200
      When Kesar is found to be healthy
      Then the status shows the effective weight 1 for Kesar

    Scenario Outline: What breaks off that began before does not <take it out>
      Given backends are not checked
      And a pool's "<setting>" is "<value>"
      And Alphonso holds its answers back
      And a client is waiting for "/"
      And every pool changes
      When Alphonso resets the connection
      Then the status shows 1 request and 1 failure at Alphonso
      And Alphonso is healthy

      Examples:
        | take it out      | setting         | value                     |
        | eject it         | outliers        | {consecutive_failures: 1} |
        | open its circuit | circuit_breaker | {min_requests: 1}         |

    Example: An ejection ends where its pool is not as before
      Given backends are not checked
      And Kesar answers 500
      And a client asks for "/" 10 times
      And Kesar is found to be unhealthy
      And Alphonso has the weight 2
      When the config is loaded anew
      Then Kesar is healthy
      And the log says once that Kesar is healthy

    Example: A backend that was ill when its checks were switched off
      Given a backend is unhealthy after 1 failed check
      And Kesar has failed 1 check
      And Kesar is unhealthy
      And backends are not checked
      When the config is loaded anew
      Then Kesar is healthy
      And the log says once that Kesar is healthy

    Example: Panic that was there before is no news
      Given a pool's "panic" is "100"
      And a backend is unhealthy after 1 failed check
      And Kesar has failed 1 check
      And Kesar is found to be unhealthy
      And every pool changes
      When a client asks for "/"
      Then the log says once that the pool "www.mango.com" is in panic

    Example: Panic that comes of it is in the log
      Given a backend is unhealthy after 1 failed check
      And Kesar has failed 1 check
      And Kesar is unhealthy
      And Alphonso leaves www.mango.com
      When the config is loaded anew
      Then the log says once that the pool "www.mango.com" is in panic

  Rule: A client that has used up its rate has used it up after a reload too

    Example: The second request
      Given 1 request passes in 60000 ms
      And a client asks for "/"
      And Kesar leaves www.mango.com
      And the config is loaded anew
      When a client asks for "/"
      Then the answers are 200 and 429

    Example: A rate that is counted in another length of time begins anew
      Given 1 request passes in 3600000 ms
      And a client asks for "/"
      And 1 request passes in 60000 ms
      And the config is loaded anew
      When a client asks for "/"
      Then the answers are 200 and 200

  Rule: A limit counts clients that came before it

    Example: Connections from one address
      Given a client is connected
      And Mangrove takes 1 connection from one address
      And the config is loaded anew
      When one more client connects
      Then the answer is 503

    Example: Each of them once, however often the config changes
      Given a client is connected
      And Mangrove takes 2 connections from one address
      And the config is loaded anew
      And every pool changes
      When a client asks for "/"
      Then the answer is 200

    @slow
    Example: Clients that keep others waiting, however often the config changes
      Given the setting "client_timeouts.body" is "1s"
      And Mangrove starts
      And the config changes every 50 ms
      And a client begins to send POST "/"
      When the client waits for its answer
      Then the answer is 408

  Rule: A backend that has left is left alone

    Example: It is not checked any more
      Given a backend is unhealthy after 1 failed check
      And Mangrove starts
      And Kesar has then passed 1 check
      And Kesar leaves www.mango.com
      When the config is loaded anew
      Then Kesar is soon without connections

    @any-transport
    Example: Nor is what still carries something when it leaves
      Given backends are not checked
      And the keep_alive timeout of a pool is "1h"
      And Alphonso and Kesar hold their answers back
      And 2 clients are waiting for "/"
      And Kesar leaves www.mango.com
      And the config is loaded anew
      When Kesar answers at last
      Then Kesar is soon without connections

    @any-transport
    Example: Nothing is kept for it
      Given backends are not checked
      And the keep_alive timeout of a pool is "1h"
      And Kesar answers with the header "Keep-Alive: timeout=3600"
      And a client asks for "/" 2 times
      And Kesar leaves www.mango.com
      When the config is loaded anew
      Then Kesar is soon without connections

  Rule: What cannot change without a restart waits for one, and the log names it

    Example: Another port
      Given a client asks for "/"
      And the setting "listen" is "127.0.0.1:1"
      And Kesar leaves www.mango.com
      And the config is loaded anew
      When a client asks for "/" 3 times
      Then Alphonso answers 4 times
      And the log says that "listen" waits for a restart

    Example: Another backlog
      Given a client asks for "/"
      And 16 connections may wait to be accepted
      When the config is loaded anew
      Then the log says that "limits.backlog" waits for a restart

  @process
  Rule: SIGHUP asks for a reload of the config file

    Example: A backend has joined
      Given Mangrove starts
      And Ataulfo joins www.mango.com
      And the config is loaded anew
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

    Example: A password that was right is right
      Given only alice with the password "open sesame" may enter www.mango.com
      And Mangrove starts
      And Kesar leaves www.mango.com
      And the config is loaded anew
      When alice asks for "/" with the password "open sesame"
      Then the answer comes from Alphonso

    Example: A file with a mistake changes nothing
      Given Mangrove starts
      And the config file becomes:
        """
        hosts:
          - host: www.mango.com
            serverz: [Alphonso:80]
        """
      And Mangrove receives SIGHUP
      And the log says that the config was not loaded, for 'did you mean "servers"?'
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice

    Example: A file that has gone changes nothing
      Given Mangrove starts
      And the config file is removed
      And Mangrove receives SIGHUP
      And the log says that the config was not loaded, for "there is no such file"
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice

    Example: A file with very many mistakes
      Given Mangrove starts
      And the config file becomes one with 30 mistakes
      When Mangrove receives SIGHUP
      Then the log names 20 mistakes of 30

    Example: A pipe in place of the file changes nothing
      Given Mangrove starts
      And the config file becomes a pipe
      And Mangrove receives SIGHUP
      And the log says that the config was not loaded, for "this is no file"
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice

    @slow
    Example: A large file keeps nobody waiting
      Given Mangrove starts
      And the config file becomes one with 5000 hosts
      And Mangrove receives SIGHUP
      When a client asks for "/" 20 times
      Then Alphonso and Kesar each answer 10 times
      And the config has not been loaded yet

    Example: One that comes while it starts
      Given Mangrove reads its config from a pipe
      And the command receives SIGHUP
      When the pipe gives its config
      Then the log says that the config was not loaded, for "this is no file"

    Example: The demo has no file, and stops
      Given the demo is running
      When the command receives SIGHUP
      Then the exit code is 0

    Example: While it stops there is nothing to load
      Given Alphonso holds its answers back
      And a client is waiting for "/report"
      And Mangrove receives SIGTERM
      And new clients are refused
      When Mangrove receives SIGHUP
      Then the log says "the config is not loaded: the balancer is stopping"
      And the config has not been loaded yet
