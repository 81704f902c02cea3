import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parse } from 'yaml';
import { foreignCure, foreignWords } from '../../src/config/foreign-words';
import { placesOfKeys } from '../../src/config/key-places';
import { configSchema } from '../../src/config/schema';
import { problems } from './problems';

type Map = Record<string, unknown>;

const places = placesOfKeys(configSchema);
const pools = Object.fromEntries(['stable', 'canary', 'shadow', 'auth'].map((name) => [name, { servers: ['a:1'] }]));
/** What a map needs beside a cure to be right. */
const beside: Readonly<Record<string, Map>> = {
  rate_limit: { requests: 1, per: '1s' },
  redirect: { scheme: 'https' },
  cors: { origins: ['https://app.mango.com'] },
};

/** A config in which a cure stands where its sentence says. */
function configWith(cure: Map, within: string | undefined): Map {
  const [key = ''] = Object.keys(cure);
  const path = { path: '/', servers: ['a:1'] };
  const isOf = (place: string) => places.get(key)?.includes(place) === true;
  if (within === 'servers') return { paths: [{ path: '/', servers: [{ address: 'a:2', ...cure }] }] };
  if (within === 'redirect' || within === 'respond') return { paths: [{ path: '/', [within]: { ...beside[within], ...cure } }] };
  if (isOf('the top of the file')) return { pools, paths: [path], ...cure };
  if (within !== undefined && isOf(within)) return { pools, paths: [{ ...path, [within]: { ...beside[within], ...cure } }] };
  const isDestination = ['redirect', 'respond', 'split', 'pool'].includes(key);
  const entry = isDestination ? { path: '/' } : path;
  if (isOf('an entry of paths')) return { pools, paths: [{ ...entry, ...cure }] };
  return { pools, hosts: [{ host: 'www.mango.com', servers: ['a:1'], ...cure }] };
}

describe('what to write for a word of another program', () => {
  const writes = foreignWords.flatMap((row) => ('write' in row ? [row] : []));
  for (const { write, within, words } of writes) {
    it(`is right: ${write}, for ${words.split(' ')[0]}${within === undefined ? '' : ` in ${within}`}`, () => {
      const cure = parse(`{${write}}`) as Map;
      const { basic_auth: hasNoHash, ...rest } = cure;
      expect(problems(JSON.stringify(configWith(hasNoHash === undefined ? cure : rest, within)))).to.deep.equal([]);
    });
  }

  it('is never empty, and stands in a map that there is', () => {
    const maps = new Set([...places.keys(), 'top']);
    for (const row of foreignWords) {
      expect(row.words).to.match(/^[a-z0-9_]+( [a-z0-9_]+)*$/);
      if ('write' in row) expect(row.write).to.match(/^[a-z_]+: \S/);
      if ('within' in row && row.within !== undefined) expect(maps, row.words).to.include(row.within);
    }
  });

  const told: readonly (readonly [word: string, within: string | undefined, cure: string])[] = [
    ['upstream', 'top', 'paths: [{path: /, servers: [localhost:8081]}]'],
    ['upstream', 'hosts', 'servers: [localhost:8081]'],
    ['upstream', 'servers', 'address: localhost:8081'],
    ['location', 'paths', 'path: /cart'],
    ['location', 'redirect', 'path: /new'],
    ['hostname', 'health', 'host: www.mango.com'],
    ['interval', 'rate_limit', 'per: 1m'],
  ];
  for (const [word, within, cure] of told)
    it(`is told by the map: ${word} in ${within}`, () => void expect(foreignCure(word, within)?.write).to.equal(cure));

  it('is not said in a map of another kind', () => {
    expect(foreignCure('upstream', 'firewall_rules')).to.equal(undefined);
    expect(foreignCure('mango', 'hosts')).to.equal(undefined);
  });

  it('is said of words that are no keys of the same map', () => {
    const entries = ['an entry of hosts', 'an entry of paths', 'a pool under pools', 'the top of the file'];
    const own = [...places].filter(([, where]) => where.some((place) => entries.includes(place))).map(([key]) => key);
    const general = foreignWords.filter((row) => !('within' in row)).flatMap(({ words }) => words.split(' '));
    expect(general.filter((word) => own.includes(word))).to.deep.equal([]);
  });

  it('has what was expected where no key does the same', () => {
    const says = foreignWords.flatMap((row) => ('say' in row ? [row.say] : []));
    expect(says.filter((say) => !say.includes(': expected'))).to.deep.equal([]);
  });

  it('is found in any spelling', () => {
    for (const word of ['proxy_pass', 'proxyPass', 'proxy-pass', 'PROXY_PASS'])
      expect(problems(`paths: [{path: /, ${word}: "http://a"}]`)).to.deep.equal([
        `1:19 paths[0].${word}: unknown key "${word}": expected servers: [a:80]`,
      ]);
  });
});
