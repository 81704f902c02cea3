import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseConfig } from '../../src/config/load';
import type { Config } from '../../src/config/schema';

function configOf(text: string): Config {
  const loaded = parseConfig(text, 'mangrove.yaml', { env: {} });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return loaded.config;
}

const same: Readonly<Record<string, readonly [short: string, long: string]>> = {
  'of the whole': [
    'paths: [{path: /, respond: {body: hello}}]',
    `
listen: 8080
log_format: auto
access_log: {sample: 1, fields: [], omit: [], except: []}
trusted_proxies: []
trusted_headers: []
untrusted_headers: keep
ambiguous_paths: refuse
reuse_port: false
shutdown_delay: 0s
shutdown_timeout: 25s
limits:
  url: 8KiB
  headers: 100
  head: 16KiB
  body: off
  body_rate: 240B
  requests: off
  requests_per_connection: off
  connections: 20000
  connections_per_address: off
  backlog: 4096
client_timeouts: {head: 10s, body: 60s, keep_alive: 75s}
resolver: {timeout: 5s, max_ttl: 60s}
paths: [{path: /, exact: false, ignore_case: false, strip_path: true, respond: {status: 200, body: hello}}]`,
  ],
  'of a pool': [
    'paths: [{path: /, servers: [{address: "kesar:80"}], policy: hash, hash_on: ip}]',
    `
paths:
  - path: /
    servers: [{address: "kesar:80", weight: 1, backup: false, priority: 0}]
    policy: hash
    hash_on: ip
    hash_fallback: round_robin
    balance_factor: 1.5
    panic: 50
    slow_start: 0s
    outliers: {consecutive_failures: 5, ejection: 30s, max_ejection: 300s, max_ejected: 50}
    circuit_breaker: false
    retries: 1
    retry_on: [connect_failed, reset, bad_answer, 503]
    retry_budget: 20
    retry_budget_min: 3
    replay_buffer: 64KiB
    max_queue: 1024
    health: {type: tcp, interval: 2s, timeout: 1s, jitter: 0.1, rise: 2, fall: 3, initial: up}
    transport: http1
    upgrades: [websocket]
    keep_alive: {max_age: 1h, max_requests: 1000}
    timeouts: {connect: 3s, first_byte: 30s, idle: 60s, continue: 1s, tunnel: 1h, queue: 3s, keep_alive: 4s, request: off}`,
  ],
  'of checks and circuits': [
    'paths: [{path: /, servers: ["kesar:80"], policy: round_robin, health: {}, circuit_breaker: {}}]',
    `
paths:
  - path: /
    servers: ["kesar:80"]
    health: {type: http, path: /healthcheck, interval: 2s, timeout: 1s, jitter: 0.1, rise: 2, fall: 3, expect: 200-399, initial: up}
    circuit_breaker: {error_percent: 50, min_requests: 20, window: 10s, open: 10s, trials: 3}`,
  ],
  'of rules': [
    `
pools: {other: {servers: ["kesar:80"]}}
rate_limit: {requests: 1, per: 1m}
paths:
  - path: /
    pool: other
    mirror: {pool: other}
    forward_auth: {pool: other}
    cors: {origins: ["https://www.mango.com"]}
    security_headers: true
    firewall_rules: {path_reject: [/admin]}
  - {path: /old, redirect: {host: www.mango.com}}`,
    `
pools: {other: {servers: ["kesar:80"]}}
rate_limit: {requests: 1, per: 1m, burst: 0, by: address, dry_run: false, max_keys: 100000}
paths:
  - path: /
    pool: other
    mirror: {pool: other, percent: 100, max_requests: 100}
    forward_auth: {pool: other, path: /, timeout: 2s}
    cors: {origins: ["https://www.mango.com"]}
    security_headers: true
    firewall_rules: {path_reject: [/admin], dry_run: false}
  - {path: /old, redirect: {host: www.mango.com, status: 302}}`,
  ],
};

describe('what a config means where it says nothing', () => {
  for (const [what, [short, long]] of Object.entries(same))
    it(`is as if it were written: ${what}`, () => void expect(configOf(long)).to.deep.equal(configOf(short)));
});
