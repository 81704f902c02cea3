import { describe, it } from 'node:test';
import { expect } from 'chai';
import { findNeverWinning } from '../../src/config/never-wins';
import { configSchema } from '../../src/config/schema';
import { comparableHost, comparablePath } from '../../src/http/comparable';
import { compileRouter } from '../../src/routing/router';

const spellings = ['/a', '/%61', '//a', '/b/../a/', '/a/b', '/a/./b', '/', '//', '/ä', '/%c3%a4'];
const hosts = ['[::1]', '::0001', 'a.com', 'A.com.', '*.a.com', 'bücher.de', 'xn--bcher-kva.de'];
const asked = ['/', '/a', '/a/', '/a/b', '/a/b/', '/a/z', '/a/b/z', '/z', '/%C3%A4', '/%C3%A4/', '/%C3%A4/z'];

/** Numbers that look like chance, the same for each seed (xorshift). */
function chance(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Raw = Record<string, unknown>;

function conditions(pick: (below: number) => number): Raw {
  const methods = [undefined, undefined, ['GET'], ['get', 'POST'], ['POST']][pick(5)];
  const headers = [undefined, undefined, { 'X-A': '1' }, { 'x-a': '1' }, { 'X-A': '2' }][pick(5)];
  const params = [undefined, undefined, undefined, { p: '1' }][pick(4)];
  return { ...(methods && { methods }), ...(headers && { headers }), ...(params && { params }) };
}

function randomConfig(seed: number): Raw {
  const pick = chance(seed);
  let number = 0;
  const path = () => ({
    path: spellings[pick(spellings.length)],
    exact: pick(4) === 0,
    ...conditions(pick),
    respond: { body: `${number++}` },
  });
  const paths = () => Array.from({ length: 1 + pick(5) }, path);
  const entries = Array.from({ length: pick(4) }, () => ({ host: hosts[pick(hosts.length)], ...conditions(pick), paths: paths() }));
  return { hosts: entries, paths: paths() };
}

/** The bodies of the answers that some request gets. */
function winners(config: Raw): Set<string> {
  const router = compileRouter(configSchema.parse(config));
  const found = new Set<string>();
  for (const host of [...hosts.map((name) => comparableHost(name)?.replace('*', 'x')), 'other.com'])
    for (const path of asked)
      for (const method of ['GET', 'POST', 'PUT'])
        for (const header of [undefined, '1', '2'])
          for (const param of [undefined, '1']) {
            const { route } = router.find({ host, path, method, header: () => header, param: () => param });
            if (route?.action.kind === 'respond') found.add(route.action.answer.body);
          }
  return found;
}

describe('entries that can never win', () => {
  it('are those that the router never chooses, and no others', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const config = randomConfig(seed);
      const findings = findNeverWinning({ path: [], value: config }, { of: () => 'line 1', compare: () => 0, isWritten: () => true });
      // A host that is there twice is one mistake, whatever its paths are.
      if (findings.some(({ path }) => path.at(-1) === 'host')) continue;
      const lost = new Set(findings.map(({ path }) => JSON.stringify(path.slice(0, -1))));
      const won = winners(config);
      const lists = [
        ...(config.hosts as Raw[]).map((host, at) => ({ at: ['hosts', at, 'paths'], list: host.paths as Raw[] })),
        { at: ['paths'], list: config.paths as Raw[] },
      ];
      for (const { at, list } of lists)
        for (const [index, entry] of list.entries())
          expect(
            !won.has(String((entry.respond as Raw).body)),
            `${seed}: ${JSON.stringify([...at, index])} of ${JSON.stringify(config)}`,
          ).to.equal(lost.has(JSON.stringify([...at, index])));
    }
  });
});

describe('the comparable form', () => {
  const pairs: readonly (readonly [written: string, comparable: string | undefined])[] = [
    ['[::1]', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['[::FFFF:1.2.3.4]', '::ffff:102:304'],
    ['1.2.3.4', '1.2.3.4'],
    ['*.Bücher.de.', '*.xn--bcher-kva.de'],
    ['a.com:80', undefined],
    ['[::1]:80', undefined],
    ['*.[::1]', undefined],
    ['fe80::1%eth0', undefined],
    ['a..com', undefined],
    ['', undefined],
  ];
  for (const [written, comparable] of pairs)
    it(`of the host ${JSON.stringify(written)} is ${comparable ?? 'none'}`, () => {
      expect(comparableHost(written)).to.equal(comparable);
    });

  it('of a path is its own comparable form', () => {
    for (const path of [...spellings, '/100%', '/a%2fb', '/ä b', '/a\\b']) {
      const once = comparablePath(path);
      expect(comparablePath(once ?? '')).to.equal(once);
    }
  });
});
