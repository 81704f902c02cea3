Feature: Limiting how often one client may ask
  One client that asks without pause must not take the backends away from all others. It is told
  when to come back, and sees on every answer how much it has left.

  Rule: Of one client so many requests pass in a time, and no more

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 3, per: 1h}
            servers: [Alphonso:80]
        """

    Example: The fourth of three is told when to come back
      When a client asks for "/" 4 times
      Then the answer is 429 "Too Many Requests"
      And the client is asked to come back after an hour
      And the log gives the reason "rate_limited"
      And Alphonso answers 3 times

    Example: The log says which limit it was
      When a client asks for "/" 4 times
      Then the log has a request with the rule "rate_limit host www.mango.com"

    Example: Of many at the same time no more pass than of many in turn
      When 100 clients ask for "/" at the same time
      Then 3 of 100 answers are 200 and the others 429

    Example: Requests that come in one packet are counted one by one
      When a client sends 4 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com

        GET / HTTP/1.1
        Host: www.mango.com

        GET / HTTP/1.1
        Host: www.mango.com

        GET / HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are, in this order: 200, 200, 200, 429

    Example: A WebSocket is a request
      Given Alphonso speaks WebSocket
      And a client opens a WebSocket at "/"
      And a client has asked for "/" 2 times
      When a client tries to open a WebSocket at "/"
      Then the WebSocket is refused with 429

    Example: What is tried at two backends is one request
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 3, per: 1h}
            servers: [Alphonso:80, Kesar:80]
        """
      And Alphonso resets every connection
      And Kesar resets every connection
      When a client asks for "/"
      Then the answer is 502
      And Alphonso and Kesar are asked once
      And the answer has a RateLimit like '"host";r=2;t=3[56]\d\d'

    Example: Another client is not concerned
      Given a client has asked for "/" 3 times
      When a client at 127.0.0.2 asks for "/"
      Then the answer is 200

    Example: Another host is not concerned
      Given Kesar serves www.apple.com
      And a client has asked for "/" 3 times
      When a client asks for "www.apple.com/"
      Then the answer comes from Kesar

    Example: An upload that is too much is refused before it is sent
      Given a client has asked for "/" 3 times
      When a client sends POST "/" with a body of 1000000 bytes
      Then the answer is 429 "Too Many Requests"
      And Alphonso is asked 3 times

  Rule: When the time is over, the client may ask again

    Scenario Outline: <time> of a limit per <per>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: <per>}
            servers: [Alphonso:80]
        """
      And time stands still
      And a client has asked for "/" twice
      And <time> have passed
      When a client asks for "/"
      Then the answer is <status>

      Examples:
        | per | time       | status |
        | 1m  | 59999 ms   | 429    |
        | 1m  | 60 s       | 200    |
        | 1h  | 3599999 ms | 429    |
        | 1h  | 60 minutes | 200    |

    Scenario Outline: The time begins with the first request, whoever asks meanwhile: after <time> more
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 3, per: 1h}
            servers: [Alphonso:80]
        """
      And time stands still
      And a client asks for "/"
      And 40 minutes have passed
      And a client asks for "/" 3 times
      And <time> have passed
      When a client asks for "/"
      Then the answer is <status>

      Examples:
        | time       | status |
        | 1199999 ms | 429    |
        | 20 minutes | 200    |

  Rule: A burst lets more pass at once, and comes back more slowly

    Example: The burst is on top
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 3, per: 1h, burst: 2}
            servers: [Alphonso:80]
        """
      When a client asks for "/" 6 times
      Then the answers are, in this order: 200, 200, 200, 200, 200, 429

    Scenario Outline: It is there once in ten windows: <time> later
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1m, burst: 1}
            servers: [Alphonso:80]
        """
      And time stands still
      And a client asks for "/" 3 times
      And <time> have passed
      When a client asks for "/" 3 times
      Then the answers are, in this order: 200, 200, 429, <answers>

      Examples:
        | time      | answers       |
        | 60 s      | 200, 429, 429 |
        | 9 minutes | 200, 429, 429 |
        | 600 s     | 200, 200, 429 |

  Rule: Every answer says how much is left

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 3, per: 1h}
            servers: [Alphonso:80]
            paths:
              - {path: /old, redirect: {path: /}}
              - {path: /cart, rate_limit: {requests: 9, per: 1m}, servers: [Kesar:80]}
        """

    Example: The answer of a backend
      When a client asks for "/"
      Then the answer has the header 'RateLimit-Policy: "host";q=3;w=3600'
      And the answer has a RateLimit like '"host";r=2;t=3[56]\d\d'

    Example: The answer of a rule
      When a client asks for "/old"
      Then the answer is 302
      And the answer has a RateLimit like '"host";r=2;t=3[56]\d\d'

    Example: A refusal
      When a client asks for "/" 4 times
      Then the answer has the header 'RateLimit-Policy: "host";q=3;w=3600'
      And the answer has a RateLimit like '"host";r=0;t=3[56]\d\d'

    Example: The answer to a failure
      Given Alphonso resets every connection
      When a client asks for "/"
      Then the answer is 502
      And the answer has a RateLimit like '"host";r=2;t=3[56]\d\d'

    Example: Several limits
      When a client asks for "/cart"
      Then the answer has the header 'RateLimit-Policy: "host";q=3;w=3600, "path";q=9;w=60'
      And the answer has a RateLimit like '"host";r=2;t=3[56]\d\d, "path";r=8;t=[56]\d'

    Example: What a backend says of its own limits stays
      Given Alphonso answers with the header 'RateLimit: "shop";r=7;t=9'
      When a client asks for "/"
      Then the answer has a RateLimit like '"shop";r=7;t=9, "host";r=2;t=3[56]\d\d'

  Rule: All limits on the way count, and the strictest answers

    Background:
      Given the config:
        """
        rate_limit: {requests: 4, per: 1h}
        pools:
          mango: {servers: [Alphonso:80], rate_limit: {requests: 3, per: 1h}}
        hosts:
          - host: www.mango.com
            pool: mango
            paths:
              - {path: /cart, pool: mango, rate_limit: {requests: 1, per: 1h}}
              - {path: /new, split: {pools: {mango: 1}}}
        """

    Scenario Outline: The limit of <whose>
      Given a client has asked for "<before>" <times>
      When a client asks for "<path>"
      Then the answer is 429
      And the log has a request with the rule "rate_limit <rule>"

      Examples:
        | whose        | before            | times   | path            | rule                    |
        | the path     | /cart             | once    | /cart           | path www.mango.com/cart |
        | the pool     | /                 | 3 times | /cart/2         | pool mango              |
        | a split pool | /                 | 3 times | /new            | pool mango              |
        | everything   | www.durian.com/   | 4 times | /               | all                     |

    Example: Who is told to come back finds no other limit used up then
      Given the config:
        """
        rate_limit: {requests: 2, per: 1h}
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1m}
            servers: [Alphonso:80]
        """
      When a client asks for "/" 2 times
      Then the answers are, in this order: 200, 429
      And the client is asked to come back after an hour

    Example: A request without a route counts too
      When a client asks for "www.durian.com/" 5 times
      Then the answers are, in this order: 404, 404, 404, 404, 429

    Example: What a firewall refuses does not count
      Given the config:
        """
        firewall_rules: {path_reject: [/messages]}
        rate_limit: {requests: 1, per: 1h}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      And a client has asked for "/messages" 3 times
      When a client asks for "/"
      Then the answer is 200

    Example: A host that has only paths limits what none of them matches
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1h}
            paths:
              - {path: /cart, servers: [Alphonso:80]}
        """
      And a client has asked for "/cart" once
      When a client asks for "/other"
      Then the answer is 429

  Rule: A client is its address, as far as it can be believed

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1h}
            servers: [Alphonso:80]
        """

    Example: Who claims another address is still the same
      Given a client has asked for "/" once
      When a client asks for "/" with the header "X-Forwarded-For: 192.0.2.9"
      Then the answer is 429

    Scenario Outline: Behind a trusted proxy, <second> after <first> is answered <status>
      Given requests from "127.0.0.1" are believed to be forwarded
      And a client with the headers "X-Forwarded-For: <first>" has asked for "/"
      When a client asks for "/" with the header "X-Forwarded-For: <second>"
      Then the answer is <status>

      Examples:
        | first           | second                 | status |
        | 192.0.2.1       | 192.0.2.2              | 200    |
        | 192.0.2.1       | 192.0.2.1              | 429    |
        | 192.0.2.1       | ::ffff:192.0.2.1       | 429    |
        | 2001:db8:1:2::1 | 2001:db8:1:2:ffff::9   | 429    |
        | 2001:db8:1:2::1 | 2001:0DB8:1:2:0:0:0:1  | 429    |
        | 2001:db8:1:2::1 | 2001:db8:1:3::1        | 200    |

  Rule: A client may be the value of a header or a cookie

    Scenario Outline: By <by>, "<second>" after "<first>" is answered <status>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1h, by: "<by>"}
            servers: [Alphonso:80]
        """
      And a client with the headers '<first>' has asked for "/"
      When a client with the headers '<second>' asks for "/"
      Then the answer is <status>

      Examples:
        | by               | first                      | second                               | status |
        | header:X-Api-Key | X-Api-Key: mango           | x-api-key: mango                     | 429    |
        | header:X-Api-Key | X-Api-Key: mango           | X-Api-Key: apple                     | 200    |
        | header:X-Api-Key | X-Api-Key: mango           | X-Api-Key: mango \| X-Api-Key: apple | 429    |
        | header:X-Api-Key | X-Api-Key: mango           | X-Api-Key: apple \| X-Api-Key: mango | 429    |
        | header:X-Api-Key | X-Api-Key: __proto__       | X-Api-Key: __proto__                 | 429    |
        | header:X-Api-Key | X-Api-Key: mango           |                                      | 200    |
        | header:X-Api-Key |                            | X-Api-Key:                           | 429    |
        | header:__proto__ |                            |                                      | 429    |
        | cookie:session   | Cookie: session=a          | Cookie: shop=b; session=a            | 429    |
        | cookie:session   | Cookie: session=a          | Cookie: session=b                    | 200    |
        | cookie:session   | Cookie: session=a          | Cookie: session="a"                  | 429    |
        | cookie:session   | Cookie: session=a          | Cookie: session=%61                  | 429    |
        | cookie:session   | Cookie: session=a          | Cookie: session=b; session=a         | 429    |
        | cookie:session   | Cookie: session=%ff        | Cookie: session=%ff                  | 429    |
        | cookie:session   | Cookie: session            |                                      | 429    |

    Example: A value of any length is one client
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1h, by: "header:X-Api-Key"}
            servers: [Alphonso:80]
        """
      And a client with a "X-Api-Key" of 9000 characters has asked
      When a client asks for "/" with a header "X-Api-Key" of 9001 characters
      Then the answer is 200

  Rule: A limit can be tried out first

    Example: A dry run refuses nothing and says what it would have done
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1h, dry_run: true}
            servers: [Alphonso:80]
        """
      When a client asks for "/" 2 times
      Then every answer is 200
      And the answer has no header "RateLimit"
      And the log has a request with the rule "rate_limit host www.mango.com (dry run)"

  Rule: Nobody gets back what is used up by making up clients

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 3, per: 24h, by: "header:X-Account", max_keys: 20}
            servers: [Alphonso:80]
          - host: www.orange.com
            rate_limit: {requests: 1, per: 24h, by: "header:X-Account", max_keys: 20}
            servers: [Kesar:80]
        """

    Example: What is used up stays so
      Given a client with the headers "X-Account: alice" has asked for "/" 3 times
      And 50 clients, each with an "X-Account" of its own, have asked for "/"
      When a client with the headers "X-Account: alice" asks for "/"
      Then the answer is 429

    Example: What is used up but for one stays so
      Given a client with the headers "X-Account: alice" has asked for "/" 2 times
      And 50 clients, each with an "X-Account" of its own, have asked for "/"
      When a client with the headers "X-Account: alice" asks for "/"
      And a client with the headers "X-Account: alice" asks for "/"
      Then the answers are 200 and 429

    Example: A flood at another host
      Given a client with the headers "X-Account: alice" has asked for "/" 3 times
      And 50 clients, each with an "X-Account" of its own, have asked for "www.orange.com/"
      When a client with the headers "X-Account: alice" asks for "/"
      Then the answer is 429

    Example: While all have used up theirs, new clients share what one has
      Given 20 clients, each with an "X-Account" of its own, have asked for "www.orange.com/"
      When a client with the headers "X-Account: alice" asks for "www.orange.com/"
      And a client with the headers "X-Account: bob" asks for "www.orange.com/"
      Then the answers are 200 and 429

    Example: Those that are made up make room for one another
      Given 50 clients, each with an "X-Account" of its own, have asked for "/"
      When a client with the headers "X-Account: alice" asks for "/"
      Then the answer is 200

  Rule: Mistakes in a limit are pointed at

    Scenario Outline: <mistake>
      When this config is checked:
        """
        rate_limit: <limit>
        paths:
          - {path: /, servers: [kesar:80]}
        """
      Then a mistake is at line 1, column <column>
      And it says "<said>"

      Examples:
        | mistake                     | limit                                      | column | said                                            |
        | A burst of nothing          | {burst: 5, per: 1s}                        | 13     | requests is missing                             |
        | No time                     | {requests: 5}                              | 13     | per is missing                                  |
        | A time of nothing           | {requests: 5, per: 0s}                     | 32     | a duration above zero                           |
        | A time without an end       | {requests: 5, per: 25h}                    | 32     | at most 24h                                     |
        | No requests at all          | {requests: 0, per: 1s}                     | 24     | from 1 to                                       |
        | Half a request              | {requests: 0.5, per: 1s}                   | 24     | a whole number                                  |
        | A client that is nothing    | {requests: 5, per: 1s, by: session}        | 40     | address, header:NAME or cookie:NAME             |
        | A header without a name     | {requests: 5, per: 1s, by: "header:"}      | 40     | address, header:NAME or cookie:NAME             |
        | A misspelt key              | {requests: 5, per: 1s, brust: 2}           | 36     | did you mean                            |

    Scenario Outline: Not a store: <store>
      When this config is checked:
        """
        rate_limit_store: <store>
        paths:
          - {path: /, servers: [kesar:80]}
        """
      Then a mistake is at line 1, column <column>
      And it says "expected an address such as redis://127.0.0.1:6379"
      And it does not say "secret"

      Examples:
        | store                          | column |
        | "http://:secret@10.0.0.1:6379" | 19     |
        | "redis://:secret@"             | 19     |
        | "redis://:secret@host:99999"   | 19     |
        | "redis://:secret%@host"        | 19     |
        | "redis://:secret@host/mango"   | 19     |
        | {url: "redis:secret"}          | 25     |
