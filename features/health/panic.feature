Feature: Doubting the checks when nearly all are ill
  When most of a pool seems ill at once, the checks are more likely wrong than the
  servers. And a few servers left alone would fall ill under the load of all.

  Background:
    Given the backends Alphonso, Kesar and Ataulfo share www.mango.com
    And a backend is unhealthy after 1 failed check
    And a backend is healthy again after 1 passed check

  Rule: When fewer than half of the backends are healthy, traffic goes to all

    Example: One of three is well
      Given Kesar fails every check
      And Ataulfo fails every check
      And Kesar and Ataulfo are found to be unhealthy
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

    Example: None is well
      Given Alphonso fails every check
      And Kesar fails every check
      And Ataulfo fails every check
      And Alphonso, Kesar and Ataulfo are found to be unhealthy
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

    Example: Two of three are enough
      Given Kesar fails every check
      And Kesar is found to be unhealthy
      When a client asks for "/" 6 times
      Then Alphonso and Ataulfo each answer 3 times

    Example: Half is enough
      Given an operator sends Ataulfo to maintenance
      And Kesar fails every check
      And Kesar is found to be unhealthy
      When a client asks for "/" 6 times
      Then Alphonso answers 6 times

    Example: Another is well again, and health counts again
      Given Kesar fails every check
      And Ataulfo fails every check
      And Kesar and Ataulfo are found to be unhealthy
      And Kesar answers its checks with 200
      And Kesar is found to be healthy
      When a client asks for "/" 6 times
      Then Alphonso and Kesar each answer 3 times

    Example: A sticky client stays where it is
      Given a pool's "sticky" is "{cookie: shop}"
      And a client has been served by Alphonso
      And Alphonso fails every check
      And Kesar fails every check
      And Alphonso and Kesar are found to be unhealthy
      When the same client asks for "/" 3 times
      Then Alphonso answers 4 times

  Rule: In panic, a pool of which nobody can even be reached has no usable backend

    Background:
      Given a pool's "retries" is "2"
      And Alphonso and Ataulfo stop
      And Kesar fails every check

    Example: Nobody can be reached
      Given Kesar stops
      And Alphonso, Kesar and Ataulfo are found to be unhealthy
      When a client asks for "/"
      Then the answer is 503 "No backend servers available."
      And the log gives the reason "no_backend"

    Example: One of them can, and breaks the connection
      Given Kesar resets every connection
      And Alphonso, Kesar and Ataulfo are found to be unhealthy
      When a client asks for "/"
      Then the answer is 502 "Bad Gateway"

  Rule: Panic brings back nobody whom an operator has taken out

    Scenario Outline: <out>
      Given an operator <out>
      And Kesar fails every check
      And Ataulfo fails every check
      And Kesar and Ataulfo are found to be unhealthy
      When a client asks for "/" 6 times
      Then Kesar and Ataulfo each answer 3 times

      Examples:
        | out                           |
        | sends Alphonso to maintenance |
        | drains Alphonso               |

  Rule: Log and status say so

    Example: Panic begins
      Given Kesar fails every check
      And Ataulfo fails every check
      When Kesar and Ataulfo are found to be unhealthy
      Then the log says once that the pool "www.mango.com" is in panic
      And the status says that the pool "www.mango.com" is in panic

    Example: Panic ends
      Given Kesar fails every check
      And Ataulfo fails every check
      And Kesar and Ataulfo are found to be unhealthy
      When Kesar answers its checks with 200
      Then the log says once that the panic of the pool "www.mango.com" is over
      And the status says that the pool "www.mango.com" is not in panic

    Example: More illness is no news
      Given Kesar fails every check
      And Ataulfo fails every check
      And Kesar and Ataulfo are found to be unhealthy
      And Alphonso fails every check
      When Alphonso is found to be unhealthy
      Then the log says once that the pool "www.mango.com" is in panic

  Rule: The config says when

    Example: Below 70 percent
      Given a pool's "panic" is "70"
      And Kesar fails every check
      And Kesar is found to be unhealthy
      When a client asks for "/" 6 times
      Then Alphonso, Kesar and Ataulfo each answer twice

    Example: Never
      Given a pool's "panic" is "0"
      And Kesar fails every check
      And Ataulfo fails every check
      And Kesar and Ataulfo are found to be unhealthy
      When a client asks for "/" 6 times
      Then Alphonso answers 6 times
