Feature: Writing down what happened
  When somebody asks next morning why a client was turned away, one line tells.

  Background:
    Given Alphonso serves www.mango.com

  Rule: Each request is one line of JSON

    Example: A success
      When a client asks for "www.mango.com/cart?a=1"
      Then the log line of the request has:
        | level   | info          |
        | method  | GET           |
        | host    | www.mango.com |
        | path    | /cart         |
        | route   | www.mango.com |
        | pool    | www.mango.com |
        | backend | Alphonso:80   |
        | status  | 200           |
        | client  | 127.0.0.1     |

    Example: A success needs no reason
      When a client asks for "/"
      Then the log line of the request has no "reason"

    Example: How long it took
      When a client asks for "/"
      Then the log line of the request has a "duration_ms" like "\d+(\.\d+)?"

    Example: The identity that the backend sees too
      When a client asks for "/" with the header "X-Request-Id: order-42"
      Then the log line of the request has a "id" like "order-42"

    Example: Five requests
      When a client asks for "/" 5 times
      Then the log has 5 lines for requests

  Rule: What was not a plain success has one reason

    Example: Nowhere to go
      When a client asks for "www.durian.com/"
      Then the log line of the request has:
        | status | 404      |
        | reason | no_route |

    Example: Nobody usable
      Given Alphonso has the weight 0
      When a client asks for "/"
      Then the log line of the request has:
        | status | 503        |
        | reason | no_backend |

    Example: An attempt that failed is named
      Given backends are not checked
      And nothing listens on Alphonso
      When a client asks for "/"
      Then the log line names Alphonso with the reason "connect_failed" among the attempts

    Example: A bad answer of the backend's own is not a reason
      Given Alphonso answers 500
      When a client asks for "/"
      Then the log line of the request has no "reason"

  Rule: The log can be switched off

    Scenario Outline: access_log: <value>
      Given the config:
        """
        access_log: <value>
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80]}
        """
      When a client asks for "/"
      Then the log has no line for a request

      Examples:
        | value |
        | false |
        | off   |

  Rule: "fields" adds to a line, "omit" takes away from it

    Example: What the client says of itself
      Given the setting "access_log" is "{fields: [user_agent, referer, query, protocol]}" in YAML
      When a client sends the request:
        """
        GET /cart?size=xl&size=m HTTP/1.1
        Host: www.mango.com
        User-Agent: shop/1.0 (\xc3\xbcn\xc3\xaf)
        Referer: http://www.apple.com/?q=mango
        Connection: close
        """
      Then the log line of the request has:
        | path       | /cart                         |
        | query      | size=xl&size=m                |
        | user_agent | shop/1.0 (ünï)                |
        | referer    | http://www.apple.com/?q=mango |
        | protocol   | HTTP/1.1                      |
        | status     | 200                           |

    Example: A client that says nothing of itself, in an older HTTP
      Given the setting "access_log" is "{fields: [user_agent, query, protocol]}" in YAML
      When a client sends the request:
        """
        GET /cart HTTP/1.0
        Host: www.mango.com
        """
      Then the log line of the request has:
        | protocol | HTTP/1.0 |
      And the log line of the request has no "user_agent"
      And the log line of the request has no "query"

    Example: An empty query is one
      Given the setting "access_log" is "{fields: [query]}" in YAML
      When a client asks for "/cart?"
      Then the log line of the request has a "query" like ""

    Example: A header of one's own, in several lines
      Given the setting "access_log" is "{fields: ['header:X-Tenant']}" in YAML
      When a client sends the request:
        """
        GET / HTTP/1.1
        Host: www.mango.com
        x-tenant: mango
        X-Tenant: apple
        Connection: close
        """
      Then the log line of the request has a "header:X-Tenant" like "mango, apple"

    Example: Where the request went, and that it did not wait
      Given the setting "access_log" is "{fields: [backend_address, queue_ms]}" in YAML
      When a client asks for "/"
      Then the log line of the request has the address of Alphonso as its "backend_address"
      And the log line of the request has a "queue_ms" like "0"

    Example: How long it waited for a place
      Given the setting "access_log" is "{fields: [queue_ms]}" in YAML
      And Alphonso takes 1 request at a time
      And Alphonso holds its answers back
      And a client is waiting for "/first"
      And a client queues for "/second"
      When Alphonso answers at last
      Then the log line of "/second" has a "queue_ms" above 0

    Example: How long it waited before it left
      Given the setting "access_log" is "{fields: [queue_ms]}" in YAML
      And Alphonso takes 1 request at a time
      And Alphonso holds its answers back
      And a client is waiting for "/first"
      And a client queues for "/second"
      When the client leaves
      Then the log line of "/second" has a "queue_ms" above 0

    Example: How long it waited in vain
      Given the setting "access_log" is "{fields: [queue_ms]}" in YAML
      And Alphonso takes 1 request at a time
      And the queue timeout of a pool is "40ms"
      And Alphonso holds its answers back
      And a client is waiting for "/first"
      When a client asks for "/second"
      Then the log line of "/second" has a "queue_ms" above 30
      And the log line of "/second" has:
        | reason | queue_timeout |

    Example: What the client has sent, head and content, each request for itself
      Given the setting "access_log" is "{fields: [bytes_received]}" in YAML
      When a client sends 2 requests on one connection:
        """
        POST /cart HTTP/1.1
        Host: www.mango.com
        Content-Length: 5

        mangoGET /second HTTP/1.1
        Host: www.mango.com
        Connection: close


        """
      Then the log has 2 lines for requests
      And the log lines of requests have 132 "bytes_received" together

    Scenario Outline: What the client has got, head and content, each answer for itself: <what>
      Given Alphonso answers these bytes "<answer>"
      When a client sends 2 requests on one connection:
        """
        <method> /first HTTP/1.1
        Host: www.mango.com

        GET /second HTTP/1.1
        Host: www.durian.com
        Connection: close


        """
      Then the log has 2 lines for requests
      And the log lines of requests have as many "bytes" together as the client has read
      And the log line of "/first" has a "bytes" above 99
      And the log line of "/second" has a "bytes" above 99

      Examples:
        | what                 | method | answer                                                                                              |
        | A length             | GET    | HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango                                             |
        | Chunks and a trailer | GET    | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nmango\\r\\n0\\r\\nX-Sum: 5\\r\\n\\r\\n |
        | A hint before it     | GET    | HTTP/1.1 103 Hint\\r\\nLink: </a>\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nmango     |
        | No content           | GET    | HTTP/1.1 204 No Content\\r\\n\\r\\n                                                                 |

    Example: What went through a tunnel counts too
      Given the setting "access_log" is "{fields: [bytes_received]}" in YAML
      And a pool's "upgrades" is "[echo]"
      And Alphonso switches to "echo"
      And a client has switched to "echo"
      And the client sends the bytes "0123456789"
      And Alphonso gets the bytes "0123456789"
      When the client resets its connection
      Then the log line of the request has a "bytes_received" above 80

    Example: Who asked is nobody's business
      Given the setting "access_log" is "{omit: [client, path, attempts]}" in YAML
      When a client asks for "/"
      Then the log line of the request has:
        | status | 200 |
      And the log line of the request has no "client"
      And the log line of the request has no "path"
      And the log line of the request has no "attempts"

    Example: Also of what is no request
      Given the setting "access_log" is "{omit: [client], fields: [bytes_received, user_agent]}" in YAML
      When a client sends the bytes "NONSENSE\r\n\r\n"
      Then the log line of the request has:
        | reason         | bad_request |
        | bytes_received | 12          |
      And the log line of the request has no "client"

    Example: Other fields from a reload on
      Given a client asks for "/before"
      And the setting "access_log" is "{fields: [protocol]}" in YAML
      And the config is loaded anew
      When a client asks for "/after"
      Then the log line of "/after" has:
        | protocol | HTTP/1.1 |
      And the log line of "/before" has:
        | protocol | undefined |

    Example: An application of one's own
      Given the setting "access_log" is "{fields: [user_agent], omit: [client], except: [/healthz]}" in YAML
      And the example of an own Koa app is running
      When a client asks for "/cart" with the header "User-Agent: shop/1.0"
      Then the log line of the request has a "user_agent" like "shop/1.0"
      And the log line of the request has no "client"

    Example: Names that are none, and headers that let somebody in
      When this config is checked:
        """
        access_log:
          fields: [user-agent, status, "header:authorization", "header:Cookie", "header:a b"]
          omit: [id, bites]
        paths: [{path: /, servers: [localhost:8081]}]
        """
      Then these are the mistakes:
        | 2:12 | unknown field "user-agent": expected user_agent, most likely  |
        | 2:32 | authorization lets whoever reads the log in: expected a header |
        | 2:56 | Cookie lets whoever reads the log in: expected a header        |
        | 2:73 | "header:a b" names no header: expected one such as             |
        | 3:14 | unknown value "bites"; did you mean "bytes"?                   |

  Rule: "except" names requests without a line; what failed has one all the same

    Scenario Outline: <target> is logged: <logged>
      Given the setting "access_log" is "{except: [/healthz, {path: /images, statuses: [304]}, {path: /one, exact: true}]}" in YAML
      When a client asks for "<target>"
      And a client asks for "/last"
      Then the log has <lines> for requests

      Examples:
        | target           | logged | lines   |
        | /healthz         | no     | 1 line  |
        | /healthz?deep=1  | no     | 1 line  |
        | /healthz/        | no     | 1 line  |
        | /healthz/mango   | no     | 1 line  |
        | //x/../%68ealthz | no     | 1 line  |
        | /healthzz        | yes    | 2 lines |
        | /HEALTHZ         | yes    | 2 lines |
        | /images/1        | yes    | 2 lines |
        | /one             | no     | 1 line  |
        | /one/two         | yes    | 2 lines |

    Example: The tool that asks all day long
      Given the setting "access_log" is "{except: [{headers: {User-Agent: 'kube-probe/*'}, methods: [GET]}]}" in YAML
      When a client asks for "/" with the header "User-Agent: kube-probe/1.31"
      And a client asks for "/" with the header "User-Agent: shop/1.0"
      Then the log has 1 line for requests

    Example: It fails
      Given the setting "access_log" is "{except: [/healthz]}" in YAML
      And Alphonso answers 500
      When a client asks for "/healthz"
      Then the log line of the request has:
        | status | 500 |

    Example: What is no exception
      When this config is checked:
        """
        access_log: {except: [healthz, {}, {exact: true, methods: [GET]}, {path: /a, status: 304}]}
        paths: [{path: /, servers: [localhost:8081]}]
        """
      Then these are the mistakes:
        | 1:23 | found "healthz": expected /healthz                                      |
        | 1:32 | found an empty map: expected a path, methods, headers or statuses       |
        | 1:44 | exact needs a path: expected one beside it                              |
        | 1:78 | unknown key "status"; did you mean "statuses"?                          |

  Rule: "sample" keeps a share of the lines, and all of what failed

    Example: None but failures
      Given the setting "access_log" is "{sample: 0}" in YAML
      And a client asks for "/" 10 times
      When a client asks for "www.durian.com/"
      Then the log has 1 line for requests
      And the log line of the request has no "sample"

    Example: All of them
      Given the setting "access_log" is "{sample: 100%}" in YAML
      When a client asks for "/" 10 times
      Then the log has 10 lines for requests

    Example: A kept line says for how many it stands
      Given the setting "access_log" is "{sample: 50%}" in YAML
      When clients ask for "/" until a line is in the log
      Then the log line of the request has:
        | sample | 0.5 |

    Scenario Outline: <share> is no share
      When this config is checked:
        """
        access_log: {sample: <share>}
        paths: [{path: /, servers: [localhost:8081]}]
        """
      Then these are the mistakes:
        | 1:22 | expected a share from 0 to 1, or a percentage such as 10% |

      Examples:
        | share |
        | 10    |
        | -0.1  |
        | 150%  |
        | half  |
