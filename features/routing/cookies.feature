Feature: Changing the cookies that a backend sees
  Some cookies are between the client and somebody else.

  @any-transport
  Rule: cookie_rules set, append and remove cookies by name

    Scenario Outline: <rules> makes "<sent>" into "<arrives>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: <rules>
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "Cookie: <sent>"
      Then Alphonso receives the header "Cookie: <arrives>"

      Examples:
        | rules                | sent          | arrives       |
        | {add: {shop: mango}} | a=1           | a=1; shop=mango |
        | {add: {shop: mango}} | a=1; shop=x   | a=1; shop=mango |
        | {append: {a: 2}}     | a=1           | a=1; a=2      |
        | {remove: [ads]}      | a=1; ads=x; b=2 | a=1; b=2    |
        | {remove: {ads: x}}   | ads=y; b=2    | b=2           |

    Example: A cookie is set where there was none
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: {add: {shop: mango}}
            servers: [Alphonso:80]
        """
      When a client asks for "/"
      Then Alphonso receives the header "Cookie: shop=mango"

    Example: With the last cookie goes the header
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: {remove: [ads]}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "Cookie: ads=x"
      Then Alphonso receives no header "Cookie"

  @any-transport
  Rule: Cookies that no rule names stay byte for byte

    Scenario Outline: Without "ads", "<sent>" is "<arrives>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: {remove: [ads]}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header 'Cookie: <sent>'
      Then Alphonso receives the header 'Cookie: <arrives>'

      Examples:
        | sent                          | arrives                 |
        | ;a=b;;c                       | ;a=b;;c                 |
        | a=1;b=2 ;  c = 3              | a=1;b=2 ;  c = 3        |
        | a=1;ads=x;b=2                 | a=1;b=2                 |
        | a=1;  ads=x;;  b=2            | a=1;;  b=2              |
        | ads=x;  b=2                   | b=2                     |
        | ;ads=x; b=2                   | ; b=2                   |
        | b=2;ads=x;                    | b=2;                    |
        | ads=x; a=1 ; ads=y;c; ads     | a=1 ;c                  |
        | a="x; b=2"; ads="y"           | a="x; b=2"              |
        | a=1, ads=2; b=3               | a=1, ads=2; b=3         |
        | a==1; =2; xads=1; ADS=2       | a==1; =2; xads=1; ADS=2 |

    Scenario Outline: With "shop" set, "<sent>" is "<arrives>"
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: {add: {shop: mango}}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header 'Cookie: <sent>'
      Then Alphonso receives the header 'Cookie: <arrives>'

      Examples:
        | sent                      | arrives                     |
        | a=1;shop=x;;c             | a=1;shop=mango;;c           |
        | a=1;  shop = x ;c         | a=1;  shop=mango ;c         |
        | ;a=b;;c                   | ;a=b;;c; shop=mango         |
        | a=1;                      | a=1; shop=mango             |
        | shop=x;a=1;shop=y         | shop=mango;a=1              |

    Example: The sticky cookie alone is taken out
      Given the config:
        """
        hosts:
          - host: www.mango.com
            sticky: {cookie: shop}
            servers: [Alphonso:80]
        """
      When a client asks for "/" with the header "Cookie: ;a=b;;shop=x;c"
      Then Alphonso receives the header "Cookie: ;a=b;;c"

  Rule: Cookies stay in their lines

    Example: A client that sends several
      Given the config:
        """
        hosts:
          - host: www.mango.com
            cookie_rules: {remove: [ads], add: {shop: mango}}
            servers: [Alphonso:80]
        """
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        Cookie: ;a=1
        X-Fruit: mango
        Cookie: ads=x
        cookie: b=\xc3\xa0 ; ads=y;\xa0ads=2
        """
      Then Alphonso receives the headers:
        | Cookie  | ;a=1                               |
        | X-Fruit | mango                              |
        | Cookie  | b=\\xc3\\xa0 ;\\xa0ads=2; shop=mango |
