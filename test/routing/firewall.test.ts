import { test } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { configSchema } from '../../src/config/schema';
import { compileFirewall, type FirewallRequest } from '../../src/routing/firewall';
import { normalisePath } from '../../src/http/target';
import { compilePattern } from '../../src/routing/text-pattern';

function firewall(rules: object) {
  const checked = configSchema.parse({ firewall_rules: rules }).firewall_rules;
  if (checked === undefined) throw new Error('no rules');
  return compileFirewall(checked);
}

type Asked = Partial<Omit<FirewallRequest, 'spelled'>> & { readonly headers?: Record<string, string> };

function refusal(rules: object, { ip = '192.0.2.1', path = '/', method = 'GET', headers = {} }: Asked): string | undefined {
  const request = {
    headers: new Headers(headers),
    ip,
    path: normalisePath(path) ?? '',
    method,
    spelled(name: string) {
      return this.headers.get(name) ?? undefined;
    },
  };
  return firewall(rules).refuses(request);
}

test('empty rules refuse nobody', () => {
  expect(refusal({}, {})).to.equal(undefined);
});

const addresses: readonly [list: string[], ip: string, isOnList: boolean][] = [
  [['10.192.0.1'], '10.192.0.1', true],
  [['10.192.0.1'], '10.192.0.2', false],
  [['10.192.0.1'], '::ffff:10.192.0.1', true],
  [['10.192.0.1'], '::FFFF:10.192.0.1', true],
  [['10.192.0.1'], '::ffff:ac0:1', true],
  [['10.192.0.1'], '::ffff:ac0:2', false],
  [['10.192.0.1'], '0:0:0:0:0:ffff:0ac0:1', true],
  [['::ffff:10.192.0.1'], '10.192.0.1', true],
  [['::ffff:10.0.0.0/104'], '10.200.0.1', true],
  [['::ffff:10.0.0.0/104'], '11.0.0.1', false],
  [['10.0.0.0/8', '172.16.0.0/12'], '172.31.255.255', true],
  [['10.0.0.0/8', '172.16.0.0/12'], '172.32.0.0', false],
  [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
  [['10.1.2.3/8'], '10.9.9.9', true],
  [['0.0.0.0/0'], '1.2.3.4', true],
  [['0.0.0.0/0'], '2001:db8::1', false],
  [['::/0'], '2001:db8::1', true],
  [['::/0'], '1.2.3.4', false],
  [['2001:db8::/32'], '2001:DB8:0::5', true],
  [['2001:db8::1'], '2001:db8:0:0::1', true],
  [['fe80::1'], 'fe80::1%eth0', true],
  [['10.0.0.1'], 'unknown', false],
  [['10.0.0.1'], '', false],
];

for (const [list, ip, isOnList] of addresses) {
  test(`${ip} is ${isOnList ? '' : 'not '}on the list ${list}`, () => {
    expect(refusal({ ip_reject: list }, { ip })).to.equal(isOnList ? 'ip_reject' : undefined);
    expect(refusal({ ip_allow: list }, { ip })).to.equal(isOnList ? undefined : 'ip_allow');
  });
}

test('an empty ip_allow lets nobody pass, and ip_reject takes from what it allows', () => {
  expect(refusal({ ip_allow: [] }, {})).to.equal('ip_allow');
  expect(refusal({ ip_allow: ['10.0.0.0/8'], ip_reject: ['10.0.0.1'] }, { ip: '10.0.0.1' })).to.equal('ip_reject');
});

const rejected = 'path_reject /messages';
const paths: readonly [string, string | undefined][] = [
  ['/messages', rejected],
  ['/messages/', rejected],
  ['/messages/1', rejected],
  ['/messagesx', undefined],
  ['/Messages', undefined],
  ['/a/messages', undefined],
  ['/x/../messages', rejected],
  ['//messages', rejected],
  ['/%6dessages', rejected],
  ['/x/..%2fmessages', rejected],
  ['/messages%2F1', rejected],
  ['/x\\..\\messages', rejected],
  ['/x%5c..%5Cmessages', rejected],
  ['/..%2f..%2fmessages', rejected],
  ['/messages;v=1', rejected],
  ['/;/messages', rejected],
  ['/x/..;a=b/messages', rejected],
  ['/..;/news', rejected],
  ['/x/..;%2fmessages', rejected],
  ['/messages;%2f..%2fx', rejected],
  ['/news;v=1', undefined],
  ['/news%3B/messages', undefined],
  ['/a%2Fb', undefined],
  ['/apps/1', 'path_reject /apps/'],
  ['/apps', 'path_reject /apps/'],
  ['/caf%C3%A9', 'path_reject /café'],
];

for (const [path, rule] of paths) {
  test(`${path} ${rule === undefined ? 'may pass' : `is refused by ${rule}`}`, () => {
    expect(refusal({ path_reject: ['/messages', '/apps/', '/café'] }, { path })).to.equal(rule);
  });
}

test('the root as path_reject refuses everything', () => {
  expect(refusal({ path_reject: ['/'] }, { path: '/a' })).to.equal('path_reject /');
});

test('methods are refused by name', () => {
  expect(refusal({ method_reject: ['DELETE', 'trace'] }, { method: 'TRACE' })).to.equal('method_reject TRACE');
  expect(refusal({ method_reject: ['DELETE'] }, { method: 'GET' })).to.equal(undefined);
});

test('headers are refused by name, whatever its case and value', () => {
  expect(refusal({ header_reject: ['X-Bad'] }, { headers: { 'x-bad': '' } })).to.equal('header_reject X-Bad');
  expect(refusal({ header_reject: ['X-Bad'] }, { headers: { 'x-good': '1' } })).to.equal(undefined);
  expect(refusal({ header_reject: { 'User-Agent': 'curl/*' } }, { headers: { 'user-agent': 'curl/8.0' } })).to.equal(
    'header_reject User-Agent',
  );
});

test('a dry run says so', () => {
  expect(firewall({ method_reject: ['GET'], dry_run: true }).dryRun).to.equal(true);
  expect(firewall({}).dryRun).to.equal(false);
});

const values: readonly [pattern: string, value: string, matches: boolean][] = [
  ['*', '', true],
  ['*', 'anything', true],
  ['curl', 'curl', true],
  ['curl', 'Curl', false],
  ['curl', 'curl/8', false],
  ['curl*', 'curl/8', true],
  ['curl*', 'a curl', false],
  ['*curl', 'a curl', true],
  ['*curl', 'a curl, b', true],
  ['*curl', 'curly', false],
  ['*curl*', 'a curly b', true],
  ['a*b*c', 'a1b2c', true],
  ['a*b*c', 'abc', true],
  ['a*b*c', 'acb', false],
  ['a**c', 'ac', true],
  ['ab*ba', 'aba', false],
  ['curl', 'wget, curl', true],
  ['curl', 'wget,\tcurl , x', true],
  ['curl', 'wget curl', false],
  ['a, b', 'x, a, b, y', true],
  ['a,b', 'a,b', true],
  ['.', 'x', false],
  ['', '', true],
  ['', 'x', false],
  ['Mozilla/5.0 (X11, like *', 'Mozilla/5.0 (X11, like Gecko)', true],
];

for (const [pattern, value, matches] of values) {
  test(`"${pattern}" ${matches ? 'matches' : 'does not match'} "${value}"`, () => {
    expect(compilePattern(pattern)(value)).to.equal(matches);
  });
}

test('patterns agree with the regular expression they stand for', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', ' ', '*'), maxLength: 9 });
  fc.assert(
    fc.property(text, text, (pattern, value) => {
      const source = pattern.trim().replaceAll('*', '.*');
      const trimmed = value.trim();
      expect(compilePattern(pattern)(trimmed)).to.equal(new RegExp(`(^|,[ ]*)${source}([ ]*,|[ ]*$)`).test(trimmed));
    }),
    { numRuns: 2000 },
  );
});
