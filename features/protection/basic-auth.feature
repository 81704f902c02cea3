Feature: Asking for a name and a password
  Some pages are for those who know a password. Nobody else gets to a backend, whatever
  they try, and those who try a lot do not slow anybody down.

  Background:
    Given the config:
      """
      hosts:
        - host: www.mango.com
          servers: [Alphonso:80]
          paths:
            - {path: /admin, strip_path: false, servers: [Kesar:80]}
            - {path: /open, servers: [Ataulfo:80]}
      """

  Rule: Who knows name and password gets in

    Example: The right password
      Given only alice with the password "open sesame" may enter www.mango.com
      When alice asks for "/" with the password "open sesame"
      Then the answer comes from Alphonso

    Example: Letters from everywhere
      Given only Zoë with the password "çà:va" may enter www.mango.com
      When Zoë asks for "/" with the password "çà:va"
      Then the answer comes from Alphonso

    Example: The same name and password again
      Given only alice with the password "open sesame" may enter www.mango.com
      When 30 clients ask for "/" as alice with the password "open sesame"
      Then every answer is 200

  Rule: Nobody else does, and browsers are told what is wanted

    Background:
      Given only alice with the password "sesame" may enter www.mango.com

    Example: Without a password
      When a client asks for "/"
      Then the answer is 401 "Unauthorized"
      And the answer has the header 'WWW-Authenticate: Basic realm="Restricted", charset="UTF-8"'
      And Alphonso receives nothing
      And the log gives the reason "unauthorized"

    Example: With a wrong password
      When alice asks for "/" with the password "sesam"
      Then the answer is 401
      And Alphonso receives nothing

    Example: With the name of nobody
      When mallory asks for "/" with the password "sesame"
      Then the answer is 401

    Example: Once somebody else has shown the right one
      Given alice asks for "/" with the password "sesame"
      When alice asks for "/" with the password "sesame2"
      Then the answer is 401

    Scenario Outline: <method> without a password
      When a client sends <method> "/"
      Then the answer is 401

      Examples:
        | method  |
        | HEAD    |
        | OPTIONS |
        | POST    |
        | DELETE  |

    Example: A realm of one's own
      Given the basic_auth setting "realm" of www.mango.com is 'The "staff"'
      When a client asks for "/"
      Then the answer has the header 'WWW-Authenticate: Basic realm="The \\"staff\\"", charset="UTF-8"'

    Example: A WebSocket
      Given Alphonso speaks WebSocket
      When a client tries to open a WebSocket at "/"
      Then the WebSocket is refused with 401
      And Alphonso receives nothing

    Example: A WebSocket with the right password
      Given Alphonso speaks WebSocket
      And a client opens a WebSocket at "/" with the headers:
        | Authorization | Basic YWxpY2U6c2VzYW1l |
      When the client says "ripe?"
      Then Alphonso hears "ripe?"

    Example: The second of two requests at once
      When a client sends 2 requests on one connection:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Authorization: Basic YWxpY2U6c2VzYW1l

        GET /x HTTP/1.1
        Host: www.mango.com

        
        """
      Then the answers are 200 and 401

  Rule: What cannot be read in one way is nobody's password

    Scenario Outline: <what>
      Given only alice with the password "sesame" may enter www.mango.com
      When a client sends the header line "<line>"
      Then the answer is 401
      And Alphonso receives nothing

      Examples:
        | what                          | line                                                                         |
        | Another scheme                | Authorization: Bearer YWxpY2U6c2VzYW1l                                       |
        | Nothing behind the scheme     | Authorization: Basic                                                         |
        | No base64                     | Authorization: Basic alice:sesame                                            |
        | Base64 with something behind  | Authorization: Basic YWxpY2U6c2VzYW1l=                                       |
        | No colon                      | Authorization: Basic YWxpY2U=                                                |
        | A control character           | Authorization: Basic YWxpY2U6c2VzYW1lCg==                                    |
        | No UTF-8                      | Authorization: Basic YWxpY2U6/w==                                            |
        | Two passwords                 | Authorization: Basic YWxpY2U6eA==\nAuthorization: Basic YWxpY2U6c2VzYW1l   |
        | The right one, twice          | Authorization: Basic YWxpY2U6c2VzYW1l\nAuthorization: Basic YWxpY2U6c2VzYW1l |
        | An underscore for a hyphen    | Proxy_Authorization: Basic YWxpY2U6c2VzYW1l                                  |

    Example: A very long password
      Given only alice with the password "sesame" may enter www.mango.com
      When alice asks for "/" with the password "sesame-sesame-sesame-sesame-sesame-sesame-sesame-sesame-sesame-sesame-sesame-sesame"
      Then the answer is 401

  Rule: Backends get a name, not a password

    Background:
      Given only alice with the password "sesame" may enter www.mango.com

    Example: The password stays here
      When alice asks for "/" with the password "sesame"
      Then Alphonso receives no header "Authorization"

    Example: Unless the backend wants it
      Given the basic_auth setting "forward" of www.mango.com is "true"
      When alice asks for "/" with the password "sesame"
      Then Alphonso receives the header "Authorization: Basic YWxpY2U6c2VzYW1l"

    Scenario Outline: The name, in place of what the client claims in "<header>"
      Given the basic_auth setting "user_header" of www.mango.com is "X-Auth-User"
      When alice asks for "/" with the password "sesame" and the header "<header>"
      Then Alphonso receives the header "X-Auth-User: alice"
      And Alphonso receives no header "X_Auth_User"

      Examples:
        | header            |
        | X-Auth-User: root |
        | x-auth-user: root |
        | X_Auth_User: root |

    Example: A header that frames a message tells no name
      When this config is checked:
        """
        paths:
          - path: /
            basic_auth: {user_header: Content-Length, users: {alice: "$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"}}
            servers: [kesar:80]
        """
      Then a mistake is at line 3, column 31
      And it says "says something of the client"

    Example: Where the rule is switched off, a claim is not believed either
      Given the basic_auth setting "user_header" of www.mango.com is "X-Auth-User"
      And www.mango.com/open needs no password
      When a client asks for "/open" with the header "X-Auth-User: root"
      Then Ataulfo receives no header "X-Auth-User"

  Rule: A path may be more open, or more closed, than its host

    Example: A path inside a host that is closed
      Given only alice with the password "sesame" may enter www.mango.com
      When a client asks for "/admin"
      Then the answer is 401

    Example: An open path inside a host that is closed
      Given only alice with the password "sesame" may enter www.mango.com
      And www.mango.com/open needs no password
      When a client asks for "/open"
      Then the answer comes from Ataulfo

    Example: A path for others than the host
      Given only alice with the password "sesame" may enter www.mango.com
      And only bob with the password "abra" may enter www.mango.com/admin
      When alice asks for "/admin" with the password "sesame"
      And bob asks for "/admin" with the password "abra"
      Then the answers are 401 and 200

    Example: The whole balancer
      Given only alice with the password "sesame" may enter any place
      When a client asks for "www.durian.com/"
      Then the answer is 401

    Example: A pool, wherever it is used
      Given the config:
        """
        pools:
          fruit: {servers: [Alphonso:80]}
        hosts:
          - {host: www.mango.com, pool: fruit}
        """
      And only alice with the password "sesame" may reach the pool "fruit"
      When a client asks for "/"
      Then the answer is 401

    Example: A part of a split
      Given the config:
        """
        pools:
          fruit: {servers: [Alphonso:80]}
        hosts:
          - {host: www.mango.com, split: {pools: {fruit: 1}}}
        """
      And only alice with the password "sesame" may reach the pool "fruit"
      When a client asks for "/"
      Then the answer is 401

    Example: A host with paths only guards all that is asked of it
      Given the config:
        """
        hosts:
          - host: www.mango.com
            paths:
              - {path: /cart, servers: [Alphonso:80]}
        paths:
          - {path: /, servers: [Kesar:80]}
        """
      And only alice with the password "sesame" may enter www.mango.com
      When a client asks for "www.mango.com/other"
      And a client asks for "www.orange.com/other"
      Then the answers are 401 and 200

    Example: A redirect
      Given the config:
        """
        hosts:
          - {host: www.mango.com, redirect: {scheme: https}}
        """
      And only alice with the password "sesame" may enter www.mango.com
      When a client asks for "/"
      Then the answer is 401

  Rule: No spelling of a path gets round it

    Scenario Outline: "<path>", where /admin is closed
      Given only alice with the password "sesame" may enter www.mango.com/admin
      When a client asks for "www.mango.com<path>"
      Then the answer is <status>
      And Kesar receives nothing

      Examples:
        | path                    | status |
        | /admin                  | 401    |
        | //admin                 | 401    |
        | /%61dmin                | 401    |
        | /x/../admin             | 401    |
        | /open/../admin          | 401    |
        | /open/%2e%2e/admin      | 401    |
        | /admin/x/..             | 401    |
        | /admin%2Fusers          | 403    |
        | /open/..%2fadmin        | 403    |
        | /open/..%5Cadmin        | 403    |
        | /admin;v=1              | 403    |
        | /open/..;/admin         | 403    |
        | /a%2F..%2F..%2F..%2Fb   | 403    |

    Scenario Outline: "<path>", where only /open is open
      Given only alice with the password "sesame" may enter www.mango.com
      And www.mango.com/open needs no password
      When a client asks for "www.mango.com<path>"
      Then the answer is <status>

      Examples:
        | path              | status |
        | /open/x           | 200    |
        | /open/a%2Fb       | 200    |
        | /open/a;v=1       | 200    |
        | /open/..;/x       | 403    |
        | /open/../x        | 401    |
        | /open%2Fx         | 403    |
        | /open/..%2Fx      | 403    |
        | /open/..%2Fadmin  | 403    |

    Example: An escaped slash harms nobody where everything has the same lock
      Given only alice with the password "sesame" may enter www.mango.com
      When alice asks for "/a%2Fb" with the password "sesame"
      Then Alphonso is asked for "/a%2Fb"

    Example: An absolute target
      Given only alice with the password "sesame" may enter www.mango.com
      When a client sends the request:
        """
        GET http://www.mango.com/ HTTP/1.1
        Host: www.orange.com
        """
      Then the answer is 401

  Rule: Guessing slows nobody down but those who guess

    Example: Two hundred guesses at once
      Given passwords at www.mango.com/admin take some time to check
      When 200 clients try to guess a password at "/admin"
      Then another client is served at "/open" while most of them wait
      And all 200 of them are turned away in the end
      And those that are answered 503 are asked to come back
      And the log gives the reason "auth_unavailable"

    Example: Those who leave make room
      Given passwords at www.mango.com/admin take some time to check
      And 110 clients have tried to guess a password at "/admin" and left
      When 60 others try their luck at "/admin"
      Then every answer is 401

    Example: A client that does not wait for the verdict
      Given passwords at www.mango.com/admin take some time to check
      And 60 guesses at "/admin" are being checked
      When alice, served at "/open", leaves while waiting for "/admin" with the password "sesame"
      And alice asks for "/admin" with the password "sesame"
      Then the log gives the reason "client_gone"
      And Kesar answers once

  Rule: Who has logged in lately, or is alone at an address, does not wait behind those who guess

    Background:
      Given passwords at www.mango.com/admin take some time to check
      And passwords of bob at www.mango.com/admin take some time to check
      And requests from "127.0.0.1" are believed to be forwarded

    Example: Somebody at another address than the one who guesses
      When 200 clients at 198.51.100.7 try to guess names at "/admin"
      Then alice at 192.0.2.1 is let in to "/admin" with the password "sesame" while most of them wait

    Example: Somebody in another network of IPv6
      When 200 clients at 2001:db8::7 try to guess names at "/admin"
      Then alice at 2001:db8:0:1::1 is let in to "/admin" with the password "sesame" while most of them wait

    Example: Somebody at an address where somebody has logged in, while all the world guesses
      Given alice at 192.0.2.1 asks for "/admin" with the password "sesame"
      When 200 clients at addresses of their own try to guess names at "/admin"
      Then bob at 192.0.2.1 is let in to "/admin" with the password "sesame" while most of them wait

    Example: Somebody who guesses where somebody has logged in
      Given alice at 198.51.100.7 asks for "/admin" with the password "sesame"
      When 200 clients at 198.51.100.7 try to guess names at "/admin"
      Then bob at 192.0.2.1 is let in to "/admin" with the password "sesame" while most of them wait

  Rule: Passwords are written nowhere

    Scenario Outline: A password in the config: <users>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            basic_auth: {users: <users>}
            servers: [kesar:80]
        """
      Then it says "mangrove.yaml:3:"
      And it says "mangrove hash-password"
      And neither the log nor what was said has "opensesame"

      Examples:
        | users                  |
        | {alice: opensesame}    |
        | [alice:opensesame]     |
        | alice:opensesame       |

    Example: A hash without quotes
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            basic_auth: {users: {alice: $scrypt$ln=10,r=8,p=1$opensesame$opensesame}}
            servers: [kesar:80]
        """
      Then it says "expected quotes around it"
      And neither the log nor what was said has "opensesame"

    Example: A colon in a name
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            basic_auth: {users: {"al:ice": "$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"}}
            servers: [kesar:80]
        """
      Then it says "neither a colon nor control characters"

    Example: A password stuck to its name
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            basic_auth: {users: {alice:opensesame}}
            servers: [kesar:80]
        """
      Then it says "mangrove.yaml:3:"
      And neither the log nor what was said has "opensesame"

    Scenario Outline: A hash that would take too much to check: <parameters>
      When this config is checked:
        """
        hosts:
          - host: www.mango.com
            basic_auth: {users: {alice: "$scrypt$<parameters>$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"}}
            servers: [kesar:80]
        """
      Then it says "this is not the hash of a password"

      Examples:
        | parameters      |
        | ln=20,r=8,p=1   |
        | ln=15,r=99,p=1  |
        | ln=15,r=8,p=99  |
        | ln=4,r=8,p=1    |
        | ln=15,r=0,p=1   |

    Example: The log
      Given only alice with the password "opensesame" may enter www.mango.com
      When alice asks for "/" with the password "opensesame"
      And alice asks for "/" with the password "opensesam"
      Then the log has 2 lines for requests
      And neither the log nor what was said has "opensesam"
      And neither the log nor what was said has "alice"
