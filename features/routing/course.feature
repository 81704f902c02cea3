Feature: The config that everything began with
  A config in the shape of the classic course on load balancers runs as it is.

  Scenario Outline: A mango client arrives changed by the rules (<file>)
    Given the config of "<file>"
    When a client asks for "www.mango.com/?RemoveMe=x"
    Then localhost:8081 is asked for "/?MyCustomParam=Test"
    And localhost:8081 receives the header "MyCustomHeader: Test"
    And localhost:8081 receives its own address as Host

    Examples: The course
      | file                 |
      | examples/course.yaml |

    Examples: The mango shop
      | file                |
      | examples/mango.yaml |

  Scenario Outline: An old path reaches the new one (<file>)
    Given the config of "<file>"
    When a client asks for "www.mango.com/v1"
    Then localhost:8081 is asked for "/v2?MyCustomParam=Test"

    Examples: The course
      | file                 |
      | examples/course.yaml |

    Examples: The mango shop
      | file                |
      | examples/mango.yaml |

  Scenario Outline: Messages of the apple shop are nobody's business (<file>)
    Given the config of "<file>"
    When a client asks for "www.apple.com/messages"
    Then the answer is 403 "Forbidden"

    Examples: The course
      | file                 |
      | examples/course.yaml |

    Examples: The mango shop
      | file                |
      | examples/mango.yaml |

  Scenario Outline: Nobody is left in the orange shop (<file>)
    Given the config of "<file>"
    And nothing listens on localhost:1111 and localhost:1212
    And localhost:1111 and localhost:1212 are found to be unhealthy
    When a client asks for "www.orange.com/"
    Then the answer is 503 "No backend servers available."

    Examples: The course
      | file                 |
      | examples/course.yaml |

    Examples: The mango shop
      | file                |
      | examples/mango.yaml |

  Scenario Outline: The dead apple backend meets no client once checks have run (<file>)
    Given the config of "<file>"
    And nothing listens on localhost:8888
    And localhost:8888 is found to be unhealthy
    When a client asks for "www.apple.com/" 6 times
    Then localhost:9081 and localhost:9082 each answer 3 times

    Examples: The course
      | file                 |
      | examples/course.yaml |

    Examples: The mango shop
      | file                |
      | examples/mango.yaml |

  Scenario Outline: A path leads to the same shops (<file>)
    Given the config of "<file>"
    When a client asks for "any.example/mango/ripe" 4 times
    Then localhost:8081 and localhost:8082 each answer twice
    And localhost:8081 is asked for "/ripe"

    Examples: The course
      | file                 |
      | examples/course.yaml |

    Examples: The mango shop
      | file                |
      | examples/mango.yaml |

  Scenario Outline: An unknown host and path lead nowhere (<file>)
    Given the config of "<file>"
    When a client asks for "www.durian.com/durian"
    Then the answer is 404 "Not Found"

    Examples: The course
      | file                 |
      | examples/course.yaml |

    Examples: The mango shop
      | file                |
      | examples/mango.yaml |
