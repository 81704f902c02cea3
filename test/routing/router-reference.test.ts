import { test } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Config, configSchema, type HostEntry, type PathEntry } from '../../src/config/schema';
import { satisfies } from '../../src/routing/conditions';
import { compileRouter, type RoutedRequest, type Turn } from '../../src/routing/router';

/** A request as plain data, so that a counterexample can be read. */
type Asked = { host: string | undefined; path: string; method: string; headers: Record<string, string>; params: Record<string, string> };

type Entry = { name: string; host: string; path: string; exact: boolean; conditions: (HostEntry | PathEntry)[] };

const conditions = {
  methods: fc.option(fc.constantFrom(['GET'], ['GET', 'PUT'], ['PUT']), { nil: undefined }),
  headers: fc.option(fc.constantFrom<Record<string, string>>({ A: '1' }, { a: '1', b: '2' }, { b: '2' }), { nil: undefined }),
  params: fc.option(fc.constantFrom<Record<string, string>>({ p: '1' }, { p: '1', q: '2' }), { nil: undefined }),
};
const path = fc.constantFrom('/', '/a', '/a/', '/a/b', '/a/b/c', '/b', '/ab');
const pathEntry = fc.record({ path, exact: fc.boolean(), servers: fc.constant(['localhost:1']), ...conditions });
const hostEntry = fc.record({
  host: fc.constantFrom('m.com', 'x.m.com', '*.m.com', '*.x.m.com', 'com'),
  servers: fc.option(fc.constant(['localhost:1']), { nil: undefined }),
  paths: fc.array(pathEntry, { maxLength: 3 }),
  ...conditions,
});
const config = fc
  .record({ hosts: fc.array(hostEntry, { maxLength: 5 }), paths: fc.array(pathEntry, { maxLength: 5 }) })
  .map((raw) => configSchema.parse(raw));

const asked: fc.Arbitrary<Asked> = fc.record({
  host: fc.constantFrom(undefined, 'm.com', 'x.m.com', 'y.m.com', 'z.x.m.com', 'com', 'other'),
  path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/a/b/', '/a/b/c/d', '/b', '/ab', '/c'),
  method: fc.constantFrom('GET', 'PUT', 'POST'),
  headers: fc.constantFrom<Record<string, string>>({}, { a: '1' }, { a: '1', b: '2' }),
  params: fc.constantFrom<Record<string, string>>({}, { p: '1' }, { p: '1', q: '2' }),
});

/** Every entry in the order of the file, a host after its own paths, named as the router names them. */
function entriesOf({ hosts, paths }: Config): Entry[] {
  const uses = new Map<string, number>();
  const unique = (name: string) => {
    uses.set(name, (uses.get(name) ?? 0) + 1);
    return uses.get(name) === 1 ? name : `${name} #${uses.get(name)}`;
  };
  const nested = hosts.flatMap((host) => {
    const own = { name: unique(host.host), host: host.host, path: '/', exact: false, conditions: [host] };
    const inside = host.paths.map((entry) => ({
      ...entry,
      name: unique(host.host + entry.path),
      host: host.host,
      conditions: [host, entry],
    }));
    return host.servers === undefined ? inside : [...inside, own];
  });
  return [...nested, ...paths.map((entry) => ({ ...entry, name: unique(entry.path), host: '', conditions: [entry] }))];
}

function hostRank(pattern: string, host: string | undefined): number {
  if (pattern === '') return 1;
  if (host === pattern) return 3;
  const [, ...rest] = host?.split('.') ?? [];
  return pattern.startsWith('*.') && rest.length > 0 && pattern === `*.${rest.join('.')}` ? 2 : 0;
}

function pathRank(entry: Entry, wanted: string): number {
  if (entry.exact) return entry.path === wanted ? 1000 : 0;
  const prefix = entry.path.split('/').filter(Boolean);
  return prefix.every((segment, at) => wanted.split('/')[at + 1] === segment) ? prefix.length + 1 : 0;
}

function pairs(entry: Entry, kind: 'headers' | 'params'): [string, string][] {
  const all = entry.conditions.flatMap((source) => Object.entries(source[kind] ?? {}));
  return [...new Map(all.map(([name, value]) => [kind === 'headers' ? name.toLowerCase() : name, value]))];
}

function rank(entry: Entry, request: Asked): number[] | undefined {
  const host = hostRank(entry.host, request.host);
  const place = pathRank(entry, request.path);
  const methods = entry.conditions.flatMap((source) => (source.methods === undefined ? [] : [source.methods]));
  const headers = pairs(entry, 'headers');
  const params = pairs(entry, 'params');
  const isMet =
    methods.every((list) => list.includes(request.method)) &&
    headers.every(([name, value]) => request.headers[name] === value) &&
    params.every(([name, value]) => request.params[name] === value);
  return host > 0 && place > 0 && isMet ? [host, place, Math.min(methods.length, 1), headers.length, params.length] : undefined;
}

function beats(a: number[], b: number[]): boolean {
  const at = a.findIndex((value, place) => value !== b[place]);
  return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
}

/** Routing as one would do it by hand: look at every entry, keep the most specific. */
function referenceRoute(config: Config, request: Asked): string | undefined {
  let best: { name: string; rank: number[] } | undefined;
  for (const entry of entriesOf(config)) {
    const own = rank(entry, request);
    if (own !== undefined && (best === undefined || beats(own, best.rank))) best = { name: entry.name, rank: own };
  }
  return best?.name;
}

function asRequest({ host, path, method, headers, params }: Asked): RoutedRequest {
  return { host, path, method, header: (name) => headers[name], param: (name) => params[name] };
}

test('a lookup finds what a look at every entry finds', () => {
  fc.assert(
    fc.property(config, fc.array(asked, { minLength: 1, maxLength: 10 }), (some, requests) => {
      const router = compileRouter(some);
      for (const request of requests) expect(router.find(asRequest(request)).route?.name).to.equal(referenceRoute(some, request));
    }),
    { numRuns: 1000 },
  );
});

test('the first turn that fits is what a lookup finds', () => {
  fc.assert(
    fc.property(config, fc.array(asked, { minLength: 1, maxLength: 10 }), (some, requests) => {
      const router = compileRouter(some);
      const turns = [...router.turns()];
      expect(turns.map(({ route }) => route).sort(byName)).to.deep.equal([...router.routes].sort(byName));
      for (const request of requests)
        expect(router.find(asRequest(request)).route).to.equal(turns.find((turn) => fits(turn, request))?.route);
    }),
    { numRuns: 1000 },
  );
});

const byName = (a: { readonly name: string }, b: { readonly name: string }) => a.name.localeCompare(b.name);

function fits({ host = '', path, exact, conditions }: Turn, request: Asked): boolean {
  const isThere = exact ? request.path === path : path === '/' || `${request.path}/`.startsWith(`${path}/`);
  return hostRank(host, request.host) > 0 && isThere && satisfies(asRequest(request), conditions);
}
