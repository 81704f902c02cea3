@process @black-box
Feature: Trying it out
  Whoever has just fetched Mangrove sees it work before writing a line of config.

  Rule: Without a config there is a demo with three backends

    Example: They greet in turn
      Given the demo is running
      When a client asks for "/" 6 times
      Then the answers greet with "hello" and the names of 3 backends, in turn

    Example: It has nothing to warn of
      Given the demo is running
      When a client asks for "/"
      Then the log warns of nothing

    Example: 300 requests are shared equally
      Given the demo is running
      When a client asks for "/" 300 times
      Then the answers greet with "hello" and the names of 3 backends, in turn

    Example: It is a balancer like any other
      Given the demo is running
      When a client asks for "/"
      Then the answer has the header "Via: 1.1 mangrove"

    Example: A path with a backend of its own
      Given the demo is running
      When a client asks for "/cart/7"
      Then the answers say:
        | hello from Kesar, asked for /7\n |

    Example: The backend that answers takes a nap, and the others take over
      Given the demo is running
      When a client asks for "/nap"
      And a client asks for "/" 3 times
      Then the answers say:
        | Alphonso takes a nap for 15 s\n |
        | hello from Kesar\n              |
        | hello from Ataulfo\n            |
        | hello from Kesar\n              |
