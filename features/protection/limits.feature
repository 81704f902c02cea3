Feature: Refusing what is too long
  A head without end would fill the memory.

  Background:
    Given Alphonso serves www.mango.com

  Rule: A request target may be as long as the config says, 8 KiB by default

    Example: Just long enough
      When a client asks for a path of 8192 characters
      Then the answer is 200

    Example: Too long
      When a client asks for a path of 8193 characters
      Then the answer is 414 "URI Too Long"
      And Alphonso receives nothing

    Example: Far too long
      When a client asks for a path of 100000 characters
      Then the answer is 414 "URI Too Long"

    Example: A shorter one in the config
      Given the setting "limits.url" is "1KiB"
      When a client asks for a path of 1025 characters
      Then the answer is 414 "URI Too Long"

  Rule: A head may be as large as the config says, 16 KiB by default

    Example: Large
      When a client asks for "/" with a header "X-Long" of 15360 characters
      Then the answer is 200

    Example: Too large
      When a client asks for "/" with a header "X-Long" of 16384 characters
      Then the answer is 431 "Request Header Fields Too Large"
      And Alphonso receives nothing

    Example: Far too large
      When a client asks for "/" with a header "X-Long" of 100000 characters
      Then the answer is 431 "Request Header Fields Too Large"

    Example: A smaller one in the config
      Given the setting "limits.head" is "1KiB"
      When a client asks for "/" with a header "X-Long" of 1024 characters
      Then the answer is 431 "Request Header Fields Too Large"

  Rule: A head may have as many fields as the config says, 100 by default

    Example: Just few enough
      When a client asks for "/" with 100 header fields
      Then the answer is 200
      And Alphonso receives the header "X-Fruit-99: mango"

    Example: One too many
      When a client asks for "/" with 101 header fields
      Then the answer is 431 "Request Header Fields Too Large"
      And Alphonso receives nothing

    Example: Far too many, and none is forgotten
      Given the setting "limits.head" is "64KiB"
      When a client asks for "/" with 2500 header fields
      Then the answer is 431 "Request Header Fields Too Large"
      And Alphonso receives nothing

    Example: A smaller number in the config
      Given a head may have 20 fields
      When a client asks for "/" with 21 header fields
      Then the answer is 431 "Request Header Fields Too Large"
