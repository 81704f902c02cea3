Feature: Pointing at entries that can never win
  Two spellings of one path or host are one path or host to every request. An entry that only
  repeats another in other letters would wait for clients for ever, so it is a mistake, and both
  are named. The config is read by the same rules as requests are.

  Rule: Hosts, paths and servers are compared as those of requests are, once normalised

    Scenario Outline: The path <again> beside <first>
      When this config is checked:
        """
        paths:
          - {path: "<first>", servers: [alphonso:80]}
          - {path: "<again>", servers: [kesar:80]}
        """
      Then a mistake is at line 3, column 12
      And it says "line 2"
      And it says "normalised"

      Examples:
        | first  | again          |
        | /cart  | /%63art        |
        | /cart  | //cart         |
        | /cart  | /b/../cart     |
        | /cart  | /cart/.        |
        | /käse  | /k%c3%a4se     |
        | /100%  | /100%25        |

    Example: Two spellings that look alike need no word of how they are normalised
      When this config is checked:
        """
        paths:
          - {path: /a%2fb, servers: [alphonso:80]}
          - {path: /a%2Fb, servers: [kesar:80]}
        """
      Then a mistake is at line 3, column 12
      And it says "takes the same requests: expected"

    Scenario Outline: The host <again> beside <first>
      When this config is checked:
        """
        hosts:
          - {host: "<first>", servers: [alphonso:80]}
          - {host: "<again>", servers: [kesar:80]}
        """
      Then a mistake is at line 3, column 12
      And it says "line 2"

      Examples:
        | first            | again               |
        | [::1]            | [0:0:0:0:0:0:0:1]   |
        | [::1]            | ::0001              |
        | [::ffff:1.2.3.4] | [::FFFF:102:304]    |
        | mango.com        | Mango.COM.          |
        | *.mango.com      | *.Mango.com         |
        | bücher.de        | BÜCHER.de           |
        | bücher.de        | xn--bcher-kva.de.   |

    Scenario Outline: The server <again> beside <first>
      When this config is checked:
        """
        paths:
          - path: /
            servers: ["<first>", kesar:80, "<again>"]
        """
      Then it says "is in this pool already"
      And it says "at line 3"

      Examples:
        | first            | again                 |
        | [::1]:80         | [0:0:0:0:0:0:0:1]:80  |
        | 10.0.0.1:80      | [::ffff:10.0.0.1]:80  |
        | www.mango.com:80 | WWW.mango.com:0080    |

    Example: Paths that only look alike
      When this config is checked:
        """
        paths:
          - {path: /cart, servers: [kesar:80]}
          - {path: /Cart, servers: [kesar:80]}
          - {path: /cart, exact: true, servers: [kesar:80]}
          - {path: /cart/, exact: true, servers: [kesar:80]}
          - {path: /a/b, servers: [kesar:80]}
          - {path: /a%2Fb, servers: [kesar:80]}
        """
      Then there are no mistakes

    Example: The two listeners on one address
      When this config is checked:
        """
        listen: "[::1]:7070"
        admin: "[0:0::1]:7070"
        paths: [{path: /, servers: [kesar:80]}]
        """
      Then a mistake is at line 2, column 8
      And it says "two different ports"

  Rule: The conditions of a path and of its host count together

    Example: The same conditions, in other letters and at another place
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            methods: [post]
            headers: {X-Shop: north}
            paths: [{path: /cart, servers: [alphonso:80]}]
          - host: WWW.mango.com
            paths: [{path: /cart, methods: [POST], headers: {x-shop: north}, servers: [kesar:80]}]
        """
      Then a mistake is at line 7, column 20
      And it says "line 5"

    Scenario Outline: A path that contradicts its host in <what>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            <host's>
            servers: [alphonso:80]
            paths:
              - {path: /cart, <own>}
        """
      Then a mistake is at line 6, column 16
      And it says "no request meets all its conditions"

      Examples:
        | what        | host's                     | own                     |
        | methods     | methods: [GET, HEAD]       | methods: [POST]         |
        | a header    | headers: {X-Shop: north}   | headers: {x-shop: south} |
        | a parameter | params: {shop: north}      | params: {shop: south}   |

    Example: A header condition that is met by no header
      When this config is checked:
        """
        paths:
          - {path: /, headers: {X-Shop: "north "}, servers: [kesar:80]}
        """
      Then it says "without blanks at its ends"

  Rule: What no request can have is a mistake

    Scenario Outline: The path <path>
      When this config is checked:
        """
        paths:
          - {path: "<path>", servers: [kesar:80]}
        """
      Then a mistake is at line 2, column 12
      And it says "expected <cure>"

      Examples:
        | path         | cure                           |
        | /..          | a path such as /cart           |
        | /%2e%2e/cart | a path such as /cart           |
        | /a/../../b   | a path such as /cart           |
        | /a//../b     | a path such as /cart           |
        | /a%00        | a path such as /cart           |
        | /a?x=1       | /a, and what follows           |
        | /a#b         | /a, since what follows         |
        | cart         | /cart (a path that starts with |

    Example: A firewall that guards a path that is never asked for
      When this config is checked:
        """
        firewall_rules: {path_reject: [/shop/../../secret]}
        paths: [{path: /, servers: [kesar:80]}]
        """
      Then a mistake is at line 1, column 32
      And it says "no request can have the path"

    Scenario Outline: The host <host>
      When this config is checked:
        """
        hosts:
          - {host: "<host>", servers: [kesar:80]}
        """
      Then a mistake is at line 2, column 12
      And it says "expected <cure>"

      Examples:
        | host         | cure                    |
        | fe80::1%eth0 | a host name             |
        | [1.2.3.4]    | 1.2.3.4 (a host name    |
        | [::1         | [::1] (a host name      |
        | [::1]:80     | [::1] (a host name      |
        | mango.com:80 | mango.com (a host name  |
        | mango..com   | a host name             |

  Rule: Of two names that are one name when they are used, with two values, only one could count

    Scenario Outline: <case>
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            <rules>
        """
      Then a mistake is at line 4, column <column>
      And it says "are the same once compared"

      Examples:
        | case                      | rules                                                 | column |
        | A header to be set        | header_rules: {add: {X-Shop: north, x-shop: south}}   | 41     |
        | A header of answers       | response_header_rules: {add: {Age: 1, age: 2}}        | 43     |
        | A text of a path          | rewrite_rules: {replace: {/ä: /a, /%C3%A4: /b}}       | 39     |

    Example: The same value in both spellings harms nobody
      When this config is checked:
        """
        paths:
          - path: /
            servers: [kesar:80]
            header_rules: {add: {X-Shop: north, x-shop: north}}
        """
      Then there are no mistakes
