Feature: Who may use the status API
  It shows what there is behind the balancer, and can take servers out. Neither is for strangers, nor for pages in an operator's browser.

  Background:
    Given Alphonso serves www.mango.com

  Rule: A port alone is one of this machine

    Example: No address
      Given the setting "admin" is ":0"
      When Mangrove starts
      Then the status API listens on 127.0.0.1

    Example: An address that others can reach is warned of
      When this config is checked:
        """
        admin: 0.0.0.0:7070
        paths: [{path: /, respond: {body: hello}}]
        """
      Then these are the warnings:
        | 1:8 | expected an address of this machine alone |

    Scenario Outline: No warning for <admin>
      When this config is checked:
        """
        admin: <admin>
        paths: [{path: /, respond: {body: hello}}]
        """
      Then there are no warnings

      Examples:
        | admin                                                     |
        | 7070                                                      |
        | false                                                     |
        | "[::1]:7070"                                              |
        | localhost:7070                                            |
        | {listen: "0.0.0.0:7070", token: 0123456789abcdef01234567} |

  Rule: With a token it answers only those who bring it

    Background:
      Given the setting "admin.listen" is "127.0.0.1:0"
      And the setting "admin.token" is "0123456789abcdef"

    Scenario Outline: <who>
      When an operator asks for "/status" with the header "<header>"
      Then the answer is <status>

      Examples:
        | who               | header                                  | status |
        | The right token   | Authorization: Bearer 0123456789abcdef  | 200    |
        | In small letters  | authorization: bearer 0123456789abcdef  | 200    |
        | A wrong token     | Authorization: Bearer 0123456789abcdeg  | 401    |
        | A longer one      | Authorization: Bearer 0123456789abcdef0 | 401    |
        | Another scheme    | Authorization: Basic 0123456789abcdef   | 401    |
        | None              | X-Token: 0123456789abcdef               | 401    |

    Example: Whoever brings none is told what is missing
      When an operator asks for "/status"
      Then the answer is 401
      And the answer has the header "WWW-Authenticate: Bearer"
      And the operator reads "expected the token of this API: Authorization: Bearer"

    Scenario Outline: <path> is for whoever watches over the process
      When an operator asks for "<path>"
      Then the answer is 200

      Examples:
        | path     |
        | /healthz |
        | /readyz  |

    Example: Without it nothing is changed
      When an operator posts '{"state": "drain"}' to "/pools/www.mango.com/backends/Alphonso:80/state"
      Then the answer is 401

    Example: With it the API has any name
      When an operator asks for "/status" with the headers:
        | Host          | mangrove.internal       |
        | Authorization | Bearer 0123456789abcdef |
      Then the answer is 200

  Rule: Without a token, only this machine may change anything

    Example: From another address
      Given the setting "admin" is "0.0.0.0:0"
      When an operator on another machine posts '{"state": "drain"}' to "/pools/www.mango.com/backends/Alphonso:80/state"
      Then the answer is 403
      And the operator reads "only this machine may change anything"

    Example: From another address, looking
      Given the setting "admin" is "0.0.0.0:0"
      When an operator on another machine asks for "/status"
      Then the answer is 200

  Rule: A page in a browser cannot use it

    Scenario Outline: A page of <origin>
      When an operator asks for "/status" with the header "Origin: <origin>"
      Then the answer is 403

      Examples:
        | origin                |
        | https://evil.example  |
        | null                  |
        | http://127.0.0.1:1    |

    Scenario Outline: A name that leads here: <host>
      When an operator asks for "/status" with the header "Host: <host>"
      Then the answer is <status>

      Examples:
        | host               | status |
        | evil.example       | 403    |
        | evil.example:7070  | 403    |
        | 127.0.0.1.nip.io   | 403    |
        | localhost:7070     | 200    |
        | LOCALHOST.         | 200    |
        | 127.0.0.1          | 200    |
        | [::1]:7070         | 200    |

    Scenario Outline: <fields>, asked for <target>
      When somebody sends the status API the bytes "GET <target> HTTP/1.1\r\nConnection: close\r\n<fields>\r\n\r\n"
      Then the answer is <status>

      Examples: the host of a whole URL is the one that counts, and two are none
        | target                      | fields                                 | status |
        | http://evil.example/status  | Host: localhost                        | 403    |
        | http://localhost/status     | Host: evil.example                     | 200    |
        | /status                     | Host: localhost\r\nHost: evil.example  | 400    |
        | /status                     | Host: localhost\r\nHost: localhost     | 400    |

    Example: A name that the config lists
      Given the setting "admin.listen" is "127.0.0.1:0"
      And the setting "admin.hosts" is the list "mangrove.internal"
      When an operator asks for "/status" with the header "Host: Mangrove.internal:7070"
      Then the answer is 200

  Rule: Nothing changes by a GET

    Example: A link cannot take a server out
      When an operator sends GET "/pools/www.mango.com/backends/Alphonso:80/state"
      Then the answer is 405

    Example: A form cannot either
      When an operator posts 'state=drain' as "application/x-www-form-urlencoded" to "/pools/www.mango.com/backends/Alphonso:80/state"
      Then the answer is 415
      And the operator reads "expected Content-Type: application/json"
