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

  Rule: Without a file, what is checked is what "mangrove start" would take

    Background:
      Given the config:
        """
        paths: [{path: /, respond: {body: hello}}]
        """

    Example: The file in this folder
      Given the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check"
      Then the exit code is 0
      And it says "mangrove.yaml is a good config"

    Example: The file in the environment, and who named it
      When somebody runs "mangrove check" with MANGROVE_CONFIG set to "nowhere.yaml"
      Then the exit code is 2
      And it says "nowhere.yaml  there is no such file"
      And it says "MANGROVE_CONFIG names it"

    Example: The file that --config names
      Given the config is in the file "shop.yaml"
      When somebody runs "mangrove check --config shop.yaml"
      Then the exit code is 0
      And it says "shop.yaml is a good config"

    Example: No config at all, which no pipeline should take for a good one
      When somebody runs "mangrove check"
      Then the exit code is 2
      And it says '"mangrove start" would serve the demo'

    Example: A link that leads nowhere is no reason to serve the demo
      Given the file "mangrove.yaml" is a link to "volume/mangrove.yaml"
      When somebody runs "mangrove start"
      Then the exit code is 2
      And it says "mangrove.yaml  there is no such file"

    Example: A file behind a link
      Given the config is in the file "shop.yaml"
      And the file "mangrove.yaml" is a link to "shop.yaml"
      When somebody runs "mangrove check"
      Then the exit code is 0
      And it says "mangrove.yaml is a good config"

    Scenario Outline: "mangrove <command>" with a MANGROVE_CONFIG that a reload could not read again
      When somebody runs "mangrove <command>" with MANGROVE_CONFIG set to "-"
      Then the exit code is 2
      And it says 'MANGROVE_CONFIG is "-": expected the name of a file'

      Examples:
        | command |
        | start   |
        | check   |
        | routes  |

    Scenario Outline: <variable> set to <value>
      Given the config is in the file "mangrove.yaml"
      When somebody runs "mangrove check" with <variable> set to "<value>"
      Then the exit code is 2
      And it says "<sentence>"

      Examples:
        | variable   | value | sentence                               |
        | PORT       | mango | expected a port from 0 to 65535        |
        | PORT       | 99999 | expected a port from 0 to 65535        |
        | ADMIN_PORT | mango | expected a port from 0 to 65535        |
        | ADMIN_PORT | 99999 | expected a port from 0 to 65535        |
        | PORT       | 7070  | which the status API has too: expected |

  Rule: Several files are checked one by one, as "conf/*.yaml" names them

    Background:
      Given the config:
        """
        paths: [{path: /, respond: {body: hello}}]
        """
      And the config is in the file "mango.yaml"
      And the config is in the file "orange.yaml"

    Example: One of three is bad
      Given the file "apple.yaml" holds "hosts: 42"
      When somebody runs "mangrove check apple.yaml mango.yaml orange.yaml"
      Then the exit code is 2
      And it says "apple.yaml:1:8"
      And it says "mango.yaml is a good config"
      And it says "orange.yaml is a good config"

    Example: All are good
      When somebody runs "mangrove check mango.yaml orange.yaml"
      Then the exit code is 0

    Example: One is named in two ways
      When somebody runs "mangrove check --config mango.yaml orange.yaml"
      Then the exit code is 2
      And it says "by --config and without it"

  Rule: "-" stands for standard input, which is checked and not served

    Scenario Outline: <case>
      When somebody runs "mangrove check -" and gives it "<input>"
      Then the exit code is <code>
      And it says "<sentence>"
      And it shows no stack trace

      Examples:
        | case          | input                                        | code | sentence                          |
        | A good config | paths: [{path: /, respond: {body: hello}}]   | 0    | stdin is a good config            |
        | A bad config  | hosts: 42                                    | 2    | stdin:1:8                         |
        | Nothing       |                                              | 2    | standard input is empty: expected |
        | Binary        | \x00                                         | 2    | standard input is binary          |

    Example: More than a config may have
      When somebody runs "mangrove check -" and gives it 17 MiB
      Then the exit code is 2
      And it says "standard input is larger than 16 MiB"

    Example: It can be read only once
      When somebody runs "mangrove check - -"
      Then the exit code is 2
      And it says "only once"

    Example: A reload could not read it again
      When somebody runs "mangrove start -"
      Then the exit code is 2
      And it says "a reload could not read again"

  Rule: On a terminal, what takes long says how far it is, on a line that moves and then goes

    @terminal
    Example: A config that is long in coming
      Given the config file becomes a pipe
      And somebody runs "mangrove check" in a terminal of 60 columns
      And the screen soon shows a line like "waiting for mangrove\.yaml, which is a pipe  \d+\.\d s"
      When the pipe gives "{listen: 0, paths: [{path: /, respond: {status: 200}}]}"
      Then all that is left on the screen is "mangrove.yaml is a good config"

    @terminal
    Example: The terminal is narrower than the line
      Given the config file becomes a pipe
      And somebody runs "mangrove check" in a terminal of 31 columns
      And the screen soon shows a line like "waiting for mangrove\.yaml, whi"
      When the pipe gives "{listen: 0, paths: [{path: /, respond: {status: 200}}]}"
      Then all that is left on the screen is "mangrove.yaml is a good config"

    @terminal
    Example: Mistakes begin where the line was
      Given the config file becomes a pipe
      And somebody runs "mangrove check" in a terminal of 60 columns
      And the screen soon shows a line like "waiting for .* s"
      When the pipe gives "hosts: 42"
      Then the exit code is 2
      And the screen soon shows a line like "mangrove\.yaml:1:8  .*"

    @terminal
    Example: Serving begins
      Given the config file becomes a pipe
      And somebody runs "mangrove start" in a terminal of 80 columns
      And the screen soon shows a line like "waiting for .* s"
      When the pipe gives "{listen: 0, paths: [{path: /, respond: {status: 200}}]}"
      Then the screen soon shows a line like "\d\d:\d\d:\d\d\.\d{3} +listening .*"

    @terminal
    Example: Somebody has waited long enough
      Given the config file becomes a pipe
      When somebody runs "mangrove check" in a terminal of 80 columns
      And the screen soon shows a line like "waiting for .* s"
      And the command receives SIGINT
      Then the exit code is 130

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

    Example: Help for one command
      When somebody runs "mangrove help check"
      Then the exit code is 0
      And it says "--strict"

    Example: Help where the command stands
      When somebody runs "mangrove routes --help"
      Then the exit code is 0
      And it says "in the order in which they are tried"

    Scenario Outline: <line>
      When somebody runs "mangrove <line>"
      Then the exit code is 0
      And it says "0.1."

      Examples:
        | line      |
        | --version |
        | -V        |
        | -v        |

    Scenario Outline: A slip: <line>
      When somebody runs "mangrove <line>"
      Then the exit code is 2
      And it says 'did you mean "<meant>"?'
      And it shows no stack trace

      Examples:
        | line               | meant    |
        | chekc shop.yaml    | check    |
        | --cofnig shop.yaml | --config |
        | help chekc         | check    |
        | validate           | check    |

    Scenario Outline: What cannot be meant so: <line>
      When somebody runs "mangrove <line>"
      Then the exit code is 2
      And it says '<sentence>'
      And it shows no stack trace

      Examples:
        | line                         | sentence                        |
        | start --config               | --config needs a value          |
        | start --config=              | --config needs a value          |
        | check --config --strict      | --config needs a value          |
        | start --config a --config b  | --config is given twice         |
        | check --strict=no shop.yaml  | --strict takes no value         |
        | routes --strict              | --strict goes with "check"      |
        | start a.yaml b.yaml          | "start" takes one FILE          |
        | reload                       | on SIGHUP (kill -HUP PID)       |
        | shop.yaml                    | mangrove start shop.yaml        |
        | routes -H X-Shop:mango       | --header goes with --for        |

    Example: A secret that stands where none is wanted is not shown
      When somebody runs "mangrove hash-pasword sesame"
      Then the exit code is 2
      And it says 'did you mean "hash-password"?'
      And neither the log nor what was said has "sesame"

    Example: A config may be named without --config
      Given Alphonso serves www.mango.com
      And another program listens on the port of the config
      And the config is in the file "shop.yaml"
      When somebody runs "mangrove start shop.yaml"
      Then the exit code is 1
      And it says "is in use by another process"

  Rule: What cannot be printed is told, and who has read enough may go

    Example: A full disk
      When somebody runs "mangrove help" into a full disk
      Then the exit code is 1
      And it says "standard output cannot be written: ENOSPC"
      And it shows no stack trace

    Example: A reader that has gone, such as "head -1"
      When somebody runs "mangrove help" and nobody reads what it prints
      Then the exit code is 0
      And it shows no stack trace

  Rule: A shell completes commands, options and files

    Scenario Outline: bash, behind "<typed>"
      When bash completes "<typed>"
      Then it offers "<offers>"

      Examples:
        | typed                           | offers          |
        | mangrove ch                     | check           |
        | mangrove check --s              | --strict        |
        | mangrove --config shop.yaml rou | routes          |
        | mangrove start --config=a sta   | the files       |
        | mangrove check sho              | the files       |
        | mangrove --config sho           | the files       |
        | mangrove routes --for http      | nothing         |
        | mangrove completion             | bash fish zsh   |
        | mangrove hash-password --he     | --help          |

    Scenario Outline: The script for <shell> is one
      When somebody runs "mangrove completion <shell>"
      Then <shell> can read what it says

      Examples:
        | shell |
        | bash  |
        | zsh   |
        | fish  |

    Scenario Outline: What <shell> learns of <what>
      When somebody runs "mangrove completion <shell>"
      Then it says "<line>"

      Examples:
        | shell | what | line |
        | fish | itself | # Completes mangrove in fish: mangrove completion fish \| source |
        | fish | files | complete -c mangrove -f |
        | fish | options without a command | complete -c mangrove -n 'not __fish_seen_subcommand_from start check routes hash-password completion help' -l config -s c -r -F -d 'the config; else the one in MANGROVE_CONFIG, else ./mangrove.yaml' |
        | fish | --help | complete -c mangrove -l help -s h -d 'what a command does and takes' |
        | fish | --version | complete -c mangrove -l version -s V -d 'the version' |
        | fish | start | complete -c mangrove -n 'not __fish_seen_subcommand_from start check routes hash-password completion help' -a start -d 'serve until SIGTERM, SIGINT or SIGQUIT' |
        | fish | the config of start | complete -c mangrove -n '__fish_seen_subcommand_from start' -F |
        | fish | check --strict | complete -c mangrove -n '__fish_seen_subcommand_from check' -l strict -d 'a warning is a mistake' |
        | fish | routes --for | complete -c mangrove -n '__fish_seen_subcommand_from routes' -l for -x -d 'which route takes this request, and what it meets there' |
        | fish | routes --header | complete -c mangrove -n '__fish_seen_subcommand_from routes' -l header -s H -x -d 'a header of that request; may be repeated' |
        | fish | shells | complete -c mangrove -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish' |
        | fish | the commands that help tells of | complete -c mangrove -n '__fish_seen_subcommand_from help' -a 'start check routes hash-password completion' |
        | zsh | itself | #compdef mangrove |
        | zsh | start | 'start:serve until SIGTERM, SIGINT or SIGQUIT' |
        | zsh | options without a command | _arguments -C '(-c --config)'-c'[the config; else the one in MANGROVE_CONFIG, else ./mangrove.yaml]:FILE:_files' '(-c --config)'--config='[the config; else the one in MANGROVE_CONFIG, else ./mangrove.yaml]:FILE:_files' '(-h --help)'-h'[what a command does and takes]' '(-h --help)'--help'[what a command does and takes]' '(-V --version)'-V'[the version]' '(-V --version)'--version'[the version]' '1: :->command' '*:: :->operand' && return |
        | zsh | check --strict | --strict'[a warning is a mistake]' |
        | zsh | the configs of check | '(-V --version)'--version'[the version]' '*:operand:_files' ;; |
        | zsh | the config of start | start) _arguments '(-c --config)'-c'[the config; else the one in MANGROVE_CONFIG, else ./mangrove.yaml]:FILE:_files' '(-c --config)'--config= |
        | zsh | routes --header | '*'--header='[a header of that request; may be repeated]:NAME VALUE:' '*'-H'[a header of that request; may be repeated]:NAME VALUE:' |
        | zsh | routes --from | --from='[the client that sends it; else 127.0.0.1]:ADDRESS:' --json'[for scripts]' |
        | zsh | routes --for | --for='[which route takes this request, and what it meets there]:METHOD URL:' |
        | zsh | hash-password, which takes nothing | hash-password) _arguments '(-h --help)'-h'[what a command does and takes]' '(-h --help)'--help'[what a command does and takes]' '(-V --version)'-V'[the version]' '(-V --version)'--version'[the version]' ;; |
        | zsh | shells | '(-V --version)'--version'[the version]' '1:operand:(bash zsh fish)' ;; |

    Example: fish offers nothing to hash-password
      When somebody runs "mangrove completion fish"
      Then it says nothing of "'__fish_seen_subcommand_from hash-password'"

    Example: A shell for which there is none
      When somebody runs "mangrove completion tcsh"
      Then the exit code is 2
      And it says "expected bash, zsh, fish"
