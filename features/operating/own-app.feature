Feature: Balancing inside an app of one's own
  A team with a Koa app puts the rooms of the balancer behind rooms of its own.

  Background:
    Given the backends Alphonso and Kesar share www.mango.com
    And the example of an own Koa app is running

  Rule: What the app does not answer is balanced

    Example: Requests go on to the backends
      When a client asks for "www.mango.com/" 4 times
      Then Alphonso and Kesar each answer twice

    Example: A host that nobody has heard of is not found
      When a client asks for "www.durian.com/"
      Then the answer is 404 "Not Found"

  Rule: The app's own rooms see what the balancer has found

    Example: Requests are counted by route
      Given a client asks for "www.mango.com/" 4 times
      When a client asks for "www.mango.com/popular"
      Then the answer is 200 '{"www.mango.com":4}'
