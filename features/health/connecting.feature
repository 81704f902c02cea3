Feature: Checking without a word in the config
  The simplest config works with any backend, even one that knows of no health page.

  Rule: Without a "health" block a backend is well when it can be connected to

    Example: A dead backend is found out
      Given the backends Alphonso and Kesar share www.mango.com
      And nothing listens on Kesar
      And Kesar is found to be unhealthy
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times

    Example: A backend without a health page is well
      Given the backends Alphonso and Kesar share www.mango.com
      And Kesar fails every check
      And Kesar has been connected to
      When a client asks for "/" 4 times
      Then Alphonso and Kesar each answer twice

  Rule: A check may merely connect at a pace of its own

    Example: Quick checks by connecting
      Given Alphonso serves www.mango.com
      And backends are only connected to
      And Alphonso stops
      When Alphonso is found to be unhealthy
      Then the log gives a reason why Alphonso is unhealthy

    Example: A check hangs up at once
      Given Alphonso serves www.mango.com
      And backends are only connected to
      And Alphonso has been connected to
      When Alphonso has been connected to 3 more times
      Then Alphonso is soon without connections

  Rule: "health: false" switches checks off

    Example: A dead backend is not found out
      Given the backends Alphonso and Kesar share www.mango.com
      And backends are not checked
      And a pool's "retries" is "0"
      And nothing listens on Kesar
      And 1 hour has passed
      When a client asks for "/" twice
      Then the answers are 200 and 502
      And Kesar is healthy

    Example: Nobody disturbs the backends
      Given the backends Alphonso and Kesar share www.mango.com
      And backends are not checked
      When 1 hour passes
      Then Kesar has never been connected to
