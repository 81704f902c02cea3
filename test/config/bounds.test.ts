import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseConfig } from '../../src/config/load';

const pool = (setting: string) => `paths: [{path: /, servers: ["kesar:80"], ${setting}}]`;
const server = (setting: string) => `paths: [{path: /, servers: [{address: "kesar:80", ${setting}}]}]`;
const two = (setting: string) =>
  `pools: {stable: {servers: ["kesar:80"]}, canary: {servers: ["alphonso:80"]}}\npaths: [{path: /, ${setting}}]`;
const whole = (setting: string) => `${setting}\npaths: [{path: /, respond: {body: hello}}]`;

/** A config with a hole, and values for it: those at the ends of what is right, and those beyond. */
type Bound = readonly [config: string, right: readonly string[], wrong: readonly string[]];

const timeSpan = [
  ['1ms', '576h'],
  ['0s', '577h'],
] as const;
const time = [['0s', '576h'], ['577h']] as const;
const fromOne = [
  ['1', '100000'],
  ['0', '1.5', '-1'],
] as const;
const fromNone = [
  ['0', '100000'],
  ['-1', '0.5'],
] as const;
const percent = [
  ['0', '100'],
  ['-1', '101', '0.5'],
] as const;
const sizeOrOff = [
  ['1B', '1GiB', 'off', 'false'],
  ['0B', '1', '1kB'],
] as const;

const bounds: readonly Bound[] = [
  [server('weight: $'), ['0', '256'], ['-1', '257', '1.5']],
  [server('priority: $'), ['0', '255'], ['-1', '256', '1.5']],
  [server('max_connections: $'), ...fromOne],
  [pool('panic: $'), ...percent],
  [pool('retries: $'), ['0', '10'], ['-1', '11', '1.5']],
  [pool('retry_budget: $'), ...percent],
  [pool('retry_budget_min: $'), ...fromNone],
  [pool('max_queue: $'), ...fromNone],
  [pool('policy: hash, hash_on: ip, balance_factor: $'), ['1', '1.5', '100'], ['0.9', '0', '-1']],
  [pool('circuit_breaker: {error_percent: $}'), ['1', '100'], ['0', '101', '1.5']],
  [pool('circuit_breaker: {min_requests: $}'), ...fromOne],
  [pool('circuit_breaker: {trials: $}'), ...fromOne],
  [pool('circuit_breaker: {window: $}'), ...timeSpan],
  [pool('circuit_breaker: {open: $}'), ...timeSpan],
  [pool('outliers: {consecutive_failures: $}'), ...fromOne],
  [pool('outliers: {max_ejected: $}'), ...percent],
  [pool('outliers: {ejection: $}'), ...timeSpan],
  [pool('outliers: {max_ejection: $}'), ...timeSpan],
  [pool('health: {jitter: $}'), ['0', '0.5', '1'], ['-0.1', '1.1']],
  [pool('health: {rise: $}'), ...fromOne],
  [pool('health: {fall: $}'), ...fromOne],
  [pool('health: {interval: $, timeout: 1ms}'), ...timeSpan],
  [pool('health: {interval: 576h, timeout: $}'), ...timeSpan],
  [pool('health: {interval: 576h, fast_interval: $, timeout: 1ms}'), ...timeSpan],
  [pool('slow_start: $'), ...time],
  [pool('timeouts: {connect: $}'), ...timeSpan],
  [pool('timeouts: {first_byte: $}'), ...timeSpan],
  [pool('timeouts: {idle: $}'), ...timeSpan],
  [pool('timeouts: {queue: $}'), ...timeSpan],
  [pool('timeouts: {keep_alive: $}'), ...timeSpan],
  [pool('timeouts: {request: $}'), ['1ms', '576h', 'off', 'false'], ['0s', '577h', 'never']],
  [pool('hedge_after: $'), ...timeSpan],
  [pool('keep_alive: {max_age: $}'), ['1ms', '576h', 'off', 'false'], ['0s', '577h']],
  [pool('keep_alive: {max_requests: $}'), ['1', '100000', 'off', 'false'], ['0', '1.5']],
  [pool('max_body: $'), ...sizeOrOff],
  [two('pool: stable, mirror: {pool: canary, percent: $}'), ['0', '0.5', '100'], ['-1', '100.5']],
  [two('pool: stable, mirror: {pool: canary, max_requests: $}'), ...fromOne],
  [two('split: {pools: {stable: $, canary: 1}}'), ['0', '1000'], ['-1', '1001', '1.5']],
  [pool('rate_limit: {requests: $, per: 1s}'), ...fromOne],
  [pool('rate_limit: {requests: 1, per: $}'), ['1ms', '24h'], ['0s', '25h']],
  [pool('rate_limit: {requests: 1, per: 1s, burst: $}'), ...fromNone],
  [pool('rate_limit: {requests: 1, per: 1s, max_keys: $}'), ['1', '400000'], ['0', '400001']],
  [pool('security_headers: {hsts: {days: $}}'), ['0', '3650'], ['-1', '3651', '1.5']],
  [pool('security_headers: {hsts: {days: $, subdomains: true, preload: true}}'), ['365', '3650'], ['364', '0']],
  [
    pool('security_headers: {referrer_policy: $}'),
    [
      'no-referrer',
      'no-referrer-when-downgrade',
      'origin',
      'origin-when-cross-origin',
      'same-origin',
      'strict-origin',
      'strict-origin-when-cross-origin',
      'unsafe-url',
    ],
    ['none', 'strict'],
  ],
  [pool('security_headers: {hsts: {days: 365, subdomains: $, preload: true}}'), ['true'], ['false']],
  ['paths: [{path: /, respond: {status: $}}]', ['200', '599'], ['199', '600', '99']],
  ['paths: [{path: /, redirect: {host: www.mango.com, status: $}}]', ['301', '302', '303', '307', '308'], ['300', '304', '306', '309']],
  ['paths: [{path: /, servers: ["kesar:$"]}]', ['1', '65535'], ['0', '65536']],
  [whole('listen: $'), ['0', '1', '65535'], ['-1', '65536']],
  [whole('access_log: {sample: $}'), ['0', '0.5', '1'], ['-0.1', '1.1']],
  [whole('limits: {headers: $}'), ['1', '2000'], ['0', '2001']],
  [whole('limits: {body: $}'), ...sizeOrOff],
  [whole('limits: {body_rate: $}'), ...sizeOrOff],
  [whole('limits: {connections: $}'), ...fromOne],
  [whole('limits: {backlog: $}'), ['1', '65535'], ['0', '65536']],
  [whole('limits: {requests: $}'), ...fromOne],
  [whole('limits: {connections_per_address: $}'), ...fromOne],
  [whole('limits: {requests_per_connection: $}'), ...fromOne],
  [whole('client_timeouts: {head: $}'), ...timeSpan],
  [whole('client_timeouts: {body: $}'), ...timeSpan],
  [whole('client_timeouts: {keep_alive: $}'), ...timeSpan],
  [whole('shutdown_timeout: $'), ...time],
  [whole('shutdown_delay: $'), ...time],
  [whole('resolver: {timeout: $}'), ...timeSpan],
  [whole('admin: {listen: 7070, token: $}'), ['0123456789abcdef'], ['0123456789abcde']],
];

describe('the ends of what a setting may be', () => {
  const isRight = (config: string, value: string) => parseConfig(`${config.replace('$', value)}\n`, 'mangrove.yaml', { env: {} }).ok;
  for (const [config, right, wrong] of bounds)
    it(config.replace(/\n/g, ' '), () => {
      expect(right.filter((value) => !isRight(config, value))).to.deep.equal([]);
      expect(wrong.filter((value) => isRight(config, value))).to.deep.equal([]);
    });
});
