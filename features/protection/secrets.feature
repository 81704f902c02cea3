Feature: Secrets stay here
  Who reads the log, or looks at the status, learns nothing by which to log in.

  Background:
    Given the config:
      """
      admin: {listen: "127.0.0.1:0", token: 0123456789abcdef}
      access_log: {fields: [user_agent, protocol]}
      hosts:
        - host: www.mango.com
          sticky: {cookie: shop, secret: sixteen-mangoes-and-more}
          health: false
          servers: [Alphonso:80, Kesar:80]
      """
    And only alice with the password "open-sesame" may enter www.mango.com

  Scenario Outline: <what>
    When alice asks for "/?token=sweet-mango" with the password "<password>"
    Then the answer is <status>
    And nothing of this is in the log, in the status, or in the answer:
      | open-sesame              |
      | open-nutmeg              |
      | sixteen-mangoes-and-more |
      | 0123456789abcdef         |
      | scrypt                   |
      | sweet-mango              |

    Examples:
      | what             | password    | status |
      | A right password | open-sesame | 200    |
      | A wrong password | open-nutmeg | 401    |
