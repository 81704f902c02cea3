@process @slow
Feature: Chaos
  Backends die, hang and lie, one after the other, while clients shop on and look twice at what
  they get.

  Background:
    Given Alphonso, Kesar, Ataulfo and Haden are processes that share www.mango.com
    And their answers are awaited for 300 ms
    And they are checked every 100 ms, recover after 2 checks and warm up for 500 ms
    And GETs are tried again, whatever the load

  Rule: One bad backend costs no GET before its head, no order is placed twice, and the share comes back

    Example: One after the other
      When clients shop on while this happens to one backend after the other:
        | Alphonso | is killed              |
        | Kesar    | freezes                |
        | Ataulfo  | resets before the head |
        | Haden    | never answers          |
        | Alphonso | answers 500            |
        | Kesar    | resets after the head  |
        | Ataulfo  | sends a byte a second  |
      Then the only GETs that fail are:
        | during                | how          |
        | answers 500           | answered 500 |
        | resets after the head | broken off   |
        | sends a byte a second | broken off   |
      And no answer has a wrong body
      And no order reaches a backend twice, or two backends
      And each has its share again within 1 second of its recovery and warm-up
