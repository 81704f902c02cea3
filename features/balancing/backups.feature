Feature: Servers for the worst case
  An old server in the cellar is slow, but better than none. It serves when all others
  are gone, and only then.

  Rule: A backup serves only when no other backend is usable

    Background:
      Given the backends Alphonso, Kesar and Ataulfo share www.mango.com
      And Ataulfo is a backup
      And a backend is unhealthy after 1 failed check

    Example: The others are well
      When a client asks for "/" 6 times
      Then Alphonso and Kesar each answer 3 times

    Example: One of the others is well
      Given Kesar fails every check
      And Kesar is found to be unhealthy
      When a client asks for "/" 4 times
      Then Alphonso answers 4 times

    Example: None of the others is well
      Given Alphonso fails every check
      And Kesar fails every check
      And Alphonso and Kesar are found to be unhealthy
      When a client asks for "/" 4 times
      Then Ataulfo answers 4 times

    Example: None of the others may serve
      Given an operator drains Alphonso
      And an operator sends Kesar to maintenance
      When a client asks for "/" 4 times
      Then Ataulfo answers 4 times

    Example: One of the others is well again
      Given Alphonso fails every check
      And Kesar fails every check
      And Alphonso and Kesar are found to be unhealthy
      And Kesar answers its checks with 200
      And Kesar is found to be healthy
      When a client asks for "/" 4 times
      Then Kesar answers 4 times

    Example: Several backups share the work
      Given Kesar is a backup
      And Alphonso fails every check
      And Alphonso is found to be unhealthy
      When a client asks for "/" 4 times
      Then Kesar and Ataulfo each answer twice

  Rule: A request that has tried all others may end at a backup

    Example: The only other backend refuses
      Given the backends Alphonso and Ataulfo share www.mango.com
      And Ataulfo is a backup
      And backends are not checked
      And nothing listens on Alphonso
      When a client asks for "/"
      Then the answer comes from Ataulfo

  Rule: A backup is not there for those who only have to wait

    Example: The only other backend is at its limit
      Given the backends Alphonso and Ataulfo share www.mango.com
      And Ataulfo is a backup
      And Alphonso takes 1 request at a time
      And Alphonso holds its answers back
      And 2 clients are waiting for "/"
      When Alphonso answers at last
      Then Alphonso is soon asked twice
      And Ataulfo receives nothing

  Rule: Priorities make tiers: one serves when no backend of a lower number is usable, and backups come last

    Background:
      Given the backends Ataulfo, Haden, Kesar and Alphonso share www.mango.com
      And Kesar has the priority 1
      And Haden has the priority 7
      And Ataulfo is a backup

    Scenario Outline: Without <gone>, <server> serves
      Given an operator sends <gone> to maintenance
      When a client asks for "/" 3 times
      Then <server> answers 3 times

      Examples:
        | gone                      | server   |
        | Kesar                     | Alphonso |
        | Alphonso                  | Kesar    |
        | Alphonso and Kesar        | Haden    |
        | Alphonso, Kesar and Haden | Ataulfo  |
