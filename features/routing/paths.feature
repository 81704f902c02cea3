@any-transport
Feature: Finding the way by path
  A shop grows into services: the cart, the search, the checkout. The first segments
  of the path decide which service answers.

  Rule: The path "/" matches everything

    Example: The simplest config there is
      Given the config:
        """
        paths:
          - {path: /, servers: [Alphonso:80]}
        """
      When a client asks for "/any/path?at=all"
      Then Alphonso is asked for "/any/path?at=all"

  Rule: A path matches by whole segments

    Background:
      Given Alphonso serves /mango

    Scenario Outline: "<path>" belongs to "/mango"
      When a client asks for "<path>"
      Then the answer comes from Alphonso

      Examples:
        | path       |
        | /mango     |
        | /mango/    |
        | /mango/a   |
        | /mango?a=b |

    Scenario Outline: "<path>" does not belong to "/mango"
      When a client asks for "<path>"
      Then the answer is 404 "Not Found"

      Examples:
        | path     |
        | /mangos  |
        | /man     |
        | /Mango   |
        | /a/mango |
        | /        |

  Rule: The longest path wins

    Scenario Outline: "<path>" goes to <backend>
      Given Alphonso serves /shop
      And Kesar serves /shop/cart
      And Ataulfo serves /
      When a client asks for "<path>"
      Then the answer comes from <backend>

      Examples:
        | path             | backend  |
        | /shop            | Alphonso |
        | /shop/carts      | Alphonso |
        | /shop/cart       | Kesar    |
        | /shop/cart/items | Kesar    |
        | /search          | Ataulfo  |

  Rule: An exact path beats a prefix

    Background:
      Given the config:
        """
        paths:
          - {path: /cart, servers: [Alphonso:80]}
          - {path: /cart, exact: true, servers: [Kesar:80]}
        """

    Example: Just this path
      When a client asks for "/cart"
      Then the answer comes from Kesar

    Example: Anything below it
      When a client asks for "/cart/items"
      Then the answer comes from Alphonso

    Example: A slash at the end makes it another path
      When a client asks for "/cart/"
      Then the answer comes from Alphonso

  Rule: A path may match in any letter case

    Some backends serve `/ADMIN` as `/admin`. Rules on one are of use there only if they are about both.

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /admin, ignore_case: true, servers: [Kesar:80]}
              - {path: /Admin/open, servers: [Ataulfo:80]}
              - {path: /Login, ignore_case: true, exact: true, servers: [Kesar:80]}
              - {path: /%C3%A4pfel, ignore_case: true, strip_path: false, servers: [Kesar:80]}
        """

    Scenario Outline: "<path>" goes to <backend>
      When a client asks for "www.mango.com<path>"
      Then the answer comes from <backend>

      Examples:
        | path            | backend  |
        | /admin          | Kesar    |
        | /ADMIN/users    | Kesar    |
        | /aDm%69n        | Kesar    |
        | /Admin/open     | Ataulfo  |
        | /admin/open     | Kesar    |
        | /ADMIN/OPEN     | Kesar    |
        | /login          | Kesar    |
        | /LOGIN          | Kesar    |
        | /login/again    | Alphonso |
        | /administrator  | Alphonso |
        | /%c3%a4pfel     | Kesar    |

    Scenario Outline: "<path>", which a backend may read as one of these, is refused
      When a client asks for "www.mango.com<path>"
      Then the answer is 403 "Forbidden"
      And Kesar receives nothing

      Examples:
        | path             |
        | /ADMIN%2fusers   |
        | /x/..%2FaDMIN    |
        | /x/..;/Admin     |
        | /LOGIN;v=1       |
        | /x%5c..\\ADMIN   |

    Example: It is taken off as the client has written it
      When a client asks for "/ADMIN/Users"
      Then Kesar is asked for "/Users"

  Rule: A host may have paths of its own, and its servers answer for the rest

    Background:
      Given the config:
        """
        hosts:
          - host: www.mango.com
            servers: [Alphonso:80]
            paths:
              - {path: /cart, servers: [Kesar:80]}
              - {path: /cart/gifts, servers: [Ataulfo:80]}
          - host: www.apple.com
            paths:
              - {path: /cart, servers: [Fuji:80]}
        paths:
          - {path: /search, servers: [Haden:80]}
        """

    Scenario Outline: www.mango.com<path> goes to <backend>
      When a client asks for "www.mango.com<path>"
      Then the answer comes from <backend>

      Examples:
        | path        | backend  |
        | /           | Alphonso |
        | /cart       | Kesar    |
        | /cart/gifts | Ataulfo  |

    Example: A path of one host is not a path of another
      When a client asks for "www.apple.com/cart/gifts"
      Then the answer comes from Fuji

  Rule: A path is taken off before the backend sees it, and X-Forwarded-Prefix tells of it

    Background:
      Given Alphonso serves /mango

    Scenario Outline: "<asked>" arrives as "<arrives>"
      When a client asks for "<asked>"
      Then Alphonso is asked for "<arrives>"

      Examples:
        | asked            | arrives     |
        | /mango           | /           |
        | /mango/          | /           |
        | /mango/ripe      | /ripe       |
        | /mango?ripe=yes  | /?ripe=yes  |
        | /mango/a%2Fb?q=1 | /a%2Fb?q=1  |

    Example: The backend learns what was taken off
      When a client asks for "/mango/ripe"
      Then Alphonso receives the header "X-Forwarded-Prefix: /mango"

    Example: Nothing is taken off where nothing is named
      Given Kesar serves www.mango.com
      When a client asks for "www.mango.com/mango/ripe"
      Then Kesar receives no header "X-Forwarded-Prefix"

    Example: The path stays when the config says so
      Given the config:
        """
        paths:
          - {path: /mango, strip_path: false, servers: [Alphonso:80]}
        """
      When a client asks for "/mango/ripe"
      Then Alphonso is asked for "/mango/ripe"
