import { squash } from './suggest';

/**
 * Words that people know from nginx, HAProxy, Traefik, Caddy, Envoy and Kubernetes, or from habit, and what to write here. A cure is
 * a key with its value (`servers: [localhost:8081]`), or a sentence where no key does what the word does. `within` is the key whose
 * map the word stands in.
 */
type Row =
  | { readonly words: string; readonly write: string; readonly within?: string; readonly note?: string }
  | { readonly words: string; readonly say: string; readonly answers?: true };

export type Cure = {
  /** A key with its value. */
  readonly write?: string;
  /** What is to be said of it. */
  readonly note?: string;
  /** In place of a key. */
  readonly say?: string;
  /** It says what is to answer, so that an entry needs no second sentence about that. */
  readonly answers?: true;
};

/** The first row that has a word counts. */
export const foreignWords: readonly Row[] = [
  // Who answers.
  {
    words: 'proxy_pass reverse_proxy proxy_to forward_to backend backends default_backend use_backend upstream upstreams',
    write: 'servers: [localhost:8081]',
  },
  {
    words: 'target targets url urls uri endpoint endpoints destination destinations nodes members origins origin service services',
    write: 'servers: [localhost:8081]',
  },
  {
    words: 'load_balancer load_balancers loadbalancer dial to lb_endpoints proxy fastcgi_pass grpc_pass uwsgi_pass',
    write: 'servers: [localhost:8081]',
  },
  { words: 'servers server upstream upstreams backend backends', within: 'top', write: 'paths: [{path: /, servers: [localhost:8081]}]' },
  {
    words: 'url uri host hostname ip port socket_address endpoint server target dial to backend upstream proxy proxy_pass',
    within: 'servers',
    write: 'address: localhost:8081',
  },
  { words: 'clusters cluster upstream_groups server_pools', write: 'pools: {fruit: {servers: [localhost:8081]}}' },
  { words: 'weighted_clusters weighted traffic_split canary weights', write: 'split: {pools: {stable: 9, canary: 1}}' },
  { words: 'return static_response direct_response error_page fixed_response body_text', write: 'respond: {status: 404, body: gone}' },
  { words: 'redir redirect_to rewrite_to ssl_redirect force_ssl https_redirect http_to_https', write: 'redirect: {scheme: https}' },
  { words: 'request_mirror request_mirror_policies mirroring', write: 'mirror: {pool: shadow}' },
  // For whom.
  { words: 'server_name server_names domain domains hostname hostnames virtual_host vhost site fqdn', write: 'host: www.mango.com' },
  {
    words: 'virtual_hosts vhosts sites servers_blocks frontend frontends route routes router routers rule rules ingress http',
    write: 'hosts: [{host: www.mango.com, servers: [localhost:8081]}]',
  },
  {
    words: 'location locations handle handle_path path_prefix prefix uri_prefix route match matcher',
    write: 'paths: [{path: /cart, servers: [localhost:8082]}]',
  },
  { words: 'prefix path_prefix path_beg uri_prefix location match', within: 'paths', write: 'path: /cart' },
  {
    words: 'path_type',
    say: 'a path stands for all below it anyway: expected exact: true where it is to be that path alone, and nothing elsewhere',
  },
  { words: 'rule rules match', within: 'hosts', write: 'host: www.mango.com' },
  { words: 'rule rules', within: 'paths', write: 'path: /cart' },
  { words: 'to url uri target location', within: 'redirect', write: 'path: /new' },
  { words: 'code status_code http_code permanent type', within: 'redirect', write: 'status: 301' },
  { words: 'code status_code http_code', within: 'respond', write: 'status: 404' },
  { words: 'text message content html data', within: 'respond', write: 'body: gone' },
  { words: 'header headers type mime', within: 'respond', write: 'content_type: text/html' },
  {
    words: 'strip_prefix strip_path_prefix prefix_rewrite path_rewrite uri_strip',
    write: 'strip_path: true',
    note: 'which is so by default',
  },
  { words: 'rewrite rewrites replace_path replace_path_regex regex_rewrite', write: 'rewrite_rules: {regex: {"^/old/(.*)": /new/$1}}' },
  { words: 'method verb verbs allowed_methods limit_except', write: 'methods: [GET, POST]' },
  { words: 'query query_params query_string', write: 'params: {version: "2"}' },
  // How it is chosen.
  {
    words: 'balance lb_policy lb_algorithm algorithm strategy load_balancing load_balancing_policy balancing lb_method method_lb scheduler',
    write: 'policy: round_robin',
  },
  { words: 'least_conn', write: 'policy: least_connections' },
  { words: 'ip_hash', write: 'policy: hash, hash_on: ip' },
  { words: 'hash consistent_hash hash_policy hash_key', write: 'policy: hash, hash_on: ip' },
  {
    words:
      'cookie stick_table stick_on sticky_session sticky_sessions session_affinity session_persistence affinity persistence stickiness',
    write: 'sticky: {cookie: shop}',
  },
  { words: 'max_conn max_conns maxconn', within: 'servers', write: 'max_connections: 100' },
  { words: 'max_conn max_conns maxconn max_clients worker_connections', write: 'limits: {connections: 20000}' },
  { words: 'enabled disabled down drain', within: 'servers', write: 'weight: 0' },
  {
    words: 'max_fails fail_timeout outlier_detection passive_health_check passive_health max_failures',
    write: 'outliers: {consecutive_failures: 5, ejection: 30s}',
  },
  { words: 'backup_servers fallback failover', write: 'servers: [localhost:8081, {address: "localhost:8082", backup: true}]' },
  { words: 'proxy_next_upstream retry retry_policy retry_attempts max_retries num_retries redispatch lb_retries', write: 'retries: 1' },
  { words: 'circuit_breakers breaker', write: 'circuit_breaker: {error_percent: 50}' },
  { words: 'hedge hedging', write: 'hedge_after: 500ms' },
  // Whether it is well.
  {
    words:
      'health_check health_checks healthcheck healthchecks health_uri health_path check checks option_httpchk http_check httpchk active_health_check liveness_probe readiness_probe probe',
    write: 'health: {path: /healthz}',
  },
  { words: 'uri url endpoint health_uri request', within: 'health', write: 'path: /healthz' },
  { words: 'period every frequency inter health_interval check_interval', within: 'health', write: 'interval: 2s' },
  { words: 'healthy_threshold success_threshold passes healthy', within: 'health', write: 'rise: 2' },
  { words: 'unhealthy_threshold failure_threshold fails max_fails retries unhealthy failures', within: 'health', write: 'fall: 3' },
  { words: 'status statuses expected_status expected_statuses health_status matcher codes', within: 'health', write: 'expect: 200-399' },
  { words: 'hostname server_name', within: 'health', write: 'host: www.mango.com' },
  { words: 'health_interval check_interval interval', write: 'health: {interval: 2s}' },
  // How long, and how much.
  {
    words: 'timeout request_timeout response_timeout proxy_read_timeout read_timeout timeout_server server_timeout response_header_timeout',
    write: 'timeouts: {first_byte: 30s}',
  },
  { words: 'proxy_connect_timeout connect_timeout timeout_connect dial_timeout', write: 'timeouts: {connect: 3s}' },
  { words: 'proxy_send_timeout send_timeout idle_timeout stream_idle_timeout', write: 'timeouts: {idle: 60s}' },
  { words: 'timeout_tunnel websocket_timeout tunnel_timeout', write: 'timeouts: {tunnel: 1h}' },
  { words: 'read response server first_byte_timeout header response_header', within: 'timeouts', write: 'first_byte: 30s' },
  { words: 'send write idle_timeout body', within: 'timeouts', write: 'idle: 60s' },
  { words: 'total overall max', within: 'timeouts', write: 'request: 60s' },
  { words: 'websocket ws', within: 'timeouts', write: 'tunnel: 1h' },
  { words: 'client head', within: 'timeouts', write: 'client_timeouts: {head: 10s}' },
  {
    words: 'timeout_client client_timeout client_header_timeout client_body_timeout timeout_http_request',
    write: 'client_timeouts: {head: 10s, body: 60s}',
  },
  { words: 'keepalive_timeout timeout_http_keep_alive', write: 'client_timeouts: {keep_alive: 75s}' },
  { words: 'keepalive keepalive_requests keepalive_pool', write: 'keep_alive: {max_age: 1h, max_requests: 1000}' },
  {
    words: 'client_max_body_size max_body_size max_request_body_size body_limit max_size request_body limit_request_body',
    write: 'max_body: 10MiB',
  },
  { words: 'large_client_header_buffers client_header_buffer_size max_header_size', write: 'limits: {head: 16KiB}' },
  { words: 'limit_req limit_req_zone rate_limits ratelimit throttle', write: 'rate_limit: {requests: 100, per: 1m}' },
  { words: 'limit_conn', write: 'limits: {connections_per_address: 100}' },
  { words: 'rate rps limit average', within: 'rate_limit', write: 'requests: 100' },
  { words: 'period window interval', within: 'rate_limit', write: 'per: 1m' },
  { words: 'key', within: 'rate_limit', write: 'by: address' },
  { words: 'grace_period graceful_shutdown_timeout shutdown_grace drain_timeout grace hard_stop_after', write: 'shutdown_timeout: 25s' },
  { words: 'queue_size queue', write: 'max_queue: 1024' },
  // What is changed on the way.
  {
    words: 'websocket websockets ws upgrade enable_websocket allow_upgrade',
    write: 'upgrades: [websocket]',
    note: 'which is so by default',
  },
  {
    words:
      'proxy_set_header header_up set_header set_headers request_headers add_headers request_headers_to_add header header_add http_request',
    write: 'header_rules: {add: {X-Shop: mango}}',
  },
  {
    words: 'add_header header_down response_headers response_headers_to_add custom_response_headers http_response more_set_headers',
    write: 'response_header_rules: {add: {X-Shop: mango}}',
  },
  { words: 'proxy_hide_header', write: 'response_header_rules: {remove: [Server]}' },
  {
    words: 'preserve_host pass_host_header',
    say: 'the Host of the client is passed on anyway: expected nothing, or header_rules: {remove: [Host]} where the backend is to see its own address',
  },
  { words: 'set replace put', within: 'header_rules', write: 'add: {X-Shop: mango}' },
  { words: 'set replace put', within: 'response_header_rules', write: 'add: {X-Shop: mango}' },
  { words: 'delete drop hide unset', within: 'header_rules', write: 'remove: [X-Shop]' },
  { words: 'delete drop hide unset', within: 'response_header_rules', write: 'remove: [X-Shop]' },
  { words: 'host hostname', within: 'header_rules', write: 'add: {Host: www.mango.com}' },
  {
    words: 'auth_basic basicauth basic_authentication auth users htpasswd',
    write: 'basic_auth: {users: {mary: a line of "mangrove hash-password"}}',
  },
  { words: 'auth_request external_auth ext_authz', write: 'forward_auth: {pool: auth, path: /verify}' },
  { words: 'allow_origin access_control_allow_origin allow_origins', write: 'cors: {origins: ["https://app.mango.com"]}' },
  { words: 'allow_origin allow_origins allowed_origins origin', within: 'cors', write: 'origins: ["https://app.mango.com"]' },
  { words: 'allow_credentials', within: 'cors', write: 'credentials: true' },
  { words: 'allow_methods allowed_methods', within: 'cors', write: 'methods: [GET, POST]' },
  { words: 'allow_headers allowed_headers', within: 'cors', write: 'headers: [X-Shop]' },
  { words: 'expose_headers exposed_headers', within: 'cors', write: 'expose: [X-Shop]' },
  {
    words: 'deny allow whitelist blacklist ip_whitelist ip_allow_list allowlist denylist block blocklist firewall ip_filter acl',
    write: 'firewall_rules: {ip_reject: [203.0.113.0/24]}',
  },
  { words: 'deny block blacklist denylist', within: 'firewall_rules', write: 'ip_reject: [203.0.113.0/24]' },
  { words: 'allow whitelist allowlist', within: 'firewall_rules', write: 'ip_allow: [10.0.0.0/8]' },
  { words: 'hsts strict_transport_security', write: 'security_headers: {hsts: {days: 365}}' },
  { words: 'accept_proxy', write: 'proxy_protocol: {from: [10.0.0.0/8]}' },
  {
    words: 'set_real_ip_from real_ip_header real_ip trusted_ips trust_proxy forwarded_headers x_forwarded_for trust_x_forwarded_for',
    write: 'trusted_proxies: [10.0.0.0/8]',
  },
  // Where it listens, and what it tells.
  { words: 'port ports bind listener listeners entrypoint entry_point entrypoints listen_port http_port', write: 'listen: 8080' },
  { words: 'access_logs accesslog', write: 'access_log: true' },
  { words: 'error_log log_file logfile logging', write: 'log: mangrove.log' },
  {
    words: 'metrics prometheus stats statistics stub_status statsd',
    say: 'there are no metrics yet: expected admin: 127.0.0.1:7070, whose /status tells how things are',
  },
  { words: 'dashboard api admin_port management', write: 'admin: 127.0.0.1:7070' },
  { words: 'dns nameserver nameservers resolvers', write: 'resolver: {servers: [10.0.0.2]}' },
  { words: 'redis redis_url', write: 'rate_limit_store: redis://127.0.0.1:6379' },
  // What is not there.
  {
    words:
      'tls ssl https certificate certificates cert certs key_file ssl_certificate ssl_certificate_key tls_context acme lets_encrypt cert_resolver',
    say: 'Mangrove speaks no TLS yet: expected a proxy before it that does, named in trusted_proxies',
  },
  {
    words: 'proxy_ssl_verify insecure_skip_verify upstream_tls backend_tls',
    say: 'Mangrove speaks no TLS to backends yet: expected backends that answer plain HTTP',
  },
  {
    words: 'http2 h2 http3 quic grpc',
    say: 'Mangrove speaks HTTP/1.1 alone: expected a proxy before it where clients want another, and nothing here',
  },
  { words: 'gzip compress compression brotli encode zstd', say: 'Mangrove does not compress answers: expected backends that do' },
  { words: 'cache proxy_cache caching http_cache', say: 'Mangrove keeps no answers: expected a cache before or behind it' },
  {
    words: 'root file_server static index try_files alias files',
    say: 'Mangrove serves no files: expected a server for them, under servers',
    answers: true,
  },
  { words: 'buffering proxy_buffering request_buffering buffers', say: 'bodies pass as they come, unbuffered: expected nothing here' },
  {
    words: 'middlewares middleware plugins filters http_filters',
    say: 'there are no middlewares to name: expected the rules themselves, such as header_rules, rate_limit or basic_auth',
  },
  { words: 'tcp udp stream streams tcp_routers', say: 'Mangrove balances HTTP alone: expected hosts or paths' },
  { words: 'workers worker_processes threads nbthread nproc processes', say: 'Mangrove is one process: expected nothing here' },
  {
    words: 'user group daemon pid chroot pid_file',
    say: 'who runs Mangrove, and how, is up to the service manager: expected nothing here',
  },
  {
    words: 'if when unless map set expression',
    say: 'there are no conditions of this kind: expected methods, headers or params in an entry',
  },
];

const cures: ReadonlyMap<string, Cure> = new Map(
  foreignWords
    .toReversed()
    .flatMap((row) => row.words.split(' ').map((word): [string, Cure] => [keyOf(word, 'within' in row ? row.within : undefined), row])),
);

/** The maps in which words that have no map of their own may be meant. */
const entries: ReadonlySet<string | undefined> = new Set(['top', 'hosts', 'paths', 'pools', 'servers']);

/** What to write for a word of other programs that stands in the map under the key `within`; undefined for any other word. */
export function foreignCure(word: string, within: string | undefined): Cure | undefined {
  const cure = cures.get(keyOf(word, undefined));
  return cures.get(keyOf(word, within)) ?? (entries.has(within) || cure?.say !== undefined ? cure : undefined);
}

function keyOf(word: string, within: string | undefined): string {
  return `${within ?? ''} ${squash(word)}`;
}
