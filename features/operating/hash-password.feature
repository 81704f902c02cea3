@process
Feature: Making the hash of a password
  A config holds no passwords, only what can be made of them and never turned back.

  Rule: A password becomes a line for the config, and nobody else sees it

    Example: The line lets in who knows the password
      Given Alphonso serves www.mango.com
      And somebody runs "mangrove hash-password" and gives it "open sesame\n"
      And neither the log nor what was said has "sesame"
      And what it says stands for the password of alice at www.mango.com
      When alice asks for "/" with the password "open sesame"
      And alice asks for "/" with the password "open sesam"
      Then the answers are 200 and 401

    Example: Two lines are no password
      When somebody runs "mangrove hash-password" and gives it "one\\ntwo"
      Then the exit code is 2
      And it says "more than one line"
      And it shows no stack trace

    Example: An argument would be seen by others
      When somebody runs "mangrove hash-password sesame"
      Then the exit code is 2
      And it says "takes no password as an argument"
      And neither the log nor what was said has "sesame"
