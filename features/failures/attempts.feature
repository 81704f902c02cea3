Feature: Attempts in the log
  When an answer was slow, or was not what it should have been, one line tells what was tried.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And backends are not checked

  Rule: The line of a request names each attempt, with its status or the reason why it had none

    Example: One attempt
      When a client asks for "/"
      Then the attempts in the log line are:
        | backend  | status | reason |
        | Alphonso | 200    |        |

    Example: Two attempts
      Given Alphonso resets every connection
      When a client asks for "/"
      Then the attempts in the log line are:
        | backend  | status | reason |
        | Alphonso |        | reset  |
        | Kesar    | 200    |        |

    Example: An answer that was bettered
      Given a pool's "retry_on" is "[503]"
      And Alphonso answers 503
      When a client asks for "/"
      Then the attempts in the log line are:
        | backend  | status | reason |
        | Alphonso | 503    |        |
        | Kesar    | 200    |        |

    Example: An answer that broke off
      Given Alphonso promises 100 bytes, sends "half a" and dies
      When a client asks for "/"
      Then the attempts in the log line are:
        | backend  | status | reason    |
        | Alphonso | 200    | truncated |

    Example: An attempt that was given up because another was faster
      Given a pool's "hedge_after" is "40ms"
      And Alphonso never answers
      When a client asks for "/"
      Then the attempts in the log line are:
        | backend  | status | reason |
        | Alphonso |        |        |
        | Kesar    | 200    |        |

    Example: An attempt whose client left
      Given Alphonso never answers
      And a client is waiting for "/"
      When the client leaves
      Then the attempts in the log line are:
        | backend  | status | reason |
        | Alphonso |        |        |

    Example: The same backend twice
      Given Ataulfo serves www.orange.com
      And Ataulfo resets the first 1 connection
      When a client asks for "www.orange.com/"
      Then the attempts in the log line are:
        | backend | status | reason |
        | Ataulfo |        | reset  |
        | Ataulfo | 200    |        |

    Example: No attempt
      Given Alphonso takes 1 request at a time
      And Kesar takes 1 request at a time
      And a pool's "max_queue" is "0"
      And Alphonso and Kesar hold their answers back
      And 2 clients are waiting for "/"
      When a client asks for "/"
      Then the log line of the request has no "attempts"

  Rule: Each attempt says how long it took to connect and to the head of its answer

    Scenario Outline: <what>
      Given a pool's "retry_on" is "[503]"
      And Alphonso answers 503
      When a client asks for "/"
      Then every attempt in the log line has a "<field>"

      Examples:
        | what                        | field         |
        | To a connection             | connect_ms    |
        | To the head of the answer   | first_byte_ms |

  Rule: The line as a whole has one reason, that of the outcome

    Scenario Outline: <reason>
      Given a pool's "retries" is "0"
      And the first_byte timeout of a pool is "150ms"
      And Alphonso <fault>
      When a client asks for "/"
      Then the log line of the request has:
        | status  | <status>    |
        | reason  | <reason>    |
        | backend | Alphonso:80 |

      Examples:
        | fault                                       | status | reason             |
        | resets every connection                     | 502    | reset              |
        | answers these bytes "mango\\r\\n\\r\\n"         | 502    | bad_answer         |
        | never answers                               | 504    | first_byte_timeout |
        | promises 100 bytes, sends "half a" and dies | 200    | truncated          |

    Example: None, when another attempt went well
      Given Alphonso resets every connection
      When a client asks for "/"
      Then the log line of the request has no "reason"

    Example: That of the last attempt, when all failed
      Given Alphonso resets every connection
      And nothing listens on Kesar
      When a client asks for "/"
      Then the log line of the request has:
        | status | 502            |
        | reason | connect_failed |

    Example: None, when the client got a backend's own bad answer
      Given a pool's "retry_on" is "[reset, 503]"
      And Alphonso answers 503
      And Kesar resets every connection
      When a client asks for "/"
      Then the log line of the request has no "reason"

    Example: The backend is not the one whose answer proved bad before the client saw any of it
      Given Alphonso begins with "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmango\r\n" and says no more
      When a client asks for "/"
      Then the answer comes from Kesar
      And the log line of the request has:
        | backend | Kesar:80 |
        | status  | 200      |

    Example: The backend is the one whose answer the client got
      Given a pool's "retry_on" is "[reset, 503]"
      And Alphonso answers 503
      And Kesar resets every connection
      When a client asks for "/"
      Then the log line of the request has:
        | backend | Alphonso:80 |
        | status  | 503         |
