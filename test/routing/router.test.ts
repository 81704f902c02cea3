import { test } from 'node:test';
import { expect } from 'chai';
import { type Config, configSchema } from '../../src/config/schema';
import { compileRouter, type RoutedRequest } from '../../src/routing/router';

type Asked = {
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly query?: string;
};

const to = (port: number) => ({ servers: [`localhost:${port}`] });

function asking({ host, path = '/', method = 'GET', headers = {}, query = '' }: Asked): RoutedRequest {
  const params = new URLSearchParams(query);
  return { host, path, method, header: (name) => headers[name], param: (name) => params.get(name) ?? undefined };
}

function routerOf(config: object) {
  const router = compileRouter(configSchema.parse(config));
  const nameOf = (asked: Asked) => router.find(asking(asked)).route?.name;
  return { ...router, nameOf, refusals: (asked: Asked, ip: string) => refusals(router.find(asking(asked)).firewalls, asked, ip) };
}

function refusals(firewalls: ReturnType<ReturnType<typeof compileRouter>['find']>['firewalls'], asked: Asked, ip: string): string[] {
  return firewalls.map((firewall) => firewall.refuses({ ...asking(asked), ip, spelled: asking(asked).header }) ?? 'passes');
}

const shop = routerOf({
  hosts: [
    {
      host: 'www.mango.com',
      ...to(1),
      paths: [
        { path: '/cart', ...to(2) },
        { path: '/cart/new/', ...to(3) },
        { path: '/cart', exact: true, ...to(4) },
      ],
    },
    { host: '*.mango.com', ...to(5) },
    { host: 'api.mango.com', paths: [{ path: '/v1', ...to(6) }] },
    { host: '[::1]', ...to(7) },
    { host: '*.apple.com', paths: [{ path: '/v1', ...to(8) }] },
  ],
  paths: [
    { path: '/mango', ...to(9) },
    { path: '/caf\u00e9/%7ea', ...to(10) },
    { path: '/end/', exact: true, ...to(11) },
  ],
});

const cases: readonly [Asked, string | undefined][] = [
  [{ host: 'www.mango.com' }, 'www.mango.com'],
  [{ host: 'www.mango.com', path: '/cartx' }, 'www.mango.com'],
  [{ host: 'www.mango.com', path: '/Cart' }, 'www.mango.com'],
  [{ host: 'www.mango.com', path: '/cart' }, 'www.mango.com/cart #2'],
  [{ host: 'www.mango.com', path: '/cart/' }, 'www.mango.com/cart'],
  [{ host: 'www.mango.com', path: '/cart/1/2' }, 'www.mango.com/cart'],
  [{ host: 'www.mango.com', path: '/cart/new' }, 'www.mango.com/cart/new/'],
  [{ host: 'www.mango.com', path: '/cart/new/1' }, 'www.mango.com/cart/new/'],
  [{ host: 'shop.mango.com' }, '*.mango.com'],
  [{ host: 'mango.com' }, undefined],
  [{ host: 'a.b.mango.com' }, undefined],
  [{ host: 'api.mango.com', path: '/v1/x' }, 'api.mango.com/v1'],
  [{ host: 'api.mango.com', path: '/v2' }, '*.mango.com'],
  [{ host: '::1' }, '[::1]'],
  [{ host: 'x.apple.com', path: '/v1' }, '*.apple.com/v1'],
  [{ host: 'x.apple.com', path: '/mango/a' }, '/mango'],
  [{ host: 'localhost', path: '/mango' }, '/mango'],
  [{ path: '/mango' }, '/mango'],
  [{ path: '/mangos' }, undefined],
  [{ path: '/caf%C3%A9/~a' }, '/caf\u00e9/%7ea'],
  [{ path: '/end/' }, '/end/'],
  [{ path: '/end' }, undefined],
  [{ path: '/' }, undefined],
];

for (const [asked, name] of cases)
  test(`${asked.host ?? ''}${asked.path ?? '/'} takes ${name ?? 'no route'}`, () => {
    expect(shop.nameOf(asked)).to.equal(name);
  });

test('"/" matches everything', () => {
  const router = routerOf({ paths: [{ path: '/', ...to(1) }] });
  for (const path of ['/', '/a', '/a/b/']) expect(router.nameOf({ host: 'any.where', path })).to.equal('/');
});

test('inside a path, methods beat headers, headers beat params, and more of a kind beats fewer', () => {
  const router = routerOf({
    paths: [
      { path: '/', ...to(1) },
      { path: '/', params: { a: '1', b: '2' }, ...to(2) },
      { path: '/', headers: { 'X-A': '1' }, ...to(3) },
      { path: '/', headers: { 'X-A': '1', 'X-B': '2' }, ...to(4) },
      { path: '/', methods: ['POST'], ...to(5) },
      { path: '/', methods: ['post', 'PUT'], ...to(6) },
      { path: '/', params: { a: '1' }, ...to(7) },
    ],
  });
  expect(router.nameOf({})).to.equal('/');
  expect(router.nameOf({ query: 'a=1' })).to.equal('/ #7');
  expect(router.nameOf({ query: 'a=1&b=2' })).to.equal('/ #2');
  expect(router.nameOf({ query: 'a=0&a=1' })).to.equal('/');
  expect(router.nameOf({ query: 'a=1&b=2', headers: { 'x-a': '1' } })).to.equal('/ #3');
  expect(router.nameOf({ headers: { 'x-a': '1', 'x-b': '2' } })).to.equal('/ #4');
  expect(router.nameOf({ headers: { 'x-a': '1', 'x-b': '2' }, method: 'POST' })).to.equal('/ #5');
  expect(router.nameOf({ method: 'PUT' })).to.equal('/ #6');
  expect(router.nameOf({ headers: { 'x-a': '11' } })).to.equal('/');
});

test('a longer path beats more conditions, and a path whose conditions fail gives way to a shorter one', () => {
  const router = routerOf({
    paths: [
      { path: '/a', methods: ['GET'], ...to(1) },
      { path: '/a/b', methods: ['POST'], ...to(2) },
      { path: '/a/b', exact: true, headers: { x: '1' }, ...to(3) },
    ],
  });
  expect(router.nameOf({ path: '/a/b', method: 'POST' })).to.equal('/a/b');
  expect(router.nameOf({ path: '/a/b', method: 'GET' })).to.equal('/a');
  expect(router.nameOf({ path: '/a/b', method: 'POST', headers: { x: '1' } })).to.equal('/a/b #2');
  expect(router.nameOf({ path: '/a/b', method: 'PUT' })).to.equal(undefined);
});

test('paths inherit the conditions of their host, and several entries may share a host', () => {
  const router = routerOf({
    hosts: [
      {
        host: 'www.mango.com',
        methods: ['GET', 'PUT'],
        headers: { beta: '1' },
        ...to(1),
        paths: [{ path: '/a', methods: ['PUT', 'POST'], ...to(2) }],
      },
      { host: 'www.mango.com', ...to(3), paths: [{ path: '/a', ...to(4) }] },
    ],
  });
  const host = 'www.mango.com';
  expect(router.nameOf({ host })).to.equal('www.mango.com #2');
  expect(router.nameOf({ host, headers: { beta: '1' } })).to.equal('www.mango.com');
  expect(router.nameOf({ host, path: '/a', method: 'PUT', headers: { beta: '1' } })).to.equal('www.mango.com/a');
  expect(router.nameOf({ host, path: '/a', method: 'PUT' })).to.equal('www.mango.com/a #2');
  expect(router.nameOf({ host, path: '/a', method: 'POST', headers: { beta: '1' } })).to.equal('www.mango.com/a #2');
});

test('prefixes are stripped unless told otherwise, and "/" never', () => {
  const prefixes = routerOf({
    paths: [
      { path: '/', ...to(1) },
      { path: '/a', ...to(1) },
      { path: '/b/', ...to(1) },
      { path: '/c', strip_path: false, ...to(1) },
      { path: '/d', exact: true, ...to(1) },
      { path: '/', exact: true, ...to(1) },
      { path: '/%65', ...to(1) },
    ],
  }).routes.map((route) => route.prefix);
  expect(prefixes).to.deep.equal([undefined, '/a', '/b', undefined, '/d', undefined, '/e']);
});

test('each entry with servers implies a pool with its settings, and its rules stay with the route', () => {
  const router = routerOf({
    hosts: [
      {
        host: 'www.mango.com',
        ...to(1),
        policy: 'random',
        header_rules: { remove: ['Host'] },
        paths: [{ path: '/a' }, { path: '/b', ...to(2) }, { path: '/c', pool: 'shared' }],
      },
      { host: 'www.mango.com', methods: ['GET'], ...to(3) },
    ],
    pools: { shared: to(4) },
    paths: [
      { path: '/shared', pool: 'shared' },
      { path: '/gone', redirect: { path: '/' } },
      { path: '/closed', respond: { status: 503 } },
    ],
  });
  expect([...router.pools.keys()]).to.deep.equal(['shared', 'www.mango.com', 'www.mango.com/b', 'www.mango.com #2']);
  expect(router.pools.get('www.mango.com')).to.include.all.keys('servers', 'policy', 'health', 'transport', 'timeouts');
  expect(router.pools.get('www.mango.com')).not.to.have.any.keys('host', 'paths', 'methods', 'header_rules');
  expect(router.pools.get('www.mango.com')).to.include({ policy: 'random', transport: 'http1' });
  expect(router.routes.map((route) => [route.name, 'pool' in route.action ? route.action.pool : route.action.kind])).to.deep.equal([
    ['www.mango.com/a', 'www.mango.com'],
    ['www.mango.com/b', 'www.mango.com/b'],
    ['www.mango.com/c', 'shared'],
    ['www.mango.com', 'www.mango.com'],
    ['www.mango.com #2', 'www.mango.com #2'],
    ['/shared', 'shared'],
    ['/gone', 'redirect'],
    ['/closed', 'respond'],
  ]);
});

test('an implied pool never takes the name of a named one', () => {
  const router = routerOf({ pools: { '/a': to(1) }, paths: [{ path: '/a', ...to(2) }] });
  expect(router.routes[0]?.action).to.deep.equal({ kind: 'pool', pool: '/a #2' });
  expect(router.pools.get('/a #2')?.servers[0]?.address).to.equal('localhost:2');
});

test('the rules of host, path and pool apply in this order', () => {
  const rules = (name: string) => ({
    header_rules: { append: { X: name } },
    rewrite_rules: { replace: new Map([[name, name]]) },
    cookie_rules: {},
  });
  const router = routerOf({
    hosts: [
      {
        host: 'www.mango.com',
        ...rules('host'),
        paths: [
          { path: '/a', pool: 'shared', ...rules('path') },
          { path: '/b', ...to(1) },
        ],
      },
    ],
    pools: { shared: { ...to(1), ...rules('pool') } },
  });
  const [a, b] = router.routes;
  expect(a?.rules.headers?.map((edits) => edits.appended)).to.deep.equal([[['X', 'host']], [['X', 'path']], [['X', 'pool']]]);
  expect(a?.rules.rewrites).to.have.length(3);
  expect(b?.rules.headers).to.have.length(1);
  expect(b?.rules).to.include({ cookies: undefined, params: undefined, responseHeaders: undefined });
});

const reject = (ip: string) => ({ firewall_rules: { ip_reject: [ip] } });

test('firewalls are asked from the outermost to the innermost', () => {
  const router = routerOf({
    ...reject('10.0.0.1'),
    hosts: [{ host: 'www.mango.com', ...reject('10.0.0.2'), paths: [{ path: '/a', pool: 'shared', ...reject('10.0.0.3') }] }],
    pools: { shared: { ...to(1), ...reject('10.0.0.4') } },
  });
  const asked = { host: 'www.mango.com', path: '/a' };
  expect(router.refusals(asked, '10.0.0.1')).to.deep.equal(['ip_reject', 'passes', 'passes', 'passes']);
  expect(router.refusals(asked, '10.0.0.4')).to.deep.equal(['passes', 'passes', 'passes', 'ip_reject']);
  expect(router.refusals({ host: 'nowhere' }, '10.0.0.1')).to.deep.equal(['ip_reject']);
});

test('a host entry with only paths guards the host where none of its paths match', () => {
  const router = routerOf({
    hosts: [
      { host: 'www.mango.com', methods: ['GET'], ...reject('10.0.0.1'), paths: [{ path: '/a', ...to(1) }] },
      { host: '*.mango.com', ...reject('10.0.0.2'), paths: [{ path: '/b', ...to(2) }] },
    ],
    paths: [{ path: '/c', ...to(3), ...reject('10.0.0.3') }],
  });
  const host = 'www.mango.com';
  expect(router.refusals({ host, path: '/a' }, '10.0.0.1')).to.deep.equal(['ip_reject']);
  expect(router.refusals({ host, path: '/b' }, '10.0.0.1')).to.deep.equal(['ip_reject', 'passes']);
  expect(router.refusals({ host, path: '/c' }, '10.0.0.1')).to.deep.equal(['ip_reject', 'passes', 'passes']);
  expect(router.refusals({ host, path: '/nothing' }, '10.0.0.2')).to.deep.equal(['passes', 'ip_reject']);
  expect(router.refusals({ host, path: '/nothing', method: 'PUT' }, '10.0.0.1')).to.deep.equal(['passes']);
  expect(router.refusals({ path: '/c' }, '10.0.0.3')).to.deep.equal(['ip_reject']);
});

test('a host entry with a destination lends its firewall only to its own routes', () => {
  const router = routerOf({
    hosts: [
      { host: 'm.com', ...to(1), ...reject('10.0.0.1') },
      { host: 'm.com', headers: { beta: '1' }, ...to(2) },
    ],
  });
  expect(router.refusals({ host: 'm.com' }, '10.0.0.1')).to.deep.equal(['ip_reject']);
  expect(router.refusals({ host: 'm.com', headers: { beta: '1' } }, '10.0.0.1')).to.deep.equal([]);
});

test('100,000 hosts compile and route', () => {
  const config = configSchema.parse({ hosts: [{ host: 'a', ...to(1), paths: [{ path: '/cart', ...to(2) }] }] });
  const hosts = Array.from({ length: 100_000 }, (_, at) =>
    config.hosts.map((entry) => ({ ...entry, host: `shop-${at}.mango.com` })),
  ).flat();
  const router = compileRouter({ ...config, hosts } satisfies Config);
  for (const at of [0, 1, 50_000, 99_999]) {
    expect(router.find(asking({ host: `shop-${at}.mango.com` })).route?.name).to.equal(`shop-${at}.mango.com`);
    expect(router.find(asking({ host: `shop-${at}.mango.com`, path: '/cart/1' })).route?.name).to.equal(`shop-${at}.mango.com/cart`);
  }
  expect(router.find(asking({ host: 'shop-100000.mango.com' })).route).to.equal(undefined);
  expect(router.pools.size).to.equal(200_000);
});
