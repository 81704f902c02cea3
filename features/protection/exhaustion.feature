@process
Feature: Running out of file descriptors
  The system lets a process open only so many files, and each connection is one. A flood of clients
  must neither end the balancer nor take what is needed to reach the backends.

  Background:
    Given Alphonso and Kesar share www.mango.com
    And Ataulfo serves www.orange.com
    And Alphonso needs 50 ms for each answer
    And Mangrove may have 64 files open

  Rule: Who comes when no place is left is turned away, and those who have one are served

    Example: A flood
      When 300 clients ask for "www.mango.com/" at once
      Then at least 10 of them are answered 200, and all others are turned away
      And no backend is blamed
      And the log says once that connections are dropped

    Example: After the flood
      Given 300 clients have asked for "www.mango.com/" at once
      When a client asks for "www.mango.com/" 20 times
      Then every answer is 200
      And Mangrove is still the same process

  Rule: Connections that are only kept for later make room

    Example: To one backend, while another is needed
      Given Ataulfo needs 50 ms for each answer
      And 16 clients have asked for "www.mango.com/" at once
      When 16 clients ask for "www.orange.com/" at once
      Then all of them who are let in are answered 200

    Example: Those of checks
      Given 60 more hosts are served by Alphonso, which is asked for each of them every 500ms how it is
      When a client asks for "www.mango.com/" 20 times
      Then every answer is 200

  Rule: Copies for another pool take no place of a client

    Background:
      Given the config:
        """
        pools:
          shadow: {servers: [Ataulfo:80], health: false}
        hosts:
          - {host: www.mango.com, servers: [Alphonso:80, Kesar:80], mirror: {pool: shadow}}
        """
      And Ataulfo never answers

    Example: To a pool that hangs
      When a client asks for "www.mango.com/" 80 times
      Then every answer is 200
      And Ataulfo is asked twice

    Example: Beside a crowd
      Given a client asks for "www.mango.com/" 80 times
      When 16 clients ask for "www.mango.com/" at once
      Then all of them who are let in are answered 200

    Example: Beside checks that need all there are
      Given 60 more hosts are served by Alphonso, which is asked for each of them every 500ms how it is
      When a client asks for "www.mango.com/" 80 times
      Then every answer is 200

  Rule: The status API takes no place of a client

    Example: A flood of it
      Given 100 connections to the status API have been begun
      When a client asks for "www.mango.com/" 20 times
      Then every answer is 200
