@process @terminal
Feature: The log for people: short coloured lines on a terminal
  Who starts Mangrove by hand wants to see at a glance what is asked for and what goes wrong. Programs that read the log want JSON.

  Background:
    Given Alphonso serves www.mango.com

  Rule: On a terminal a line is for people, elsewhere it is JSON

    Example: A request
      Given Mangrove is running in a terminal
      When a client asks for "www.mango.com/cart"
      Then the output soon shows a line like "\d\d:\d\d:\d\d\.\d{3}  200 +\d+\.\d ms  127\.0\.0\.1  GET www\.mango\.com/cart → Alphonso:80"
      And the output soon has "200" in green

    Example: A request that another backend answered
      Given nothing listens on Kesar
      And the backends Kesar and Alphonso share www.apple.com
      And the policy is first
      And backends are not checked
      And Mangrove is running in a terminal
      When a client asks for "www.apple.com/"
      Then the output soon shows "GET www.apple.com/ → Kesar:80 (connect_failed) → Alphonso:80"

    Example: A request that failed, and why
      Given Mangrove is running in a terminal
      When a client asks for "www.durian.com/"
      Then the output soon shows "GET www.durian.com/  no_route"
      And the output soon has "404" in yellow

    Example: Fields that were chosen stand behind it
      Given the setting "access_log" is "{fields: [query, user_agent]}" in YAML
      And Mangrove is running in a terminal
      When a client asks for "www.mango.com/cart?size=xl" with the header "User-Agent: a shop/1.0"
      Then the output soon shows "GET www.mango.com/cart?size=xl → Alphonso:80"
      And the output soon shows "user_agent=\"a shop/1.0\""

    Example: What else happens
      Given the setting "admin" is "0.0.0.0:0"
      And Mangrove is running in a terminal
      When the command receives SIGUSR2
      Then the output soon shows "         listening  url=http://127.0.0.1:"
      And the output soon shows "  warn   part of the config is surely not meant"
      And the output soon shows "  warn   SIGUSR2 does nothing here"
      And the output soon has "warn" in yellow

    Example: Mistakes of a reload, each on a line of its own
      Given Mangrove is running in a terminal
      And the config file becomes:
        """
        hosts:
          - {host: www.mango.com, serverz: [localhost:8081]}
        lisen: 8080
        """
      When the command receives SIGHUP
      Then the output soon shows "  error  the config was not loaded: the one before stays in force"
      And the output soon shows a line like " +\S+mangrove\.yaml:2:27 .* unknown key .*"
      And the output soon shows a line like " +\S+mangrove\.yaml:3:1 .* unknown key .*"

    Example: In a pipe it is JSON
      Given Mangrove is running with its output in a pipe
      When a client asks for "www.mango.com/cart"
      Then the output soon shows "\"path\":\"/cart\""

  Rule: "log_format" decides it, and a reload changes it

    Example: Text in a pipe has the whole time, and no colours
      Given the setting "log_format" is "text"
      And Mangrove is running with its output in a pipe
      When a client asks for "www.mango.com/cart"
      Then the output soon shows a line like "\d{4}-\d\d-\d\dT\S+Z  200 .* GET www\.mango\.com/cart → Alphonso:80"
      And the output has no colours

    Example: Text in a file
      Given the setting "log_format" is "text"
      And FORCE_COLOR is "1" in the environment
      And the log goes to the file "shop.log"
      And Mangrove is running with its output in a pipe
      When a client asks for "www.mango.com/cart"
      Then the file "shop.log" soon holds "Z  200  "

    Example: JSON on a terminal
      Given the setting "log_format" is "json"
      And Mangrove is running in a terminal
      When a client asks for "www.mango.com/cart"
      Then the output soon shows "\"path\":\"/cart\""

    Example: Another form from a reload on
      Given Mangrove is running with its output in a pipe
      And the setting "log_format" is "text"
      And the config file is written anew
      And the command receives SIGHUP
      And the output soon shows "the config was loaded"
      When a client asks for "www.mango.com/cart"
      Then the output soon shows "GET www.mango.com/cart → Alphonso:80"

    Scenario Outline: A terminal with <name> "<value>" gets no colours
      Given <name> is "<value>" in the environment
      And Mangrove is running in a terminal
      When a client asks for "www.mango.com/cart"
      Then the output soon shows "GET www.mango.com/cart"
      And the output has no colours

      Examples:
        | name     | value |
        | NO_COLOR | 1     |
        | TERM     | dumb  |

    Example: FORCE_COLOR in a pipe
      Given the setting "log_format" is "text"
      And FORCE_COLOR is "1" in the environment
      And Mangrove is running with its output in a pipe
      When a client asks for "www.mango.com/cart"
      Then the output soon has "200" in green

  Rule: What clients send moves nothing on the screen

    Scenario Outline: <case>, as <format>
      Given the setting "access_log" is "{fields: ['header:X-Tenant']}" in YAML
      And the setting "log_format" is "<format>"
      And Mangrove is running in a terminal
      When a client sends the bytes "GET / HTTP/1.1\r\n<fields>\r\n\r\n"
      Then the output soon shows "<shown>"
      And nothing in the output would be obeyed by a terminal

      Examples:
        | case                        | format | fields                                              | shown         |
        | A sequence of C1            | text   | Host: www.mango.com\r\\nX-Tenant: \xc2\x9b31mred     | \u009b31mred  |
        | A sequence of C1            | json   | Host: www.mango.com\r\\nX-Tenant: \xc2\x9b31mred     | \u009b31mred  |
        | Text from right to left     | json   | Host: www.mango.com\r\\nX-Tenant: a\xe2\x80\xaeb     | a\u202eb      |
        | What is said of a bad host  | text   | Host: a\x9bb                                        | is not a host |

  Rule: A terminal that is not looked at, or gone, costs nobody an answer

    Example: Ctrl+S, and many requests
      Given the setting "log_format" is "json"
      And Mangrove is running in a terminal
      And nobody looks at the terminal any more
      When a client asks 100 times for a path of 3000 characters at www.mango.com
      Then every answer is 200
      And it ends within 10 s of SIGTERM

    Example: The window is closed
      Given Mangrove is running in a terminal that it is to outlive
      And the terminal is closed
      When a client asks for "www.mango.com/" 20 times
      Then every answer is 200
      And it ends within 10 s of SIGTERM

    Example: The window is closed, and nohup was to keep it
      Given the log goes to the file "shop.log"
      And Mangrove is running in a terminal with nohup
      And the terminal is closed
      And the file "shop.log" soon holds "the config was loaded"
      When a client asks for "www.mango.com/" 20 times
      Then every answer is 200
      And it ends within 10 s of SIGTERM
