import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseConfig } from '../../src/config/load';

/** What is said of a config, mistakes or else warnings, as `line:column path: message`. */
function said(text: string): string[] {
  const loaded = parseConfig(text, 'mangrove.yaml');
  return (loaded.ok ? loaded.warnings : loaded.problems).map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

type Case = readonly [name: string, lines: readonly string[], ...said: string[]];

const mistakes: readonly Case[] = [
  [
    'WebSockets switched on by habit',
    ['paths:', '  - path: /', '    servers: [alphonso:80]', '    websocket: true'],
    '4:5 paths[0].websocket: unknown key "websocket": expected upgrades: [websocket], which is so by default',
  ],
  [
    'a health check under the name of Docker and Kubernetes',
    ['paths:', '  - path: /', '    servers: [alphonso:80]', '    healthcheck: {path: /up, interval: 5s}'],
    '4:5 paths[0].healthcheck: unknown key "healthcheck": expected health: {path: /healthz}',
  ],
  [
    'sticky as a switch',
    ['paths:', '  - path: /', '    servers: [alphonso:80, kesar:80]', '    sticky: true'],
    '4:13 paths[0].sticky: sticky is true: expected sticky: {cookie: shop}, with a name for the cookie',
  ],
  [
    'a host for everything',
    ['hosts:', '  - host: "*"', '    servers: [alphonso:80]'],
    '2:11 hosts[0].host: host is "*": expected top-level paths, which answer for every host that no entry names',
  ],
  [
    'a wildcard without quotes',
    ['hosts:', '  - host: *.mango.com', '    servers: [alphonso:80]'],
    '2:11 hosts[0].host: a value that begins with "*" is an alias in YAML: expected quotes around it, "*.mango.com"',
  ],
  [
    'servers as URLs',
    ['paths:', '  - path: /', '    servers: ["http://alphonso", "https://kesar:8443", "http://ataulfo:81/api"]'],
    '3:15 paths[0].servers[0]: "http://alphonso" starts with http://: expected alphonso:80',
    '3:34 paths[0].servers[1]: "https://kesar:8443" starts with https://, and Mangrove speaks no TLS to backends yet: expected host:port of a server that answers plain HTTP',
    '3:56 paths[0].servers[2]: "http://ataulfo:81/api" has a path, and a server has none: expected ataulfo:81, and rewrite_rules for the path',
  ],
  [
    'ports for servers',
    ['paths:', '  - path: /', '    servers: [8081, 8082]'],
    '3:15 paths[0].servers[0]: "8081" is a port alone: expected localhost:8081',
    '3:21 paths[0].servers[1]: "8082" is a port alone: expected localhost:8082',
  ],
  [
    'a server in two parts',
    ['paths:', '  - path: /', '    servers:', '      - host: alphonso', '        port: 80'],
    '4:9 paths[0].servers[0].host: unknown keys "host", "port": expected address: alphonso:80',
  ],
  [
    'a server line of nginx',
    ['paths:', '  - path: /', '    servers: ["alphonso:80 weight=3"]'],
    '3:15 paths[0].servers[0]: "alphonso:80 weight=3" is no address: expected {address: "alphonso:80", weight: 3}',
  ],
  [
    'nginx in YAML',
    [
      'hosts:',
      '  - server_name: www.mango.com',
      '    proxy_pass: http://alphonso',
      '    client_max_body_size: 10m',
      '    proxy_read_timeout: 60s',
    ],
    '2:5 hosts[0].server_name: unknown key "server_name": expected host: www.mango.com',
    '3:5 hosts[0].proxy_pass: unknown key "proxy_pass": expected servers: [alphonso:80]',
    '4:5 hosts[0].client_max_body_size: unknown key "client_max_body_size": expected max_body: 10MiB',
    '5:5 hosts[0].proxy_read_timeout: unknown key "proxy_read_timeout": expected timeouts: {first_byte: 60s}',
  ],
  [
    'a whole file of nginx',
    ['server {', '  listen 80;', '  location / {', '    proxy_pass http://alphonso;', '  }', '}'],
    '1:1 : this is a config of nginx: expected a config in YAML with hosts or paths',
  ],
  [
    'HAProxy in YAML',
    ['paths:', '  - path: /', '    balance: roundrobin', '    backend: fruit', '    stick-table: type ip'],
    '3:5 paths[0].balance: unknown key "balance": expected policy: round_robin',
    '4:5 paths[0].backend: unknown key "backend": expected pool: fruit, with its servers under pools',
    '5:5 paths[0].stick-table: unknown key "stick-table": expected sticky: {cookie: shop}',
  ],
  [
    'Traefik in YAML',
    ['http:', '  routers:', '    shop: {rule: "Host(`www.mango.com`)", service: shop}'],
    '1:1 http: unknown key "http": expected hosts: [{host: www.mango.com, servers: [localhost:8081]}]',
  ],
  [
    'an Ingress',
    ['apiVersion: networking.k8s.io/v1', 'kind: Ingress', 'metadata: {name: shop}', 'spec: {rules: []}'],
    '1:1 apiVersion: this is a resource of Kubernetes: expected a config in YAML with hosts or paths',
  ],
  [
    'a policy by the name of nginx',
    ['paths:', '  - path: /', '    servers: [alphonso:80, kesar:80]', '    policy: ip_hash'],
    '4:13 paths[0].policy: unknown policy "ip_hash": expected policy: hash, hash_on: ip',
  ],
  [
    'times in other words',
    ['paths:', '  - path: /', '    servers: [alphonso:80]', '    timeouts: {connect: 5, idle: 1min, first_byte: 1h30m}'],
    '4:25 paths[0].timeouts.connect: connect is 5: expected a duration with its unit, such as 5s or 5ms',
    '4:34 paths[0].timeouts.idle: idle is "1min": expected 1m (a duration such as 500ms, 2s or 1m)',
    '4:52 paths[0].timeouts.first_byte: first_byte is "1h30m": expected one unit, as in 90m',
  ],
  [
    'a time under no name that is here',
    ['paths:', '  - path: /', '    servers: [alphonso:80]', '    timeout: 30'],
    '4:5 paths[0].timeout: unknown key "timeout": expected timeouts: {first_byte: 30s}',
  ],
  [
    'sizes in other words',
    ['limits: {body: 10mb, head: 16k}', 'paths:', '  - path: /', '    servers: [alphonso:80]', '    max_body: 1048576'],
    '1:16 limits.body: body is "10mb": expected 10MiB (a size such as 512B or 10MiB, or off)',
    '1:28 limits.head: head is "16k": expected 16KiB (a size such as 512B, 16KiB or 1MiB)',
    '5:15 paths[0].max_body: max_body is 1048576: expected a size with its unit, such as 1048576B or 1048576KiB',
  ],
  [
    'where to listen, as Docker says it',
    ['listen: 8080/tcp', 'paths:', '  - {path: /, respond: {body: hello}}'],
    '1:9 listen: listen is "8080/tcp": expected 8080 (a port, or an address such as 127.0.0.1:8080)',
  ],
  [
    'TLS, by the words of nginx',
    ['listen: 443 ssl', 'ssl_certificate: /etc/ssl/shop.pem', 'paths:', '  - {path: /, respond: {body: hello}}'],
    '1:9 listen: listen is "443 ssl": expected a port alone: Mangrove speaks no TLS yet',
    '2:1 ssl_certificate: unknown key "ssl_certificate": Mangrove speaks no TLS yet: expected a proxy before it that does, named in trusted_proxies',
  ],
  [
    'settings of a pool at the top',
    ['health: {path: /up}', 'policy: random', 'paths:', '  - path: /', '    servers: [alphonso:80]'],
    '1:1 health: unknown keys "health", "policy": expected them in an entry of hosts or paths, or in a pool',
  ],
  [
    'a pattern for a path, as nginx has it',
    ['paths:', '  - path: ~ ^/cart', '    servers: [alphonso:80]'],
    '2:11 paths[0].path: path is "~ ^/cart": expected the beginning of a path, such as /cart: a path is no pattern',
  ],
  [
    'paths as a map',
    ['paths:', '  /cart: {servers: [alphonso:80]}'],
    '2:3 paths: paths is a map: expected a list, with a "-" before each entry: "- path: /cart"',
  ],
  [
    'two names of a host',
    ['hosts:', '  - host: www.mango.com mango.com', '    servers: [alphonso:80]'],
    '2:11 hosts[0].host: host is "www.mango.com mango.com": expected one name, and an entry of hosts for each',
  ],
  [
    'a redirect as a URL',
    ['hosts:', '  - host: mango.com', '    redirect: https://www.mango.com'],
    '3:15 hosts[0].redirect: redirect is "https://www.mango.com": expected redirect: {scheme: https, host: www.mango.com}',
  ],
  [
    'headers one map too far out',
    ['paths:', '  - path: /', '    servers: [alphonso:80]', '    header_rules: {X-Shop: mango, X-Debug: "1"}'],
    '4:20 paths[0].header_rules.X-Shop: unknown keys "X-Shop", "X-Debug": expected names within add, append or remove, such as add: {X-Shop: …}',
  ],
  [
    'a colon without its space',
    ['hosts:', '  - host:www.mango.com', '    servers: [alphonso:80]'],
    '2:5 : the colon has no space behind it: expected "host: …"',
  ],
  [
    'a dash in another column',
    ['paths:', '  - path: /cart', '    servers: [alphonso:80]', ' - path: /', '    servers: [kesar:80]'],
    '4:2 : this "-" is indented unlike those of its list: expected the same column',
  ],
  [
    'a quote that is not closed',
    ['hosts:', '  - host: "www.mango.com', '    servers: [alphonso:80]'],
    '2:11 : a " is opened here and never closed: expected another at the end of the text',
  ],
  [
    'a merge that was not finished',
    ['paths:', '<<<<<<< HEAD', '  - {path: /, servers: [alphonso:80]}', '=======', '  - {path: /, servers: [kesar:80]}', '>>>>>>> canary'],
    '2:1 : this is a mark of a merge that was not finished: expected one of the two versions, without the marks',
  ],
  [
    'settings of a pool in a server, as nginx and HAProxy have them',
    [
      'paths:',
      '  - path: /',
      '    servers:',
      '      - {address: "alphonso:80", max_fails: 3, fail_timeout: 10s}',
      '      - {address: "kesar:80", check: true, slow_start: 30s}',
    ],
    '4:34 paths[0].servers[0].max_fails: unknown keys "max_fails", "fail_timeout": expected outliers: {consecutive_failures: 5, ejection: 30s}, in an entry of hosts or paths, or in a pool',
    '5:31 paths[0].servers[1].check: unknown key "check": expected health: {path: /healthz}, in an entry of hosts or paths, or in a pool',
    '5:44 paths[0].servers[1].slow_start: unknown key "slow_start": expected it in an entry of hosts or paths, or in a pool',
  ],
  [
    'files in place of servers, said once',
    ['paths:', '  - path: /', '    root: /var/www', '  - path: /img', '    file_server: true'],
    '3:5 paths[0].root: unknown key "root": Mangrove serves no files: expected a server for them, under servers',
    '5:5 paths[1].file_server: unknown key "file_server": Mangrove serves no files: expected a server for them, under servers',
  ],
  [
    'spaces in a path',
    ['paths:', '  - {path: /my shop, respond: {body: a}}', '  - {path: /a  b/c d, respond: {body: a}}'],
    '2:12 paths[0].path: path is "/my shop": expected /my%20shop, as clients send it',
    '3:12 paths[1].path: path is "/a  b/c d": expected /a%20%20b/c%20d, as clients send it',
  ],
  [
    'a redirect to a URL',
    [
      'paths:',
      '  - {path: /, redirect: {to: "https://$host$request_uri"}}',
      '  - {path: /a, redirect: {url: "https://www.mango.com/b"}}',
      '  - {path: /b, redirect: {to: /c}}',
    ],
    '2:26 paths[0].redirect.to: unknown key "to": expected scheme: https',
    '3:27 paths[1].redirect.url: unknown key "url": expected scheme: https, host: www.mango.com, path: /b',
    '4:27 paths[2].redirect.to: unknown key "to": expected path: /c',
  ],
];

const notMeant: readonly Case[] = [
  [
    'a star at the end of a path',
    ['paths:', '  - path: /cart/*', '    servers: [alphonso:80]', '    health: {path: /healthz}'],
    '2:11 paths[0].path: "*" stands for itself in a path, which is no pattern: expected path: /cart, which stands for all below it',
  ],
  [
    'a parameter in a path',
    ['paths:', '  - path: /users/:id', '    servers: [alphonso:80]', '    health: {path: /healthz}'],
    '2:11 paths[0].path: "/:id" stands for itself in a path, which is no pattern: expected path: /users, which stands for all below it',
  ],
  [
    'the end of a path, as a pattern has it',
    ['paths:', '  - path: /cart$', '    servers: [alphonso:80]', '    health: {path: /healthz}'],
    '2:11 paths[0].path: "$" stands for itself in a path, which is no pattern: expected path: /cart with exact: true',
  ],
  [
    'the host of nginx for everything',
    ['hosts:', '  - host: _', '    servers: [alphonso:80]', '    health: {path: /healthz}'],
    '2:11 hosts[0].host: this is a host named "_" and no other: expected top-level paths, which answer for any host',
  ],
  [
    'the log switched off',
    ['log: off', 'paths:', '  - {path: /, respond: {body: hello}}'],
    '1:6 log: the log goes to a file named "off": expected no log key for standard output, or the name of a file such as mangrove.log',
  ],
  [
    'the log to standard output',
    ['log: stdout', 'paths:', '  - {path: /, respond: {body: hello}}'],
    '1:6 log: the log goes to a file named "stdout": expected no log key for standard output, or the name of a file such as mangrove.log',
  ],
  [
    'quotes of a word processor',
    [
      'hosts:',
      '  - host: www.mango.com',
      '    servers: [alphonso:80]',
      '    health: {path: /healthz}',
      '    header_rules: {add: {X-Shop: “mango”}}',
    ],
    '5:34 hosts[0].header_rules.add.X-Shop: "“mango”" has the quotes of printed text, which belong to the value here: expected " or \'',
  ],
  [
    'a method with a slip',
    ['paths:', '  - path: /', '    methods: [GET, OPTION]', '    servers: [alphonso:80]', '    health: {path: /healthz}'],
    '3:20 paths[0].methods[1]: method "OPTION" never arrives, since the HTTP parser does not know it and such requests are answered 400; did you mean OPTIONS?',
  ],
  [
    'the status API for everybody',
    ['admin: 0.0.0.0:7070', 'paths:', '  - {path: /, respond: {body: hello}}'],
    '1:8 admin: whoever can reach 0.0.0.0 sees the status, because there is no token: expected an address of this machine alone, such as 127.0.0.1:7070, or admin: {listen: …, token: …}',
  ],
  [
    'servers that are only connected to',
    ['paths:', '  - path: /', '    servers: [alphonso:80, kesar:80]'],
    '3:5 paths[0].servers: these servers are checked by connecting alone, which one that accepts and never answers passes: expected health: {path: /healthz} beside them, or health: {type: tcp} where connecting says enough',
  ],
  [
    'a value that was forgotten, or the word',
    ['paths:', '  - path: /', '    headers: {Origin: null}', '    respond: {body: hello}'],
    '3:23 paths[0].headers.Origin: null is taken for the word here, as it is spelled, and a missing value looks the same: expected "null" in quotes, or a value',
  ],
  [
    'one cookie for two pools',
    [
      'hosts:',
      '  - host: www.mango.com',
      '    servers: [alphonso:80]',
      '    health: {path: /healthz}',
      '    sticky: {cookie: shop}',
      '    paths:',
      '      - path: /cart',
      '        servers: [kesar:80]',
      '        health: {path: /healthz}',
      '        sticky: {cookie: shop}',
    ],
    '10:26 hosts[0].paths[0].sticky.cookie: cookie "shop" keeps clients of this host at other servers already, at line 5, and each forgets what the other remembers: expected two names',
  ],
  [
    'methods that are refused anyway',
    ['paths:', '  - path: /', '    methods: [GET, TRACE]', '    respond: {body: hello}'],
    '3:20 paths[0].methods[1]: method TRACE never arrives, since it is always answered 405: expected it to be left out',
  ],
  [
    'braces for a part of a path',
    ['paths:', '  - path: /users/{id}/cart', '    servers: [alphonso:80]', '    health: {path: /healthz}'],
    '2:11 paths[0].path: "{id}" stands for itself in a path, which is no pattern: expected path: /users, which stands for all below it',
  ],
  [
    'headers of answers, which no request has',
    [
      'paths:',
      '  - path: /',
      '    servers: [alphonso:80]',
      '    health: {path: /healthz}',
      '    headers: {X-Frame-Options: DENY, strict-transport-security: "*", X-Version: "2"}',
    ],
    '5:15 paths[0].headers.X-Frame-Options: headers says which requests come here, and none has "X-Frame-Options", which is a header of answers: expected response_header_rules: {add: {X-Frame-Options: DENY}}',
    '5:38 paths[0].headers.strict-transport-security: headers says which requests come here, and none has "strict-transport-security", which is a header of answers: expected response_header_rules: {add: {strict-transport-security: …}}',
  ],
  [
    'a firewall that refuses whatever comes',
    [
      'paths:',
      '  - {path: /shop, respond: {body: a}, firewall_rules: {path_reject: [/]}}',
      '  - {path: /cart, respond: {body: a}, firewall_rules: {path_reject: [/cart]}}',
      '  - {path: /fruit, respond: {body: a}, firewall_rules: {path_reject: [/fruit/old]}}',
    ],
    '2:70 paths[0].firewall_rules.path_reject[0]: "/" refuses every request that comes here (403): expected the paths below that are to be refused, or respond: {status: 403} in place of what answers',
    '3:70 paths[1].firewall_rules.path_reject[0]: "/cart" refuses every request that comes here (403): expected the paths below that are to be refused, or respond: {status: 403} in place of what answers',
  ],
  [
    'checks in a hurry',
    [
      'paths:',
      '  - {path: /, servers: [alphonso:80], health: {path: /a, interval: 2ms, timeout: 1ms}}',
      '  - {path: /b, servers: [alphonso:80], health: {path: /a, fast_interval: 10ms}}',
      '  - {path: /c, servers: [alphonso:80], health: {path: /a, interval: 20ms, timeout: 20ms}}',
    ],
    '2:68 paths[0].health.interval: interval 2ms asks each server 500 times a second: expected a longer one, such as 2s',
    '3:74 paths[1].health.fast_interval: fast_interval 10ms asks each server 100 times a second: expected a longer one, such as 2s',
  ],
  [
    'an address to listen at, for a server',
    ['paths:', '  - path: /', '    servers: [0.0.0.0:8081, "[::]:8082", 127.0.0.1:8083]', '    health: {path: /healthz}'],
    '3:15 paths[0].servers[0]: server "0.0.0.0:8081" is where a server may listen, not where it is: expected localhost:8081, or its address',
    '3:29 paths[0].servers[1]: server "[::]:8082" is where a server may listen, not where it is: expected localhost:8082, or its address',
  ],
];

describe('configs as people write them by habit', () => {
  for (const [name, lines, ...expected] of mistakes) it(name, () => void expect(said(`${lines.join('\n')}\n`)).to.deep.equal(expected));
});

describe('configs that are legal and surely not meant', () => {
  for (const [name, lines, ...expected] of notMeant) it(name, () => void expect(said(`${lines.join('\n')}\n`)).to.deep.equal(expected));
});
