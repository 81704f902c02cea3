Feature: Names of backends (DNS)
  Servers are written with names, because addresses change: containers restart, clouds move
  machines. Names are looked up in the background, so no client waits for a name server, and
  one that is dead costs nobody a connection.

  Rule: A name is looked up in the background, and not for each request

    @any-transport
    Example: A backend that is found by its name
      Given Kesar serves www.mango.com
      And Kesar is found by its name
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: Six requests are one look-up
      Given Kesar serves www.mango.com
      And Kesar is found by its name
      When a client asks for "/" 6 times
      Then Kesar answers 6 times
      And the name server is asked for "kesar.internal" once

    @any-transport
    Example: New connections lead to the new address, and kept ones to the old address are closed
      Given Shop serves www.mango.com
      And Shop is a name for Alphonso and Kesar, of which only 127.0.0.2 is known
      And a client asks for "/"
      And Shop becomes a name for the address 127.0.0.3
      When 60 seconds pass
      Then a client asks for "/" and is served by Kesar

    @any-transport
    Example: Requests in progress at an address that is gone go on
      Given Shop serves www.mango.com by a name for Alphonso and Kesar, of which only 127.0.0.2 is known
      And the first_byte timeout of a pool is "2m"
      And Alphonso holds its answers back
      And a client is waiting for "/"
      And Shop becomes a name for the address 127.0.0.3
      When 60 seconds pass
      Then Shop is known to have the address 127.0.0.3
      And the client is served by Alphonso at last

    Scenario Outline: An answer that may be used for <ttl> seconds, after <time>
      Given answers of the name server may be used for <ttl> seconds
      And time stands still
      And Shop serves www.mango.com
      And Shop is a name for Alphonso and Kesar
      And the address of Shop is known
      And Shop becomes a name for the address 127.0.0.3
      When <time> pass
      Then the status shows the addresses "<addresses>" for Shop

      # It is asked for anew when 80 to 90 % of that are over, or of a minute if it is longer, or of a second if it is shorter.
      Examples:
        | ttl  | time  | addresses           |
        | 60   | 47 s  | 127.0.0.2 127.0.0.3 |
        | 60   | 54 s  | 127.0.0.3           |
        | 9000 | 47 s  | 127.0.0.2 127.0.0.3 |
        | 9000 | 54 s  | 127.0.0.3           |
        | 0    | 790 ms | 127.0.0.2 127.0.0.3 |
        | 0    | 900 ms | 127.0.0.3           |

    Example: Names that nobody uses any more are not looked up any more
      Given Alphonso and Kesar serve www.mango.com
      And Alphonso and Kesar are found by their names
      And the name server has been asked for "kesar.internal"
      And Kesar leaves www.mango.com
      And the config is loaded anew
      When 120 seconds pass
      Then the name server is asked for "alphonso.internal" 3 times
      And the name server is asked for "kesar.internal" once

  Rule: A name server that is dead harms only those whose addresses nobody knows

    @any-transport
    Scenario Outline: Other backends are served, <found>
      Given the name server is silent
      And 14 more backends with names of their own share www.orange.com
      And Kesar serves www.mango.com
      And the config has the name "<name>" for Kesar
      And the hosts file of the machine says "127.0.0.1 kesar.lan"
      When 14 clients ask for "www.orange.com/" and wait
      And a client asks for "www.mango.com/" 12 times
      Then Kesar answers 12 times

      Examples:
        | found                   | name      |
        | by their address        | 127.0.0.1 |
        | by a shortened address  | 127.1     |
        | at localhost            | localhost |
        | by the hosts file       | kesar.lan |

    Example: Never more than twelve names are asked for at a time
      Given the name server hesitates
      And 100 more backends with names of their own share www.orange.com
      When Mangrove starts
      Then the name server is asked for 12 names, and for the rest once it has answered

    Scenario Outline: The last good answer counts when the name server <mood>
      Given Kesar serves www.mango.com
      And Kesar is found by its name
      And the address of Kesar is known
      And the name server <mood>
      When <time> pass
      Then a client asks for "/" and is served by Kesar

      Examples:
        | mood          | time      |
        | is silent     | 3 minutes |
        | fails         | 3 minutes |
        | refuses       | 3 minutes |
        | knows nothing | 60 s      |

    Scenario Outline: A name that is said not to exist any more keeps its addresses for half a minute, after <time>
      Given Kesar serves www.mango.com
      And Kesar is found by its name
      And time stands still
      And the address of Kesar is known
      And the name server knows nothing
      When <time> pass
      Then the status shows the addresses "<addresses>" for Kesar

      # It is asked for after 48 to 54 s, and then at least every 4.5 s.
      Examples:
        | time | addresses |
        | 77 s | 127.0.0.1 |
        | 89 s |           |

    Scenario Outline: A name that cannot be found is asked for ever less often: <times> in <time>
      Given Kesar serves www.mango.com
      And Kesar is found by its name
      And time stands still
      And the name server refuses
      And the name server has been asked for "kesar.internal"
      When <time> pass
      Then the name server is asked for "kesar.internal" <times>

      # Pauses of 1, 2, 4 s and then 5 s, and a tenth to a fifth less.
      Examples:
        | time | times    |
        | 5 s  | 3 times  |
        | 9 s  | 4 times  |
        | 34 s | 10 times |

    Scenario Outline: A name whose address takes no connection is asked for before its time, but not within 5 s: after <time>
      Given Shop serves www.mango.com by a name for Alphonso and Kesar, of which only 127.0.0.2 is known
      And backends are not checked
      And the address of Shop is known
      And Shop becomes a name for the address 127.0.0.3
      And Alphonso stops
      And <time> have passed
      When a client asks for "/"
      Then the status shows the addresses "<addresses>" for Shop

      Examples:
        | time | addresses |
        | 3 s  | 127.0.0.2 |
        | 6 s  | 127.0.0.3 |

    Example: The log says once that a name does not resolve, and once that it does again
      Given Kesar serves www.mango.com
      And Kesar is found by its name
      And the address of Kesar is known
      And the name server fails
      And 90 seconds have passed
      And the name server answers again
      When 10 seconds pass
      Then the log says once "a name does not resolve: its last addresses stay in use", then once "a name resolves again"

    Example: Started with a dead name server
      Given the name server is silent
      And the setting "resolver.timeout" is "200ms"
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And the name server has been asked for "kesar.internal"
      When the name server answers again
      And the address of Kesar is known
      Then a client asks for "/" and is served by Kesar

    @any-transport
    Example: A request that comes before the first answer waits for it
      Given the name server hesitates
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And a client begins to ask for "/"
      And the name server has been asked for "kesar.internal"
      And the name server answers again
      When the client waits for its answer
      Then the answer comes from Kesar

    @any-transport
    Example: It waits no longer than for a connection
      Given the name server is silent
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And the connect timeout of a pool is "100ms"
      And backends are not checked
      When a client asks for "/"
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "connect_timeout"

    Example: The log says what it has waited for
      Given the name server is silent
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And the connect timeout of a pool is "100ms"
      When a client asks for "/"
      Then the log line of the request has a "detail" like ".*kesar.internal is still being looked up"

    Example: A look-up has a time limit of its own
      Given the name server is silent
      And the setting "resolver.timeout" is "100ms"
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And backends are not checked
      When a client asks for "/"
      Then the answer is 504 "Gateway Timeout"
      And the log gives the reason "connect_timeout"

    @any-transport
    Scenario Outline: No address is no connection: the name server <mood>
      Given the name server <mood>
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And backends are not checked
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"
      And the log gives the reason "connect_failed"
      And the log line of the request has a "detail" like "<words>"

      Examples:
        | mood          | words                       |
        | knows nothing | kesar.internal.*such name.* |
        | fails         | kesar.internal.*SERVFAIL.*  |
        | refuses       | kesar.internal.*REFUSED.*   |

    Example: A backend whose name is not found is unhealthy
      Given the name server knows nothing
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And backends are checked every "20ms"
      When Kesar is found to be unhealthy
      Then the status shows that Kesar could not be looked up: "no such name"

  Rule: Names are found as the system finds them

    @any-transport
    Scenario Outline: <what> asks no name server
      Given Kesar serves www.mango.com
      And the config has the name "<name>" for Kesar
      And the hosts file of the machine says "127.0.0.1 kesar.lan Kesar # the shop"
      When a client asks for "/"
      Then the answer comes from Kesar
      And the name server is never asked for anything

      Examples:
        | what                        | name           |
        | An address                  | 127.0.0.1      |
        | localhost                   | localhost      |
        | A name below localhost      | shop.localhost |
        | A name in the hosts file    | kesar.lan      |
        | An alias in the hosts file  | KESAR          |

    Example: The hosts file is read again when it has changed
      Given Kesar serves www.mango.com
      And the config has the name "kesar.lan" for Kesar
      And Mangrove starts
      And the hosts file of the machine says "127.0.0.1 kesar.lan"
      When 5 seconds pass
      Then a client asks for "/" and is served by Kesar

    Scenario Outline: <what>
      Given Kesar serves www.mango.com
      And the config has the name "<name>" for Kesar
      And the resolv.conf of the machine says "<line>"
      And the name server knows "<known>" at 127.0.0.1
      When a client asks for "/"
      Then the answer comes from Kesar

      Examples:
        | what                                              | name        | line                                            | known                         |
        | A short name, as in Kubernetes                    | api         | search shop.svc.cluster.local cluster.local     | api.shop.svc.cluster.local    |
        | The second domain of the search list              | api         | search shop.svc.cluster.local cluster.local     | api.cluster.local             |
        | A domain of the machine's own                     | api         | domain mango.test                               | api.mango.test                |
        | A name with a dot is first taken as it is         | api.shop    | search svc.cluster.local                        | api.shop                      |
        | A name with a dot that is not one                 | api.shop    | search svc.cluster.local                        | api.shop.svc.cluster.local    |
        | A name that ends with a dot is whole              | api.shop.   | search svc.cluster.local                        | api.shop                      |
        | A name in capitals                                | API.Shop    | options ndots:1                                 | api.shop                      |

    Example: With "ndots:5" a name of a few dots is completed first
      Given Kesar serves www.mango.com
      And the config has the name "api.shop" for Kesar
      And the resolv.conf of the machine says "search svc.cluster.local" and "options ndots:5"
      And the name server knows "api.shop" at 127.0.0.9
      And the name server knows "api.shop.svc.cluster.local" at 127.0.0.1
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: The config may name other name servers than the system does
      Given Kesar serves www.mango.com
      And Kesar is found by its name
      And the config names the name server
      And the resolv.conf of the machine says "nameserver 127.0.0.1:1"
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: An answer that is too long for a datagram
      Given the name server truncates
      And Kesar serves www.mango.com
      And Kesar is found by its name
      When a client asks for "/"
      Then the answer comes from Kesar

    Example: A name with an IPv6 address only
      Given [::1]:80 serves www.mango.com
      And the config has the name "kesar.internal" for [::1]:80
      And the name server knows "kesar.internal" at ::1
      When a client asks for "/"
      Then the answer is 200

    Example: A name server that never says anything of IPv6
      Given the name server is silent on IPv6
      And Kesar serves www.mango.com
      And Kesar is found by its name
      When a client asks for "/"
      Then the answer comes from Kesar

  Rule: A name with several addresses is reached at any of them

    Example: New connections take the addresses in turn
      Given Shop serves www.mango.com
      And Shop is a name for Alphonso, Kesar and Ataulfo
      And backends are not checked
      And Alphonso, Kesar and Ataulfo hold their answers back
      When 6 clients begin to ask for "/"
      Then Alphonso, Kesar and Ataulfo are soon asked twice

    @any-transport
    Example: An address at which nothing listens costs nobody an answer
      Given Shop serves www.mango.com
      And Shop is a name for Alphonso, Kesar and Ataulfo
      And a pool's "retries" is "0"
      And Alphonso stops
      When a client asks for "/" 6 times
      Then every answer is 200

    @any-transport
    Example: Nor does an address that swallows connections
      Given Shop serves www.mango.com
      And Shop is a name for a black hole and for Kesar
      And a pool's "retries" is "0"
      When a client asks for "/" 3 times
      Then Kesar answers 3 times

    Scenario Outline: Such an address stands behind the others for 10 s: after <time>
      Given the config:
        """
        hosts:
          - {host: www.mango.com, servers: [Shop:80], health: false, keep_alive: {max_requests: 1}}
        """
      And Shop is a name for Alphonso and Kesar
      And Alphonso stops
      And a client asks for "/" twice
      And Alphonso starts again
      And <time> have passed
      When a client asks for "/" 4 times
      Then Kesar answers <times>

      Examples:
        | time | times   |
        | 5 s  | 6 times |
        | 11 s | 4 times |

    Example: Checks pass as long as one address takes connections
      Given Shop serves www.mango.com
      And Shop is a name for Alphonso and Kesar
      And backends are checked every "20ms"
      And Alphonso stops
      When Kesar has been connected to
      Then Shop is still healthy

    Example: The log says what happened at each address
      Given Shop serves www.mango.com
      And Shop is a name for Alphonso and Kesar
      And backends are not checked
      And Alphonso and Kesar stop
      When a client asks for "/"
      Then the log gives the reason "connect_failed"
      And the log line of the request has a "detail" like ".*shop.internal.*REFUSED 127.0.0.[23]:.*; .*REFUSED 127.0.0.[23]:.*"

    Example: Also when there was no time for more
      Given Shop serves www.mango.com
      And Shop is a name for a black hole and for Kesar
      And backends are not checked
      And the connect timeout of a pool is "100ms"
      And Kesar stops
      When a client asks for "/"
      Then the log gives the reason "connect_timeout"
      And the log line of the request has a "detail" like ".*127.0.0.1:\d+ has not answered; .*REFUSED 127.0.0.2:.*"

    Example: The status shows the addresses
      Given Shop serves www.mango.com
      And Shop is a name for Alphonso and Kesar
      When Mangrove starts
      Then the status shows the addresses "127.0.0.2 127.0.0.3" for Shop

  Rule: Neither a reload nor a stop waits for names

    Example: A reload with a new name
      Given Alphonso serves www.mango.com
      And Kesar serves www.apple.com
      And Kesar is found by its name
      And Mangrove starts
      And Kesar joins www.mango.com
      When the config is loaded anew
      And a client asks for "/" twice
      Then Alphonso and Kesar each answer once

    Example: A reload with other name servers
      Given the setting "resolver" is "{servers: ['127.0.0.1:1']}" in YAML
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And the status shows that Kesar could not be looked up: "nothing listens"
      And the config names the name server
      When the config is loaded anew
      And the address of Kesar is known
      Then a client asks for "/" and is served by Kesar

    Example: A reload with other name servers in the middle of look-ups
      Given the name server is silent
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And the name server has been asked for "kesar.internal"
      And the config names a second name server, which knows Kesar
      When the config is loaded anew
      And the address of Kesar is known
      Then a client asks for "/" and is served by Kesar

    @process
    Example: A stop in the middle of look-ups
      Given the name server is silent
      And the config names the name server
      And the setting "resolver.timeout" is "60s"
      And 14 more backends with names of their own share www.mango.com
      When the name server has been asked for "tommy-1.internal"
      Then Mangrove ends within 10 seconds of SIGTERM
      And the exit code is 0

    Example: A client that leaves while a name is looked up
      Given the name server is silent
      And Kesar serves www.mango.com
      And Kesar is found by its name
      And a client begins to ask for "/"
      And the name server has been asked for "kesar.internal"
      When the client leaves
      Then the log gives the reason "client_gone"
