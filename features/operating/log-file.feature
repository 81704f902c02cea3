@process
Feature: A log file: logrotate, signals and full disks
  Those who keep logs for weeks want them in files that are renamed each night. Neither that nor a disk that is full may cost a
  client an answer, or keep the process from ending.

  Background:
    Given Alphonso serves www.mango.com

  Rule: "log" names the file that lines are added to

    Example: A file that is there already
      Given the log goes to the file "shop.log"
      And the file "shop.log" holds "yesterday"
      When a client asks for "/today"
      Then the file "shop.log" soon holds "/today"
      And the file "shop.log" still holds "yesterday"

    Example: A folder that is not there
      Given the log goes to the file "nowhere/shop.log"
      When Mangrove cannot start
      Then the exit code is 1
      And it says "the log cannot be written: ENOENT"
      And it shows no stack trace

    Example: A pipe, for which nobody knows whether it is read
      Given the log goes to the file "shop.log"
      And the file "shop.log" is a pipe that somebody reads
      When Mangrove cannot start
      Then the exit code is 1
      And it says "is a pipe: expected a file"

    Scenario Outline: <name>, as images of other servers have it, is standard output, also where that is a pipe
      Given the setting "log" is "<name>"
      And Mangrove starts
      When a client asks for "www.mango.com/cart"
      Then the log line of the request has:
        | path | /cart |

      Examples:
        | name            |
        | /dev/stdout     |
        | /dev/fd/1       |

    Example: Another file from the next reload on
      Given the log goes to the file "shop.log"
      And Mangrove starts
      And the config names the log file "other.log"
      When Mangrove receives SIGHUP
      Then the file "other.log" soon holds "the log goes on here"

  Rule: SIGUSR1 opens the file anew, for logrotate

    Example: The file was renamed
      Given the log goes to the file "shop.log"
      And a client asks for "/before"
      And the file "shop.log" is renamed to "shop.log.1"
      And Mangrove receives SIGUSR1
      And the file "shop.log" soon holds "the log goes on here"
      When a client asks for "/after"
      Then the file "shop.log" soon holds "/after"
      And the file "shop.log.1" soon holds "/before"

    Example: It cannot be opened, and the old one goes on
      Given there is a folder "logs"
      And the log goes to the file "logs/shop.log"
      And a client asks for "/before"
      And the file "logs" is renamed to "old"
      And Mangrove receives SIGUSR1
      When a client asks for "/after"
      Then the file "old/shop.log" soon holds '"detail":"ENOENT: no such file or directory'
      And the file "old/shop.log" soon holds "/after"

    Example: Without a file
      Given Mangrove starts
      When Mangrove receives SIGUSR1
      Then the log says "the log goes to standard output: there is no file to open anew"

  Rule: No signal opens a debugger, and only those that mean an end end it

    Scenario Outline: <signal>
      Given Mangrove starts
      And Mangrove receives <signal>
      And the log says "<line>"
      When a client asks for "/"
      Then the answer comes from Alphonso
      And it has not said "Debugger"

      Examples:
        | signal  | line                                                           |
        | SIGUSR1 | the log goes to standard output: there is no file to open anew |
        | SIGUSR2 | SIGUSR2 does nothing here                                      |

  Rule: A log that cannot be written costs nobody an answer, and does not keep the process from ending

    Example: A full disk
      Given Mangrove is running with its log on a full disk
      When a client asks for "www.mango.com/"
      Then the answer comes from Alphonso

    Example: A stop with a full disk
      Given Mangrove is running with its log on a full disk
      And a client asks for "/"
      When the command receives SIGTERM
      Then the exit code is 0
      And it says "the log cannot be written, and waits: ENOSPC"
      And it says "of the log could not be written, and are lost"

    Example: Standard output that may not grow
      Given Mangrove is running with its standard output in a file of at most 1 KiB
      And a client asks for "/" 20 times
      When the command receives SIGTERM
      Then the exit code is 0
      And it says "of the log could not be written, and are lost"
