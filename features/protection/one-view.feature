Feature: Every rule looks at the same request
  What a rule decides on is what the backend will see. Nothing that a client writes means one
  thing to a limit or a lock, and another to the backend behind it.

  Rule: A header that Connection names counts for nobody

    A client may name headers in Connection: they are meant for the next hop, which is Mangrove. No
    backend sees them, so nothing else may be decided by them either.

    Example: For no limit
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 2, per: 1h, by: "header:X-Api-Key"}
            servers: [Alphonso:80]
        """
      When a client sends 3 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Connection: X-Api-Key
        X-Api-Key: one

        GET / HTTP/1.1
        Host: www.mango.com
        Connection: X-Api-Key
        X-Api-Key: two

        GET / HTTP/1.1
        Host: www.mango.com
        Connection: X-Api-Key
        X-Api-Key: three


        """
      Then the answers are, in this order: 200, 200, 429

    Example: For no retry
      Given Alphonso and Kesar serve www.mango.com
      And Alphonso resets every connection
      And clients send the header "Connection: Idempotency-Key"
      And clients send the header "Idempotency-Key: order-42"
      When a client sends POST "/orders"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

    Example: For no lock
      Given Alphonso serves www.mango.com
      And only alice with the password "sesame" may enter www.mango.com
      And clients send the header "Connection: Authorization"
      When alice asks for "/" with the password "sesame"
      Then the answer is 401

    Scenario Outline: For no <rule>
      Given the config:
        """
        hosts:
          - {host: www.mango.com, headers: {X-Beta: "yes"}, servers: [Kesar:80]}
          - host: www.mango.com
            firewall_rules: {header_reject: [X-Scan]}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the headers:
        | Connection | <header>  |
        | <header>   | <value>   |
      Then the answer comes from Alphonso
      And Alphonso receives no header "<header>"

      Examples:
        | rule     | header | value |
        | route    | X-Beta | yes   |
        | firewall | X-Scan | on    |

    Scenario Outline: For no line of the log: <header>
      Given Alphonso serves www.mango.com
      And the setting "access_log" is "{fields: [user_agent, 'header:X-Tenant']}" in YAML
      When a client asks for "/" with the headers:
        | Connection | <header> |
        | <header>   | mango    |
      Then the log line of the request has no "<field>"

      Examples:
        | header     | field           |
        | User-Agent | user_agent      |
        | X-Tenant   | header:X-Tenant |

    Example: What asks for another protocol is no such header
      Given the config:
        """
        hosts:
          - host: www.mango.com
            headers: {Upgrade: websocket}
            servers: [Kesar:80]
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      And Kesar speaks WebSocket
      When a client opens a WebSocket at "/"
      And the client says "mango"
      Then Kesar hears "mango"

  Rule: A header that the config removes counts for no retry

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: {remove: [Idempotency-Key]}
            servers: [Alphonso:80, Kesar:80]
        """
      And Alphonso resets every connection

    Scenario Outline: <header>, which no backend sees
      Given clients send the header "<header>: order-42"
      When a client sends POST "/orders"
      Then the answer is 502 "Bad Gateway"
      And Kesar receives nothing

      Examples:
        | header          |
        | Idempotency-Key |
        | idempotency-key |

  Rule: What the config removes or sets is not said behind the content either

    Scenario Outline: <trailer>, with <rules>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: <rules>
            paths:
              - {path: /, servers: [Alphonso:80]}
        """
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked
        Trailer: <trailer>, X-Sum

        3
        two
        0
        <trailer>: other
        X-Sum: 3


        """
      Then Alphonso receives the trailer "X-Sum: 3"
      And Alphonso receives no trailer "<trailer>"

      Examples:
        | trailer  | rules                    |
        | X-Tenant | {remove: [X-Tenant]}     |
        | X_Tenant | {remove: [X-Tenant]}     |
        | X-Tenant | {add: {X-Tenant: one}}   |
        | x.tenant | {add: {X-Tenant: one}}   |

  Rule: A limit knows a header in every spelling that a backend may take for the same

    Scenario Outline: <first>, then <second>
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 2, per: 1h, by: "header:X-Api-Key"}
            servers: [Alphonso:80]
        """
      When a client sends 3 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        <first>: <one>
        <second>: <other>

        GET / HTTP/1.1
        Host: www.mango.com
        <first>: <one>2
        <second>: <other>

        GET / HTTP/1.1
        Host: www.mango.com
        <first>: <one>3
        <second>: <other>


        """
      Then the answers are, in this order: 200, 200, 429

      Examples:
        | first               | one         | second    | other |
        | X-Api-Key           | made-up     | X_Api_Key | real  |
        | X-Api-Key           | made-up     | x.api.key | real  |
        | X_API_KEY           | made-up     | X-Api-Key | real  |
        | X-Other             | unlike      | X_Api_Key | real  |

    Example: One between two other spellings
      Given the config:
        """
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1h, by: "header:X-Api-Key"}
            servers: [Alphonso:80]
        """
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        X_Api_Key: made-up-1
        X-Api-Key: real
        X_Api_Key: made-up-2

        GET / HTTP/1.1
        Host: www.mango.com
        X_Api_Key: made-up-3
        X-Api-Key: real
        X_Api_Key: made-up-4


        """
      Then the answers are, in this order: 200, 429

  Rule: What a trusted proxy says cannot be named away

    Background:
      Given Alphonso serves www.mango.com
      And requests from "127.0.0.1" are believed to be forwarded

    Scenario Outline: <header>
      When a client asks for "/" with the headers:
        | Connection | close, <header> |
        | <header>   | <said>          |
      Then Alphonso receives the header "<header>: <told>"

      Examples:
        | header            | said             | told                |
        | X-Forwarded-For   | 10.1.1.1         | 10.1.1.1, 127.0.0.1 |
        | X-Forwarded-Proto | https            | https               |
        | X-Forwarded-Host  | www.orange.com   | www.orange.com      |
        | X-Request-Id      | order-42         | order-42            |

    Example: Who the client is
      When a client asks for "/" with the headers:
        | Connection | Forwarded     |
        | Forwarded  | for=192.0.2.1 |
      Then the log line of the request has:
        | client | 192.0.2.1 |

  Rule: Some headers only trusted proxies may send

    Background:
      Given the config:
        """
        trusted_proxies: [127.0.0.1]
        trusted_headers: [X-Role]
        hosts:
          - {host: www.mango.com, headers: {X-Role: admin}, servers: [Kesar:80]}
          - {host: www.mango.com, servers: [Alphonso:80]}
        """

    Example: From one of them it is kept
      When a client asks for "/" with the header "X-Role: guest"
      Then Alphonso receives the header "X-Role: guest"

    Example: From anybody else it is removed
      Given requests from "127.0.0.7" are believed to be forwarded
      When a client asks for "/" with the header "X-Role: guest"
      Then Alphonso receives no header "X-Role"

    Example: And counts for no rule
      Given requests from "127.0.0.7" are believed to be forwarded
      When a client asks for "/" with the header "X-Role: admin"
      Then the answer comes from Alphonso

    Example: Nor is it in the log
      Given requests from "127.0.0.7" are believed to be forwarded
      And the setting "access_log" is "{fields: ['header:X-Role']}" in YAML
      When a client asks for "/" with the header "X-Role: admin"
      Then the log line of the request has no "header:X-Role"

    Example: It cannot be named away
      When a client asks for "/" with the headers:
        | Connection | X-Role |
        | X-Role     | admin  |
      Then the answer comes from Kesar
      And Kesar receives the header "X-Role: admin"

    Scenario Outline: "<spelled>", which a backend may take for it, is nobody's
      Given requests from "<address>" are believed to be forwarded
      When a client asks for "/" with the header "<spelled>: guest"
      Then Alphonso receives no header "<spelled>"

      Examples:
        | spelled | address   |
        | X_Role  | 127.0.0.1 |
        | x.role  | 127.0.0.7 |
        | X_ROLE  | 127.0.0.7 |

    Example: Nor behind the content
      When a client sends the request:
        """
        POST / HTTP/1.1
        Host: www.mango.com
        Transfer-Encoding: chunked
        Trailer: X.Role, X-Sum

        3
        two
        0
        X.Role: guest
        X-Sum: 3


        """
      Then Alphonso receives the trailer "X-Sum: 3"
      And Alphonso receives no trailer "X.Role"

    Scenario Outline: "<header>" is no such header
      When this config is checked:
        """
        trusted_headers: [<header>]
        paths:
          - {path: /, servers: ["Alphonso:80"]}
        """
      Then a mistake is at line 1, column 19
      And it says "<expected>"

      Examples:
        | header          | expected                                   |
        | Host            | a header that says something of the client |
        | Connection      | a header that says something of the client |
        | X-Forwarded-For | a header that is not set anyway            |
        | X-Request-Id    | a header that is not set anyway            |

    Example: One that is like those that are set anyway, and is not, may be one
      Given the config:
        """
        trusted_proxies: [127.0.0.1]
        trusted_headers: [X-Forwarded-User]
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      And requests from "127.0.0.7" are believed to be forwarded
      When a client asks for "/" with the header "X_Forwarded_User: root"
      Then Alphonso receives no header "X_Forwarded_User"

  Rule: What some frameworks believe from anybody, only trusted proxies say, where the config wants it so

    Background:
      Given the config:
        """
        trusted_proxies: [127.0.0.1]
        untrusted_headers: remove
        trusted_headers: [X-Role]
        hosts:
          - {host: www.mango.com, headers: {X-Original-URL: /admin}, servers: [Kesar:80]}
          - {host: www.mango.com, servers: [Alphonso:80]}
        """

    Scenario Outline: "<header>" from a stranger is removed
      Given requests from "127.0.0.7" are believed to be forwarded
      When a client asks for "/" with the header "<header>: <said>"
      Then Alphonso receives no header "<header>"

      Examples:
        | header                  | said        |
        | X-Real-IP               | 10.0.0.1    |
        | X_Real_IP               | 10.0.0.1    |
        | x.real.ip               | 10.0.0.1    |
        | X-Original-URL          | /admin      |
        | X_ORIGINAL_URL          | /admin      |
        | X-Rewrite-URL           | /admin      |
        | X-Forwarded-Ssl         | on          |
        | X-Forwarded-Scheme      | https       |
        | X-Forwarded-User        | root        |
        | X-HTTP-Method-Override  | DELETE      |
        | Client-IP               | 10.0.0.1    |
        | True-Client-IP          | 10.0.0.1    |
        | CF-Connecting-IP        | 10.0.0.1    |
        | Front-End-Https         | on          |
        | Proxy                   | evil:80     |
        | X-Middleware-Subrequest | middleware  |
        | X-Role                  | admin       |

    Scenario Outline: "<header>" from a trusted proxy is kept
      When a client asks for "/" with the headers:
        | Connection | <header> |
        | <header>   | <said>   |
      Then Alphonso receives the header "<header>: <said>"

      Examples:
        | header          | said     |
        | X-Real-IP       | 10.0.0.1 |
        | X-Forwarded-Ssl | on       |
        | X-Role          | admin    |

    Example: Its other spellings are nobody's
      When a client asks for "/" with the headers:
        | X-Real-IP | 10.0.0.1 |
        | X_Real_IP | 10.0.0.2 |
      Then Alphonso receives the header "X-Real-IP: 10.0.0.1"
      And Alphonso receives no header "X_Real_IP"

    Example: It counts for no rule either
      Given requests from "127.0.0.7" are believed to be forwarded
      When a client asks for "/" with the header "X-Original-URL: /admin"
      Then the answer comes from Alphonso

    Example: What the config sets itself is set
      Given the config:
        """
        untrusted_headers: remove
        hosts:
          - host: www.mango.com
            header_rules: {add: {X-Real-IP: 192.0.2.1}}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "X-Real-IP: 10.0.0.1"
      Then Alphonso receives the header "X-Real-IP: 192.0.2.1"

    Example: Where the config does not say so, a client may send what it likes
      Given the config:
        """
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      When a client asks for "/" with the header "X-Real-IP: 10.0.0.1"
      Then Alphonso receives the header "X-Real-IP: 10.0.0.1"

  Rule: A header is known in every spelling that a backend may take for it

    PHP, and whatever else gets headers as CGI does, reads `X_Shop` and `X.Shop` as X-Shop.

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            header_rules: {remove: [X-Secret], add: {X-Shop: mango}}
            firewall_rules: {header_reject: {X-Scan: "on"}}
            servers: [Alphonso:80]
        """

    Scenario Outline: "<spelled>" is removed
      When a client asks for "/" with the header "<spelled>: sesame"
      Then Alphonso receives no header "<spelled>"

      Examples:
        | spelled  |
        | x-secret |
        | X_Secret |
        | X.Secret |
        | X~SECRET |

    Example: "X_Shop" is replaced
      When a client asks for "/" with the header "X_Shop: orange"
      Then Alphonso receives the header "X-Shop: mango"
      And Alphonso receives no header "X_Shop"

    Scenario Outline: "<spelled>" is refused
      When a client asks for "/" with the header "<spelled>: on"
      Then the answer is 403 "Forbidden"
      And Alphonso receives nothing

      Examples:
        | spelled |
        | x-scan  |
        | X_Scan  |
        | X.Scan  |

    Scenario Outline: A client cannot say who it is by "<spelled>"
      Given only alice with the password "sesame" may enter www.mango.com
      And the basic_auth setting "user_header" of www.mango.com is "X-User"
      When alice asks for "/" with the password "sesame" and the header "<spelled>: root"
      Then Alphonso receives the header "X-User: alice"
      And Alphonso receives no header "<spelled>"

      Examples:
        | spelled |
        | X_User  |
        | X.User  |
        | x!user  |

  Rule: Real apps are told by nobody else who the client is

    PHP's built-in server and Python's wsgiref read a header by the name that CGI has for it.

    Scenario Outline: What <program> takes "<spelled>" for where Mangrove has no rule about it
      Given Alphonso is an app in <program> that shows its headers
      And Alphonso serves www.mango.com
      When a client asks for "/" with the header "<spelled>: root"
      Then the app sees:
        | HTTP_X_USER | <seen> |

      Examples:
        | program | spelled | seen |
        | PHP     | X-User  | root |
        | PHP     | X_User  | root |
        | PHP     | X.User  | root |
        | Python  | X_User  | root |

    Scenario Outline: "<spelled>" makes nobody root in an app in <program>
      Given Alphonso is an app in <program> that shows its headers
      And the config:
        """
        untrusted_headers: remove
        trusted_headers: [X-Role]
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      And only alice with the password "sesame" may enter www.mango.com
      And the basic_auth setting "user_header" of www.mango.com is "X-User"
      When alice asks for "/" with the password "sesame" and the header "<spelled>: root"
      Then the app sees:
        | HTTP_X_USER      | alice |
        | HTTP_X_ROLE      |       |
        | HTTP_X_REAL_IP   |       |
        | HTTP_REMOTE_USER |       |

      Examples:
        | program | spelled     |
        | PHP     | X_User      |
        | PHP     | x.user      |
        | PHP     | X-User      |
        | PHP     | X_Role      |
        | PHP     | X.Real.IP   |
        | PHP     | Remote_User |
        | Python  | X_User      |
        | Python  | X-USER      |
        | Python  | X_ROLE      |
        | Python  | X_Real-IP   |

    Scenario Outline: "<spelled>" does not hide who asks an app in <program>
      Given Alphonso is an app in <program> that shows its headers
      And Alphonso serves www.mango.com
      When a client asks for "/" with the header "<spelled>: 10.0.0.1"
      Then the app sees:
        | HTTP_X_FORWARDED_FOR | 127.0.0.1 |

      Examples:
        | program | spelled         |
        | PHP     | X_Forwarded_For |
        | PHP     | X.Forwarded-For |
        | Python  | X_Forwarded_For |

  Rule: The host of a target counts, and no other

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            firewall_rules: {header_reject: {Host: "*.orange.com"}}
            servers: [Alphonso:80]
        paths:
          - path: /
            firewall_rules: {header_reject: {Host: "admin.mango.com"}}
            servers: [Kesar:80]
        """

    Example: A rule about the Host header is one about the host that is asked for
      When a client sends the request:
        """
        GET http://admin.mango.com/ HTTP/1.1
        Host: www.apple.com
        """
      Then the answer is 403 "Forbidden"
      And Kesar receives nothing

    Example: A Host header beside such a target is nobody's
      When a client sends the request:
        """
        GET http://www.mango.com/ HTTP/1.1
        Host: www.orange.com
        """
      Then the answer comes from Alphonso

  Rule: A service that is asked about a request hears what the backend hears

    Background:
      Given the config:
        """
        trusted_headers: [X-Role]
        pools:
          auth: {servers: [Gatekeeper:80], health: false}
        hosts:
          - {host: www.mango.com, forward_auth: {pool: auth, path: /verify}, servers: [Alphonso:80]}
        """

    Scenario Outline: Whatever a stranger says in "<header>"
      When a client asks for "/" with the header "<header>: <said>"
      Then Gatekeeper receives the header "X-Forwarded-Host: www.mango.com"
      And Gatekeeper receives no header "X_Forwarded_Host"
      And Gatekeeper receives no header "X.Role"

      Examples:
        | header           | said           |
        | X-Forwarded-Host | www.orange.com |
        | X_Forwarded_Host | www.orange.com |
        | X.Role           | admin          |

    Example: Nor what Connection names
      When a client asks for "/" with the headers:
        | Connection | Cookie    |
        | Cookie     | session=1 |
      Then Gatekeeper receives no header "Cookie"
      And Alphonso receives no header "Cookie"

  Rule: A request about the server as a whole is a request

    Background:
      Given the config:
        """
        firewall_rules: {header_reject: [X-Scan]}
        hosts:
          - host: www.mango.com
            rate_limit: {requests: 1, per: 1h}
            servers: [Alphonso:80]
        """

    Scenario Outline: It passes the firewalls first: <target>
      When a client sends the request:
        """
        OPTIONS <target> HTTP/1.1
        Host: www.mango.com
        X-Scan: on
        """
      Then the answer is 403 "Forbidden"

      Examples:
        | target               |
        | *                    |
        | http://www.mango.com |

    Example: And counts for limits
      When a client sends 2 requests on one connection:
        """
        OPTIONS * HTTP/1.1
        Host: www.mango.com

        OPTIONS * HTTP/1.1
        Host: www.mango.com


        """
      Then the answers are, in this order: 204, 429
