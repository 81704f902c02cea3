Feature: Sharing the limits of clients among instances
  Several instances are one balancer to a client, so its limit should be one too: they count in a
  Redis server. That server is a help, and nobody's request fails or waits because it is away.

  Background:
    Given the config:
      """
      hosts:
        - host: www.mango.com
          rate_limit: {requests: 3, per: 1h, burst: 1}
          servers: [Alphonso:80]
      """

  Rule: Instances that count in one Redis server share their limits

    Example: Two instances let through as many as one
      Given rates are counted in Redis
      And a second Mangrove has the same config
      When 20 clients ask each of the two for "/" at the same time
      Then 4 of 40 answers are 200 and the others 429

    Example: A refusal says when to come back
      Given rates are counted in Redis
      When a client asks for "/" 5 times
      Then the answer is 429 "Too Many Requests"
      And the client is asked to come back after an hour
      And the answer has a RateLimit like '"host";r=0;t=3[56]\d\d'

    Example: Times below a second are kept too
      Given 1 request passes in 100 ms
      And rates are counted in Redis
      And a client has asked for "/" once
      When a client asks for "/" until it is served
      Then the answer comes from Alphonso

    Example: A server that is found by its name
      Given rates are counted in Redis, which is found by its name
      When a client asks for "/" 5 times
      Then the answer is 429
      And the name server is asked for "redis.internal" once

    Example: A server with a password, which stays a secret
      Given rates are counted in Redis with the password "s3cr/et%"
      When a client asks for "/" 5 times
      Then the answer is 429
      And the log says nothing of "s3cr"

  Rule: While the server is away, each instance counts for itself and says so once

    Example: It was never there
      Given the Redis server for the rates is not there
      When a client asks for "/" 5 times
      Then 4 of 5 answers are 200 and the others 429
      And the log says once that rates are counted locally
      And the log says nothing of "secret"

    Example: It dies
      Given rates are counted in Redis
      And a client has asked for "/" 5 times
      And the Redis server dies
      When a client asks for "/" 5 times
      Then 4 of 5 answers are 200 and the others 429
      And the log says once that rates are counted locally

    Example: It accepts requests and does not answer them
      Given rates are counted in Redis, for whose answers Mangrove waits 500 ms
      And the Redis server stops answering
      When a client asks for "/" 8 times
      Then 4 of 8 answers are 200 and the others 429
      And the log says once that rates are counted locally
      And the last 7 answers took less than 2000 ms together

    Example: It takes no password and never says so
      Given the Redis server for the rates accepts connections and says nothing
      When a client asks for "/" 5 times
      Then 4 of 5 answers are 200 and the others 429
      And the log says once that rates are counted locally

    Example: Each of its answers comes late
      Given rates are counted in Redis, for whose answers Mangrove waits 100 ms
      And the Redis server takes 200 ms for each answer
      When a client asks for "/" until Mangrove has connected to the Redis server 3 times
      Then the log says once that rates are counted locally

    Scenario Outline: It answers <what>
      Given the Redis server for the rates answers "<answer>" to everything
      When a client asks for "/" 5 times
      Then 4 of 5 answers are 200 and the others 429
      And the log says once that rates are counted locally

      Examples:
        | what                 | answer                      |
        | with a word          | +OK\r\n                     |
        | nothing              | $-1\r\n                     |
        | with no numbers      | *2\r\n$1\r\na\r\n$1\r\nb\r\n |
        | with a negative time | *2\r\n:1\r\n:-7\r\n         |
        | as a web server      | HTTP/1.1 400 No\r\n\r\n     |

    Example: It has come back
      Given rates are counted in Redis
      And the Redis server dies
      And a client has asked for "/" 5 times
      And the Redis server has come back
      When a client asks for "/" 5 times
      Then 4 of 5 answers are 200 and the others 429
      And the log says once that rates are counted locally

    Example: It has come back after ten minutes
      Given rates are counted in Redis
      And the Redis server dies
      And 10 minutes have passed
      And the Redis server has come back
      When a client asks for "/" 5 times
      Then 4 of 5 answers are 200 and the others 429
      And the log says once that rates are counted locally

    Example: It is not asked for all the time whether it is back
      Given rates are counted in Redis
      And a client has asked for "/" twice
      And time stands still
      And the Redis server dies
      When 60 seconds pass
      Then the Redis server has been connected to 15 to 32 times

    Example: A server that cannot count is away as well
      Given rates are counted in Redis
      And the Redis server refuses to count
      When a client asks for "/" 5 times
      Then 4 of 5 answers are 200 and the others 429
      And the log says once that rates are counted locally

  Rule: A server that the config no longer needs is left alone

    Example: No limit is left
      Given rates are counted in Redis
      And Kesar serves www.orange.com
      And www.mango.com leaves the config
      When the config is loaded anew
      Then the Redis server is soon without connections

    Example: Mangrove is stopped
      Given rates are counted in Redis
      When Mangrove is told to stop
      Then the Redis server is soon without connections

  Rule: The server does not delay a stop

    Example: A stop while it does not answer
      Given rates are counted in Redis
      And the Redis server stops answering
      When Mangrove is told to stop
      Then Mangrove has stopped

    @process
    Example: A process that stops while the server was never reached
      Given the Redis server for the rates accepts connections and says nothing
      When Mangrove receives SIGTERM
      Then the exit code is 0
