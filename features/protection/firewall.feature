Feature: Turning unwelcome requests away
  Some requests should never come near a backend, whatever else is in the config.

  Rule: Clients are refused by their address

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {ip_reject: [127.0.0.2, 127.0.1.0/24]}
            servers: [Alphonso:80]
        """

    Scenario Outline: A client at <address> is answered <status>
      When a client at <address> asks for "/"
      Then the answer is <status>

      Examples:
        | address   | status |
        | 127.0.0.2 | 403    |
        | 127.0.0.3 | 200    |
        | 127.0.1.9 | 403    |
        | 127.0.2.9 | 200    |

    Example: A refusal says no more than it must
      When a client at 127.0.0.2 asks for "/"
      Then the answer is 403 "Forbidden"
      And Alphonso receives nothing
      And the log gives the reason "refused"

    Example: An address that a stranger claims means nothing
      When a client asks for "/" with the header "X-Forwarded-For: 127.0.0.2"
      Then the answer is 200

    Example: An address that a trusted proxy tells counts
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "X-Forwarded-For: 127.0.0.2"
      Then the answer is 403

    Example: What stands behind a stranger in the list does not count
      Given requests from "127.0.0.1" are believed to be forwarded
      When a client asks for "/" with the header "X-Forwarded-For: 127.0.0.2, 10.9.9.9"
      Then the answer is 200

  Rule: An address has more than one spelling

    Example: An IPv4 client that arrives over IPv6
      Given the config:
        """
        listen: "[::ffff:127.0.0.1]:0"
        hosts:
          - host: www.mango.com
            firewall_rules: {ip_reject: [127.0.0.2]}
            servers: [Alphonso:80]
        """
      When a client at 127.0.0.2 asks for "/"
      Then the answer is 403

    Example: An IPv6 client behind a trusted proxy
      Given the config:
        """
        trusted_proxies: [127.0.0.1]
        hosts:
          - host: www.mango.com
            firewall_rules: {ip_reject: ["2001:db8::/32"]}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "X-Forwarded-For: 2001:0DB8:0:0::7"
      Then the answer is 403

  Rule: An IPv6 address on a list is one client, and none of its neighbours

    Background:
      Given the config:
        """
        trusted_proxies: [127.0.0.1, "2001:db8:1::7"]
        hosts:
          - {host: www.mango.com, firewall_rules: {ip_reject: ["2001:db8::7"]}, servers: [Alphonso:80]}
          - {host: www.orange.com, firewall_rules: {ip_allow: ["2001:db8::7"]}, servers: [Alphonso:80]}
        """

    Scenario Outline: <host> answers <client> with <status>
      When a client asks for "<host>/" with the header "X-Forwarded-For: <client>"
      Then the answer is <status>

      Examples:
        | host           | client            | status |
        | www.mango.com  | 2001:db8::7       | 403    |
        | www.mango.com  | 2001:DB8:0::0007  | 403    |
        | www.mango.com  | 2001:db8::6       | 200    |
        | www.mango.com  | 2001:db8::1:7     | 200    |
        | www.orange.com | 2001:db8::7       | 200    |
        | www.orange.com | 2001:db8::6       | 403    |

    Scenario Outline: What <proxy> tells <counts>
      When a client asks for "www.mango.com/" with the header "X-Forwarded-For: 2001:db8::7, <proxy>"
      Then the answer is <status>

      Examples:
        | proxy         | counts      | status |
        | 2001:db8:1::7 | counts      | 403    |
        | 2001:db8:1::6 | means nothing | 200  |

  Rule: When some addresses are allowed, all others are refused

    Scenario Outline: A client at <address> is answered <status>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {ip_allow: [127.0.0.0/30]}
            servers: [Alphonso:80]
        """
      When a client at <address> asks for "/"
      Then the answer is <status>

      Examples:
        | address   | status |
        | 127.0.0.3 | 200    |
        | 127.0.0.4 | 403    |

  Rule: A path is refused with all that is below it, however it is written

    Scenario Outline: "<path>" is answered <status>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/messages]}
            servers: [Alphonso:80]
        """
      When a client asks for "www.mango.com<path>"
      Then the answer is <status>

      Examples:
        | path                | status |
        | /messages           | 403    |
        | /messages/          | 403    |
        | /messages/1?a=b     | 403    |
        | /x/../messages      | 403    |
        | //messages          | 403    |
        | /%6dessages         | 403    |
        | /x/..%2Fmessages    | 403    |
        | /x\\..\\messages     | 403    |
        | /messages;v=1       | 403    |
        | /x/..;v=1/messages  | 403    |
        | /x/..;%2Fmessages   | 403    |
        | /messages;%2F..     | 403    |
        | /..;/news           | 403    |
        | /news;v=1           | 200    |
        | /messages2          | 200    |
        | /my/messages        | 200    |
        | /                   | 200    |

  Rule: A header may be reason enough

    Scenario Outline: "<header>" is answered <status>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {header_reject: {X-Debug: "*", User-Agent: BadBot}}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "<header>"
      Then the answer is <status>

      Examples:
        | header                | status |
        | X-Debug: 1            | 403    |
        | x-debug: anything     | 403    |
        | User-Agent: BadBot    | 403    |
        | User-Agent: Mozilla   | 200    |

  Rule: A method may be reason enough

    Scenario Outline: <method> is answered <status>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {method_reject: [DELETE, put]}
            servers: [Alphonso:80]
        """
      When a client sends <method> "/"
      Then the answer is <status>

      Examples:
        | method | status |
        | DELETE | 403    |
        | PUT    | 403    |
        | GET    | 200    |

  Rule: The firewall comes first

    Example: Before a redirect
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/messages]}
            redirect: {scheme: https}
        """
      When a client asks for "/messages"
      Then the answer is 403

    Example: Before a search for somebody usable
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/messages]}
            servers: [{address: "Alphonso:80", weight: 0}]
        """
      When a client asks for "/messages"
      Then the answer is 403

    Example: Before rewriting
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/messages]}
            rewrite_rules: {replace: {messages: news}}
            servers: [Alphonso:80]
        """
      When a client asks for "/messages"
      Then the answer is 403

    Example: The firewall of the whole balancer stands before every route, and where there is none
      Given the config:
        """
        firewall_rules: {path_reject: [/messages]}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      When a client asks for "www.durian.com/messages"
      Then the answer is 403

    Example: A host's firewall covers the paths of the host
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {method_reject: [DELETE]}
            servers: [Alphonso:80]
            paths:
              - {path: /cart, servers: [Kesar:80]}
        """
      When a client sends DELETE "/cart"
      Then the answer is 403

    Example: A path may have a firewall of its own
      Given the config:
        """
        paths:
          - path: /cart
            firewall_rules: {method_reject: [DELETE]}
            servers: [Alphonso:80]
        """
      When a client sends DELETE "/cart"
      Then the answer is 403

    Example: A pool may have a firewall of its own
      Given the config:
        """
        pools:
          fruit: {firewall_rules: {method_reject: [DELETE]}, servers: [Alphonso:80]}
        hosts:
          - {host: www.mango.com, pool: fruit}
        """
      When a client sends DELETE "/"
      Then the answer is 403

  Rule: Rules can be tried out before they are enforced

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {path_reject: [/messages], dry_run: true}
            servers: [Alphonso:80]
        """

    Example: Nothing is refused
      When a client asks for "/messages"
      Then the answer is 200

    Example: The log tells what would have been
      When a client asks for "/messages"
      Then the log mentions what the rules would have refused

    Example: The log is silent where nothing would have been
      When a client asks for "/news"
      Then the log line of the request has no "rule"
