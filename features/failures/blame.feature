Feature: Who is to blame
  Only what a backend did is held against it. What Mangrove lacks, or a client does wrong, must not
  take a server out that works.

  Rule: That this machine cannot connect is no failure of a backend

    Background:
      Given Alphonso serves www.mango.com
      And a pool's "health" is "false"
      And a pool's "retries" is "0"
      And a circuit opens when half of 4 attempts fail

    Scenario Outline: <what>
      Given the system answers connections to Alphonso with <error>
      When a client asks for "/" 8 times
      Then every answer is 503
      And the log line of the request has:
        | reason | <reason> |
      And the status shows 8 requests and 0 failures at Alphonso
      And Alphonso is healthy

      Examples:
        | what                        | error         | reason        |
        | No local port is left       | EADDRNOTAVAIL | out_of_ports  |
        | No memory for a connection  | ENOBUFS       | out_of_memory |
        | A firewall of this machine  | EPERM         | not_permitted |

    Example: Once it can, all is as before
      Given the system answers connections to Alphonso with EADDRNOTAVAIL
      And a client asks for "/" 8 times
      And the system lets connections to Alphonso through again
      When a client asks for "/"
      Then the answer comes from Alphonso

    Example: The client is told when to come back
      Given the system answers connections to Alphonso with EADDRNOTAVAIL
      When a client asks for "/"
      Then the answer is 503 "Service Unavailable"
      And the answer has the header "Retry-After: 1"

  Rule: What this machine lacks is taken from copies first, for which nobody waits

    Background:
      Given the config:
        """
        pools:
          shadow: {servers: [Ataulfo:80], health: false}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], health: false, mirror: {pool: shadow}}
          - {host: www.orange.com, servers: [Kesar:80], health: false, retries: 0}
        """
      And Ataulfo never answers
      And a client asks for "www.mango.com/"
      And Ataulfo is soon asked once

    Scenario Outline: <what>
      Given the system answers connections to Kesar with <error>
      When a client asks for "www.orange.com/"
      Then Ataulfo is soon without connections
      And the status shows 1 request and 0 failures at Ataulfo

      Examples:
        | what          | error  |
        | A descriptor  | EMFILE |
        | Another one   | ENFILE |
        | Memory        | ENOBUFS |

    Example: A copy takes nothing from others
      Given the system answers connections to Ataulfo with EMFILE
      When a client asks for "www.mango.com/" twice
      Then every answer is 200
      And Ataulfo soon has 1 connection
      And Alphonso soon has 1 connection

  Rule: Where another backend can be connected to, the client notices nothing

    Background:
      Given the backends Alphonso and Kesar share www.mango.com
      And backends are not checked
      And the policy is first

    Scenario Outline: <error>
      Given the system answers connections to Alphonso with <error>
      And a pool's "retry_budget" is "0"
      And a pool's "retry_budget_min" is "0"
      When a client sends POST "/orders" with the body "one mango"
      Then the answer comes from Kesar
      And Kesar receives the body "one mango"

      Examples:
        | error         |
        | EADDRNOTAVAIL |
        | EPERM         |

    Scenario Outline: <error> is the backend's own
      Given the system answers connections to Alphonso with <error>
      When a client asks for "/" 5 times
      Then every answer is 200
      And Alphonso is soon unhealthy

      Examples:
        | error        |
        | ECONNREFUSED |
        | EHOSTUNREACH |
        | ENETUNREACH  |
        | ETIMEDOUT    |

  Rule: A check that this machine could not make says nothing of a backend

    Background:
      Given the backends Alphonso and Kesar share www.mango.com
      And a backend is unhealthy after 1 failed check

    Scenario Outline: <kind>, <error>
      Given backends are checked with <kind>
      And the system answers connections to Kesar with <error>
      When the system has answered 4 connections to Kesar so
      Then Kesar is healthy
      And the reason for the state of Kesar is "no check could be made: connect <error>"

      Examples:
        | kind | error         |
        | tcp  | EADDRNOTAVAIL |
        | http | EADDRNOTAVAIL |
        | tcp  | EMFILE        |
        | http | EPERM         |
        | tcp  | ENOBUFS       |

    Example: Nor does it make an ill one well
      Given Kesar fails every check
      And Kesar is found to be unhealthy
      And the system answers connections to Kesar with EADDRNOTAVAIL
      When the system has answered 4 connections to Kesar so
      Then Kesar is still unhealthy

    Example: Once it can be made again, it counts
      Given the system answers connections to Kesar with EADDRNOTAVAIL
      And the system has answered 2 connections to Kesar so
      When the system lets connections to Kesar through again
      And Kesar has been checked once
      Then the reason for the state of Kesar is "check: answered 200"

  Rule: What a client does wrong is no failure of a backend

    Background:
      Given the config:
        """
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], health: false, max_body: 1KiB}
        """

    Example: It sends more than it may
      Given a client begins to send POST "/photos"
      And the client sends a piece of 1000 bytes
      And Alphonso receives a body of 1000 bytes
      When the client sends a piece of 25 bytes
      Then Alphonso sees the client leave within 1 second
      And the status shows 1 request and 0 failures at Alphonso

    Example: It sends more while the answer is on its way
      Given Alphonso answers piece by piece
      And a client begins to send POST "/photos"
      And the client has the head of its answer
      When the client sends a piece of 1025 bytes
      Then the client's connection breaks
      And the status shows 1 request and 0 failures at Alphonso

    Example: It does not read until the backend gives up
      Given Alphonso gives up on clients that do not read for 1200 ms
      And a client begins to ask for "/" and reads only the head
      And 2 s have passed
      And Alphonso has given up
      When the client reads on
      Then the log gives the reason "slow_client"
      And the status shows 1 request and 0 failures at Alphonso

    Example: It does not send until the backend gives up
      Given Alphonso gives up on content that does not come for 1200 ms
      And a client begins to send POST "/photos"
      And the client sends a piece of 1000 bytes
      And 2 s have passed
      When the client waits for its answer
      Then the answer is 408 "Request Timeout"
      And the status shows 1 request and 0 failures at Alphonso

    Example: It leaves with half of its content sent
      Given a client begins to send POST "/photos"
      And the client sends a piece of 1000 bytes
      And Alphonso receives a body of 1000 bytes
      When the client leaves
      Then Alphonso sees the client leave within 1 second
      And the status shows 1 request and 0 failures at Alphonso

  Rule: What has come while Mangrove itself was busy or frozen is not late

    @process @slow
    Example: An answer
      Given the config:
        """
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80], retries: 0, health: false, timeouts: {first_byte: 1s}}
        """
      And Alphonso holds its answers back
      And a client is waiting for "/"
      And Mangrove is frozen
      And Alphonso answers at last
      And 1500 ms have passed
      When Mangrove thaws
      Then the status shows 1 request and 0 failures at Alphonso
