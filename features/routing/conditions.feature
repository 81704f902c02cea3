@any-transport
Feature: Finding the way by method, header and parameter
  A new version of a service is tried by those who ask for it, and orders go to
  other machines than pictures do.

  Rule: An entry may ask for more than a path

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            paths:
              - {path: /, servers: [Alphonso:80]}
              - {path: /, methods: [POST, PUT], servers: [Kesar:80]}
              - {path: /, headers: {X-Version: "2"}, servers: [Ataulfo:80]}
              - {path: /, params: {beta: "yes"}, servers: [Haden:80]}
        """

    Example: A method
      When a client sends PUT "/orders"
      Then the answer comes from Kesar

    Example: A header
      When a client asks for "/orders" with the header "x-version: 2"
      Then the answer comes from Ataulfo

    Example: A header with another value does not match
      When a client asks for "/orders" with the header "X-Version: 22"
      Then the answer comes from Alphonso

    Example: A parameter
      When a client asks for "/orders?beta=yes"
      Then the answer comes from Haden

    Example: A parameter with another value does not match
      When a client asks for "/orders?beta=yesterday"
      Then the answer comes from Alphonso

    Example: A parameter is compared after decoding
      When a client asks for "/orders?be%74a=%79es"
      Then the answer comes from Haden

  Rule: The most specific entry wins: path before method, method before headers, headers before parameters, and then the first in the file

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            paths:
              - {path: /, params: {a: "1", b: "2"}, servers: [Parameters:80]}
              - {path: /, headers: {X-A: "1"}, servers: [Header:80]}
              - {path: /, headers: {X-A: "1", X-B: "2"}, servers: [Headers:80]}
              - {path: /, methods: [POST], servers: [Method:80]}
              - {path: /cart, servers: [Prefix:80]}
              - {path: /cart, exact: true, servers: [Exact:80]}
              - {path: /, headers: {X-C: "1"}, servers: [Later:80]}
        """
      And clients send the header "X-A: 1"

    Example: An exact path before all else
      When a client sends POST "/cart?a=1&b=2"
      Then the answer comes from Exact

    Example: A longer path before a method
      When a client sends POST "/cart/items?a=1&b=2"
      Then the answer comes from Prefix

    Example: A method before a header
      When a client sends POST "/orders?a=1&b=2"
      Then the answer comes from Method

    Example: A header before parameters
      When a client asks for "/orders?a=1&b=2"
      Then the answer comes from Header

    Example: Two headers before one
      Given clients send the header "X-B: 2"
      When a client asks for "/orders?a=1&b=2"
      Then the answer comes from Headers

    Example: Among equals, the first in the file
      Given clients send the header "X-C: 1"
      When a client asks for "/orders"
      Then the answer comes from Header

  Rule: Where no entry of a host matches, nothing is found

    Example: A method that nobody takes
      Given the config:
        """
        hosts:
          - {host: www.mango.com, methods: [GET], servers: [Alphonso:80]}
        """
      When a client sends DELETE "/"
      Then the answer is 404 "Not Found"
