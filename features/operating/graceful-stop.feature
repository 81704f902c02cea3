Feature: Stopping without losing anybody
  A new version is rolled out while clients are in the shop. None of them should notice.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Requests in progress are finished

    Example: A client that is waiting gets its answer
      Given Alphonso holds its answers back
      And a client is waiting for "/report"
      And Mangrove is told to stop
      And Alphonso answers at last
      When the client waits for its answer
      Then the answer comes from Alphonso
      And Mangrove has stopped

    Example: A client in the middle of an answer gets the rest
      Given Alphonso answers piece by piece
      And a client is waiting for the rest of "/report"
      And Mangrove is told to stop
      And Alphonso sends "the rest"
      And Alphonso finishes its answer
      When the client waits for its answer
      Then the answer has the body "the rest"
      And Mangrove has stopped

    Example: It is told that the connection ends
      Given Alphonso holds its answers back
      And a client on a connection that it wants to keep is waiting for "/report"
      And Mangrove is told to stop
      And new clients are refused
      And Alphonso answers at last
      When the client keeps waiting
      Then the answer has the header "Connection: close"
      And the connection is closed

  Rule: New clients are refused while the last ones are served

    Example: After the stop has begun
      Given Alphonso holds its answers back
      And a client is waiting for "/report"
      When Mangrove is told to stop
      Then new clients are refused

    Example: The next process can have the port of the status API
      Given Alphonso holds its answers back
      And a client is waiting for "/report"
      And Mangrove is told to stop
      When new clients are refused
      Then the port of the status API is free

    Example: Who is asking the status API gets an answer
      Given Alphonso holds its answers back
      And a client is waiting for "/report"
      And an operator has asked for "/healthz" but for the last line
      And Mangrove is told to stop
      And the port of the status API is free
      When the operator says the last line
      Then the answer is 200
      And the answer has the header "Connection: close"

    Example: A connection with nothing on it does not hold up the stop
      Given a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      When Mangrove is told to stop
      Then the connection is closed
      And Mangrove has stopped

    Example: A head that is never finished has no more time than ever
      Given the setting "client_timeouts.head" is "150ms"
      And a client sends the beginning of a head
      And a client asks for "/"
      When Mangrove is told to stop
      Then the log gives the reason "slow_client"

  @process
  Rule: Who has connected before the stop is served, even when nobody has accepted the connection yet

    Example: More clients at once than a turn of the event loop takes in
      Given Mangrove is frozen
      And 60 clients wait to be accepted, with a request for "/"
      And Mangrove receives SIGTERM
      When Mangrove thaws
      Then each of those who waited is answered 200
      And the exit code is 0

    Example: Behind a proxy that tells of its clients
      Given connections from "127.0.0.1" begin with a PROXY header
      And Mangrove is frozen
      And 60 clients wait to be accepted, with the PROXY header "PROXY TCP4 192.0.2.7 192.0.2.1 4000 80" before a request for "/"
      And Mangrove receives SIGTERM
      When Mangrove thaws
      Then each of those who waited is answered 200
      And the exit code is 0

    Example: Those who say nothing hold up the stop no longer than a head may take
      Given the setting "client_timeouts.head" is "150ms"
      And the setting "shutdown_timeout" is "1h"
      And Mangrove is frozen
      And 60 clients wait to be accepted, with nothing to say
      And Mangrove receives SIGTERM
      When Mangrove thaws
      Then the exit code is 0

  Rule: Who has connected and not asked yet is served, and told that the connection ends

    Scenario Outline: Of a request, <what> is here
      Given a client begins its connection with "<here>"
      And Mangrove is told to stop
      And new clients are refused
      When the client goes on with "<rest>"
      Then the answer is 200
      And the answer has the header "Connection: close"
      And the connection is closed
      And Mangrove has stopped

      Examples:
        | what            | here                               | rest                                              |
        | nothing         |                                    | GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n     |
        | half of a head  | GET / HTTP/1.1\r\nHost: www.ma     | ngo.com\r\n\r\n                                   |
        | an empty line   | \r\n                               | GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n     |

    Scenario Outline: Of a PROXY header, <what> is here
      Given connections from "127.0.0.1" begin with a PROXY header
      And a client begins its connection with "<here>"
      And Mangrove is told to stop
      And new clients are refused
      When the client goes on with "<rest>GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answer is 200
      And the answer has the header "Connection: close"
      And Mangrove has stopped

      Examples:
        | what     | here                                               | rest                                      |
        | nothing  |                                                    | PROXY TCP4 192.0.2.7 192.0.2.1 4000 80\r\n |
        | half     | PROXY TCP4 192.0.2.7 1                             | 92.0.2.1 4000 80\r\n                     |
        | all      | PROXY TCP4 192.0.2.7 192.0.2.1 4000 80\r\n         |                                           |

    Example: It has been served before, and half of its next head is here
      Given a client begins its connection with "GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\nGET / HT"
      And the client keeps waiting
      And Mangrove is told to stop
      And new clients are refused
      When the client goes on with "TP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answers are 200 and 200
      And the answer has the header "Connection: close"

    Example: Its next request waits behind one that is being served
      Given Alphonso holds its answers back
      And a client sends two requests for "/report" at once
      And Mangrove is told to stop
      And new clients are refused
      And Alphonso answers at last
      When the client waits for both answers
      Then the answers are 200 and 200
      And the answer has the header "Connection: close"

    Example: It asks to switch protocols
      Given a pool's "upgrades" is "[fruit/1]"
      And Alphonso switches to "fruit/1"
      And a client begins its connection with ""
      And Mangrove is told to stop
      And new clients are refused
      When the client sends the bytes "GET / HTTP/1.1\r\nHost: www.mango.com\r\nConnection: Upgrade\r\nUpgrade: fruit/1\r\n\r\nhello"
      Then Alphonso gets the bytes "hello"

    Example: It never asks, and has no more time than a head may take
      Given the setting "client_timeouts.head" is "150ms"
      And a client begins its connection with ""
      When Mangrove is told to stop
      Then the connection is closed without an answer
      And Mangrove has stopped

    Example: It never asks, and all the time to stop is over
      Given the setting "client_timeouts.head" is "1h"
      And the setting "shutdown_timeout" is "100ms"
      And a client begins its connection with ""
      When Mangrove is told to stop
      Then the connection is closed without an answer
      And Mangrove has stopped

  Rule: With a shutdown_delay new clients are served a while longer

    Background:
      Given the setting "shutdown_delay" is "20s"

    Example: /readyz says so
      When Mangrove is told to stop
      Then Mangrove is not ready

    Example: They are told that the connection ends
      Given Mangrove is told to stop
      And Mangrove is not ready
      When a client begins its connection with "GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      And the client keeps waiting
      Then the answer has the header "Connection: close"
      And the connection is closed

    Example: On a connection that has been kept, too
      Given a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        """
      And Mangrove is told to stop
      And Mangrove is not ready
      When the client goes on with "GET / HTTP/1.1\r\nHost: www.mango.com\r\n\r\n"
      Then the answers are 200 and 200
      And the answer has the header "Connection: close"
      And the connection is closed

    Example: Those who have been waiting for an answer, too
      Given Alphonso holds its answers back
      And a client on a connection that it wants to keep is waiting for "/report"
      And Mangrove is told to stop
      And Mangrove is not ready
      And Alphonso answers at last
      When the client keeps waiting
      Then the answer has the header "Connection: close"
      And the connection is closed

    @process
    Example: A config that comes now is not served any more, and the log says so
      Given the setting "shutdown_delay" is "1h"
      And Mangrove receives SIGTERM
      And the log says "stopping"
      And Mangrove receives SIGHUP
      And the log says "the config is not loaded: the balancer is stopping"
      When Mangrove receives a second SIGTERM
      Then the exit code is 0

    Example: Those who have not heard of it yet
      Given Mangrove is told to stop
      And Mangrove is not ready
      When a client asks for "/"
      Then the answer comes from Alphonso

  Rule: Nobody is waited for longer than shutdown_timeout

    Example: A client that would wait for ever
      Given the setting "shutdown_timeout" is "100ms"
      And Alphonso never answers
      And a client is waiting for "/report"
      When Mangrove is told to stop
      Then Mangrove has stopped
      And the client's connection breaks

    Example: 25 s behind the shutdown_delay, if the config says nothing else
      Given the setting "shutdown_delay" is "5s"
      And time stands still
      And Alphonso never answers
      And a client is waiting for "/report"
      And Mangrove is told to stop
      When 30 s pass
      Then Mangrove has stopped
      And the client's connection breaks

    Example: An answer at the last moment
      Given the setting "shutdown_delay" is "5s"
      And time stands still
      And Alphonso needs 29999 ms for each answer
      And a client is waiting for "/report"
      And Mangrove is told to stop
      And 29999 ms have passed
      When the client waits for its answer
      Then the answer comes from Alphonso

  Rule: The command ends with exit code 0

    @process
    Scenario Outline: <signal>
      When Mangrove receives <signal>
      Then the exit code is 0

      Examples:
        | signal  |
        | SIGTERM |
        | SIGINT  |
        | SIGQUIT |

    @process
    Example: Not before the last client is served
      Given Alphonso holds its answers back
      And a client is waiting for "/report"
      And Mangrove receives SIGTERM
      And new clients are refused
      And Alphonso answers at last
      When the client waits for its answer
      Then the answer comes from Alphonso
      And the exit code is 0

    @process
    Scenario Outline: The log tells of <what> that was cut
      Given the setting "shutdown_timeout" is "50ms"
      And a pool's "upgrades" is "[fruit/1]"
      And Alphonso <does>
      And <client>
      When Mangrove receives SIGTERM
      Then the exit code is 0
      And the log line of the request has:
        | status | <status> |
        | reason | stopped  |

      Examples:
        | what      | does                    | client                              | status |
        | a request | never answers           | a client is waiting for "/report"   | 499    |
        | a tunnel  | switches to "fruit/1"   | a client has switched to "fruit/1"  | 101    |

    @process
    Example: A log that nobody reads any more does not keep it
      Given Mangrove starts
      And nobody reads the log any more
      And a client asks for "/" 900 times
      When Mangrove receives SIGTERM
      Then the exit code is 0

    @process
    Example: A second signal stops at once
      Given the setting "shutdown_timeout" is "1h"
      And Alphonso never answers
      And a client is waiting for "/report"
      And Mangrove receives SIGTERM
      When Mangrove receives a second SIGTERM
      Then the exit code is 0
      And the client's connection breaks
