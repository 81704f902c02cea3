Feature: Answering without a backend
  While a shop is closed, a friendly page says so.

  Rule: "respond" gives the same answer to everybody

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            respond: {status: 503, body: "Back at nine.", content_type: text/html}
            response_header_rules: {add: {Retry-After: 3600}}
        """

    Example: The maintenance page
      When a client asks for "/cart"
      Then the answer is 503 "Back at nine."

    Example: Its type
      When a client asks for "/cart"
      Then the answer has the header "Content-Type: text/html"

    Example: Its other headers
      When a client asks for "/cart"
      Then the answer has the header "Retry-After: 3600"

    Example: A client that wants only the head
      When a client sends HEAD "/cart"
      Then the answer has no body

  Rule: A client that is still sending content which nobody will read is told that the connection ends

    Background:
      Given the config:
        """
        hosts:
          - {host: www.mango.com, respond: {body: closed}}
          - {host: www.orange.com, redirect: {scheme: https}}
          - {host: www.apple.com, cors: {origins: ["https://a.com"]}, servers: [Alphonso:80]}
        """

    Scenario Outline: <what>
      When a client sends the request:
        """
        <method> <target> HTTP/1.1
        Host: <host>
        Origin: https://a.com
        Access-Control-Request-Method: GET
        Max-Forwards: 0
        Content-Length: 500

        half a
        """
      Then the answer is <status>
      And the answer has the header "Connection: close"
      And the connection is closed

      Examples:
        | what                             | method  | target | host           | status |
        | A fixed answer                   | POST    | /      | www.mango.com  | 200    |
        | A redirect                       | PUT     | /      | www.orange.com | 302    |
        | A browser that asks beforehand   | OPTIONS | /      | www.apple.com  | 204    |
        | A question about the balancer    | OPTIONS | *      | www.apple.com  | 204    |
