import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Koa, { type Middleware } from 'koa';
import {
  type Config,
  type Found,
  formatProblems,
  type Lines,
  type OwnBalancer,
  openBalancer,
  parseConfig,
  type Running,
  start,
} from '../../src';

// What users write must compile as it stands here: `make check` reads the types of this file too.

const text = 'listen: 127.0.0.1:0\nadmin: false\npaths:\n  - {path: /, respond: {status: 200, body: ripe}}\n';

function configOf(yaml: string): Config {
  const loaded = parseConfig(yaml, 'inline');
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded.config;
}

function collecting(): Lines & { readonly all: string[] } {
  const all: string[] = [];
  return { all, write: (line) => void all.push(line) };
}

test('a middleware is typed as Koa types it, and sees what was found', async () => {
  const routes: (string | undefined)[] = [];
  const log = collecting();
  const running: Running = await start(configOf(text), {
    log,
    middleware: [
      async (ctx, next) => {
        ctx.set('X-Tenant', 'mango');
        ctx.request.headers['x-user'] = 'alice';
        await next();
        const { route }: Found = ctx.state.mangrove;
        routes.push(route);
      },
    ],
  });
  const answer = await fetch(running.url);
  await running.stop();
  assert.deepEqual([answer.status, answer.headers.get('x-tenant'), await answer.text()], [200, 'mango', 'ripe']);
  assert.deepEqual(routes, ['/']);
  assert.ok(log.all.every((line) => line.endsWith('\n')));
});

test('an app with a state of its own takes the balancer, and its middlewares the real server', async () => {
  type State = { user?: string };
  const own: Middleware<State> = async (ctx, next) => {
    ctx.state.user = 'alice';
    await next();
  };
  const balancer = openBalancer(configOf(text), { log: collecting() });
  const app = new Koa<State>();
  app.use(own);
  app.use(balancer.middleware());
  const server = balancer.attach(createServer(), app);
  assert.equal(server.listenerCount('upgrade'), 1);
  await balancer.close();
  const running = await start(configOf(text), { log: collecting(), middleware: [own] });
  await running.stop();
});

test('what is misspelt does not compile', () => {
  const config = configOf(text);
  // @ts-expect-error: there is no such option
  const misspelt = () => start(config, { middlewares: [] });
  // @ts-expect-error: a config is what `parseConfig` or `loadConfig` gives
  const unread = () => start({ paths: [] });
  assert.deepEqual([typeof misspelt, typeof unread], ['function', 'function']);
});

test('an address that is in use is an error, and leaves nothing running', async () => {
  const running = await start(configOf(text), { log: collecting() });
  const { port } = new URL(running.url);
  await assert.rejects(start(configOf(text.replace(':0', `:${port}`)), { log: collecting() }), { code: 'EADDRINUSE' });
  await running.stop();
});

test('what no loader gave is no config, and says so', async () => {
  const raw = { paths: [] } as unknown as Config;
  const loaded = parseConfig(text, 'inline') as unknown as Config;
  await assert.rejects(start(raw), /^TypeError: this is no config of Mangrove: it is read by loadConfig or parseConfig$/);
  await assert.rejects(start(loaded), /^TypeError: this is no config of Mangrove: it has a config in `config`, if it is `ok`$/);
  assert.throws(() => openBalancer(raw), TypeError);
  await assert.rejects(start(configOf(text), { middleware: ['oops'] as unknown as Middleware[] }), /`middleware` is a list of functions/);
});

test('without a log of its own the one of the config is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mangrove-'));
  const file = join(folder, 'mangrove.log');
  try {
    const running = await start(configOf(`log: ${file}\n${text}`));
    await fetch(running.url);
    await running.stop();
    const app = openBalancer(configOf(`log: ${file}\n${text}`));
    await app.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg),
      ['listening', 'request', 'stopping', 'stopped'],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the schema is exported', () => {
  const schema = createRequire(__filename)('mangrove/schema.json') as { readonly title: string };
  assert.equal(schema.title, 'Mangrove configuration');
});

test('a server that has a handler already is told so, be it by createServer or by another balancer', async () => {
  const [one, other] = [1, 2].map(() => openBalancer(configOf(text), { log: collecting() })) as [OwnBalancer, OwnBalancer];
  const app = new Koa();
  const server = one.attach(createServer(), app);
  assert.throws(() => other.attach(server, app), /has a handler already/);
  assert.throws(() => one.attach(server, app), /has a handler already/);
  assert.throws(() => one.attach(createServer(app.callback()), app), /expected attach\(createServer\(\), app\)/);
  await Promise.all([one.close(), other.close()]);
});

test('what is no list of middlewares is told so', async () => {
  for (const middleware of ['yours', {}, () => undefined, [undefined], [async () => undefined, 3]]) {
    // @ts-expect-error: it is a list of functions
    await assert.rejects(start(configOf(text), { middleware }), /a list of functions/);
  }
});
