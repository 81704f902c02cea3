@any-transport
Feature: Finding the way by host
  One address on the internet serves many shops. The name that a client asks for
  decides which backends answer it.

  Rule: A host leads to its own backends

    Example: Each shop has its own backend
      Given Alphonso serves www.mango.com
      And Fuji serves www.apple.com
      When a client asks for "www.apple.com/"
      Then the answer comes from Fuji

    Example: A host that nobody has heard of is not found
      Given Alphonso serves www.mango.com
      When a client asks for "www.durian.com/"
      Then the answer is 404 "Not Found"

    Example: A name that merely ends the same is another name
      Given Alphonso serves mango.com
      When a client asks for "www.mango.com/"
      Then the answer is 404 "Not Found"

  Rule: The spelling of a name does not matter, nor its port, nor a dot at its end

    Scenario Outline: "<host>" is www.mango.com
      Given Alphonso serves www.mango.com
      When a client asks for "<host>/"
      Then the answer comes from Alphonso

      Examples:
        | host                |
        | WWW.Mango.COM       |
        | www.mango.com:8080  |
        | www.mango.com.      |
        | www.mango.com.:8080 |
        | www.mango.com:      |
        | www.mango.com.:     |
        | www.mango.com:0     |
        | www.mango.com:00080 |

    Example: An empty port is none, and is not passed on
      Given Alphonso serves www.mango.com
      When a client asks for "www.mango.com:/"
      Then Alphonso receives the header "Host: www.mango.com"
      And Alphonso receives the header "X-Forwarded-Host: www.mango.com"

    Example: A name may be written in capitals in the config
      Given the config:
        """
        hosts:
          - {host: WWW.MANGO.COM, servers: [Alphonso:80]}
        """
      When a client asks for "www.mango.com/"
      Then the answer comes from Alphonso

    Example: An address is a name too
      Given the config:
        """
        hosts:
          - {host: "127.0.0.1", servers: [Alphonso:80]}
          - {host: "[::1]", servers: [Kesar:80]}
        """
      When a client asks for "[::1]:8080/"
      And a client asks for "[::1]:/"
      Then the answers come from Kesar and Kesar, in this order

  Rule: A star stands for exactly one label

    Background:
      Given Kesar serves *.mango.com

    Example: One label fits
      When a client asks for "shop.mango.com/"
      Then the answer comes from Kesar

    Example: No label does not fit
      When a client asks for "mango.com/"
      Then the answer is 404 "Not Found"

    Example: Two labels do not fit
      When a client asks for "a.b.mango.com/"
      Then the answer is 404 "Not Found"

    Example: An exact name beats a star, wherever it stands in the file
      Given Alphonso serves www.mango.com
      When a client asks for "www.mango.com/"
      Then the answer comes from Alphonso

  Rule: Hosts are tried before top-level paths

    Background:
      Given Alphonso serves www.mango.com
      And Ataulfo serves /cart

    Example: A known host has the first word
      When a client asks for "www.mango.com/cart"
      Then the answer comes from Alphonso

    Example: An unknown host leaves it to the paths
      When a client asks for "www.durian.com/cart"
      Then the answer comes from Ataulfo

    Example: Neither host nor path
      When a client asks for "www.durian.com/checkout"
      Then the answer is 404 "Not Found"

  Rule: Thousands of hosts live side by side

    @slow
    Example: The last of 5000 hosts
      Given 5000 hosts from "shop-1.mango.com" to "shop-5000.mango.com", the last served by Kesar
      When a client asks for "shop-5000.mango.com/"
      Then the answer comes from Kesar
