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
