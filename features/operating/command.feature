@process
Feature: The command
  In staging one command starts everything, and says clearly when it cannot.

  Rule: PORT overrides the port of the config

    Example: A free port
      Given Alphonso serves www.mango.com
      When Mangrove is running with PORT set to a free port
      Then it listens on that port

    Example: Something that is not a port
      When somebody runs "mangrove start" with PORT set to "mango"
      Then the exit code is 2
      And it says "PORT"

  Rule: The config may be named by MANGROVE_CONFIG

    Example: A file that is not there
      When somebody runs "mangrove start" with MANGROVE_CONFIG set to "nowhere.yaml"
      Then the exit code is 2
      And it says "nowhere.yaml"

  Rule: Each request is a line on standard output

    Example: One request
      Given Alphonso serves www.mango.com
      When a client asks for "/"
      Then the log line of the request has:
        | status | 200 |

  Rule: A port in use ends the command with exit code 1

    Example: Another program is there already
      Given Alphonso serves www.mango.com
      And another program listens on the port of the config
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove start"
      Then the exit code is 1
      And it says "for clients, is in use by another process"
      And it says "or with PORT in the environment"
      And it shows no stack trace

    Example: Another program is there already, where the status API should be
      Given Alphonso serves www.mango.com
      And another program listens on the port of the status API
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove start"
      Then the exit code is 1
      And it says "or with ADMIN_PORT in the environment"
      And it shows no stack trace

    Example: Another Mangrove is there already
      Given Alphonso serves www.mango.com
      And another Mangrove listens on the port of the config
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove start"
      Then the exit code is 1
      And it says "in use"

    Example: Another Mangrove has the port at every address
      Given Alphonso serves www.mango.com
      And another Mangrove listens on the port of the config at every address
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove start"
      Then the exit code is 1
      And it says "in use"

  Rule: A mistake in the config ends the command with exit code 2, and nothing is started

    Example: A misspelt key
      Given the config:
        """
        hosts:
          - host: www.mango.com
            serverz: [Alphonso:80]
        """
      And the config is in the file "mangrove.yaml"
      When somebody runs "mangrove start"
      Then the exit code is 2
      And it says 'did you mean "servers"?'
      And it shows no stack trace

    Example: No such file
      When somebody runs "mangrove start --config nowhere.yaml"
      Then the exit code is 2
      And it says "nowhere.yaml"
      And it shows no stack trace

  Rule: "mangrove check" reads a config and starts nothing

    Example: A good config
      Given Alphonso serves www.mango.com
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove check shop.yaml"
      Then the exit code is 0
      And Alphonso has never been connected to

    Example: A bad config
      Given the config:
        """
        hosts: 42
        """
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove check shop.yaml"
      Then the exit code is 2
      And it says "shop.yaml:1:8"

  Rule: The command says what it understands

    Example: Help
      When somebody runs "mangrove --help"
      Then the exit code is 0
      And it says "mangrove check"

    Example: A word it does not know
      When somebody runs "mangrove dance"
      Then the exit code is 2
      And it says "dance"
      And it shows no stack trace
