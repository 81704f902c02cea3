@process
Feature: Upgrading without losing a connection
  A new version starts before the old one has served its last client. Both listen for a while,
  on a socket that a service manager holds for them or at a port that they share, and nobody
  who comes meanwhile is lost.

  Background:
    Given the config:
      """
      shutdown_timeout: 1h
      hosts:
        - host: www.mango.com
          servers: [Alphonso:80]
          paths:
            - {path: /chat, upgrades: [websocket], servers: [Kesar:80]}
            - {path: /events, servers: [Ataulfo:80]}
      """
    And Kesar speaks WebSocket
    And Ataulfo answers piece by piece

  Rule: While one process follows the other, nobody is lost but who comes to a shared port in the moment of its closing

    Scenario Outline: <how>
      Given <how>
      And clients keep coming
      And a client opens a WebSocket at "/chat"
      And a client is waiting for the rest of "/events"
      When Mangrove is replaced by a new process twice
      Then at most <lost> of those who came were lost
      And the WebSocket and the stream from Ataulfo go on
      And the processes that were replaced end with exit code 0 when these are over

      Examples:
        | how                                            | lost |
        | a service manager holds the socket of Mangrove | 0    |
        | Mangrove shares its port                       | 8    |

    Example: Where a service manager holds the socket, clients wait while no process runs
      Given a service manager holds the socket of Mangrove
      And Mangrove receives SIGTERM
      And the exit code is 0
      And 20 clients wait to be accepted, with a request for "/"
      When a new process of Mangrove starts
      Then each of those who waited is answered 200

  Rule: The status API is that of the older process until it stops

    Scenario Outline: <how>
      Given <how>
      And the status API has a port of its own
      And a new process of Mangrove starts beside the old one
      And the log says "the status API waits: another process holds its port"
      When the old one receives SIGTERM
      Then the log says "the status API listens"

      Examples:
        | how                                            |
        | a service manager holds the socket of Mangrove |
        | Mangrove shares its port                       |

    Example: Without reuse_port a second process does not start
      Given Mangrove shares its port
      And Mangrove starts
      And its port is shared no more
      When the service manager starts Mangrove
      Then the exit code is 1
      And it says "is in use by another process"

    Example: A port of a program that does not share it
      Given another program listens on the port of the config
      And its port is shared
      When the service manager starts Mangrove
      Then the exit code is 1
      And it says "is in use by a process that does not share it"

  Rule: Sockets that a service manager hands over are taken in place of those of the config

    Example: One for clients and one for the status API
      Given a service manager holds the sockets of Mangrove and of its status API
      And the sockets are called "clients:admin"
      When an operator asks for "/readyz"
      Then the answer is 200
      And clients are served where the service manager said

    Example: One at another address than that of the config
      Given a service manager holds a socket of Mangrove at another address
      When Mangrove starts
      Then clients are served where the service manager said
      And the log says "`listen` and PORT do not count where sockets are handed in, and none of these is there"

    Example: One for another process, as npm passes it on
      Given a service manager holds a socket of Mangrove at another address
      And LISTEN_PID is "1" in the environment
      When Mangrove starts
      Then clients are served where the config says
      And the log says "the sockets that were handed in are not taken"

    Example: One for the demo, while another program has the port of its status API
      Given a service manager holds a socket of Mangrove at another address
      And another program listens on the port of the status API
      When the service manager starts the demo
      Then it has not said "undefined"

    Example: Two for clients
      Given a service manager holds a socket of Mangrove at another address
      And a service manager holds the socket of Mangrove
      When Mangrove starts
      Then clients are served at both sockets

    Scenario Outline: Not <what>
      Given Mangrove is handed "<what>"
      When the service manager starts Mangrove
      Then the exit code is 2
      And it says "descriptor 3, which was handed in,"
      And it says "expected ListenStream= with a port, and Accept=no, in the socket unit"
      And it shows no stack trace

      Examples:
        | what          |
        | a file        |
        | a UDP socket  |
        | a Unix socket |
        | a connection  |

    Example: Not fewer than there should be
      Given a service manager holds the socket of Mangrove
      And LISTEN_FDS is "2" in the environment
      When the service manager starts Mangrove
      Then the exit code is 2
      And it says "descriptor 4, which was handed in, cannot be listened on"

    Example: Not how many nobody knows
      Given a service manager holds the socket of Mangrove
      And LISTEN_FDS is "mango" in the environment
      When the service manager starts Mangrove
      Then the exit code is 2
      And it says "expected how many sockets were handed in, such as 1"

    Example: Not one for a status API that is off
      Given a service manager holds a socket of Mangrove at another address
      And the sockets are called "admin"
      And the setting "admin" is "false" in YAML
      When the service manager starts Mangrove
      Then the exit code is 2
      And it says "expected one of the two alone"

    Example: Not one for the status API that has no name
      Given a service manager holds the sockets of Mangrove and of its status API
      When the service manager starts Mangrove
      Then the exit code is 2
      And it says "FileDescriptorName=admin"
