import { type DataTable, Given, Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import type { Middleware } from 'koa';
import { createOwnApp } from '../examples/own-koa-app';
import { start } from '../src';
import { until } from './support/eventually';
import { OwnApp } from './support/own-app';
import { type Noted, noting, ownMiddlewares, page } from './support/own-middlewares';
import { serve } from './support/serve';
import type { MangroveWorld } from './support/world';

Given('the example of an own Koa app is running', async function (this: MangroveWorld) {
  this.startWith(async (config, log) => serve(createOwnApp(config, log)));
  await this.mangrove();
});

const apps = new WeakMap<MangroveWorld, OwnApp>();
const reached = new WeakMap<MangroveWorld, number>();
const found = new WeakMap<MangroveWorld, Noted[]>();

Given('an own Koa app before Mangrove', function (this: MangroveWorld) {
  ownApp(this);
});

Given('an own Koa app has a middleware that {word} {}', function (this: MangroveWorld, verb: string, rest: string) {
  ownApp(this).before.push(middlewareThat(`${verb} ${rest}`));
});

Given('an own Koa app has another Mangrove before this one', function (this: MangroveWorld) {
  ownApp(this).hasAnother = true;
});

Given('an own Koa app mounts Mangrove at {string}', function (this: MangroveWorld, place: string) {
  ownApp(this).place = place;
});

Given('an own Koa app is served by its listen method alone', function (this: MangroveWorld) {
  ownApp(this).listensAlone = true;
});

Given('an own Koa app believes what proxies say', function (this: MangroveWorld) {
  ownApp(this).believesProxies = true;
});

Given('behind Mangrove the app has the page {string} that says {string}', function (this: MangroveWorld, path: string, body: string) {
  ownApp(this).behind.push(page(path, body));
});

Given('behind Mangrove the app has a middleware that {word} {}', function (this: MangroveWorld, verb: string, rest: string) {
  ownApp(this).behind.push(middlewareThat(`${verb} ${rest}`));
});

Given('Mangrove is started with a middleware that {word} {}', function (this: MangroveWorld, verb: string, rest: string) {
  const noted: Noted[] = [];
  found.set(this, noted);
  const count: Middleware = (_ctx, next) => {
    reached.set(this, (reached.get(this) ?? 0) + 1);
    return next();
  };
  const middleware = [count, noting(noted), middlewareThat(`${verb} ${rest}`)];
  this.startWith(async (config, log) => {
    const { url, adminUrl, stop } = await start(config, { log, middleware, clock: this.clock });
    return { url, adminUrl, stop };
  });
});

Then('the middleware before it has learned:', async function (this: MangroveWorld, table: DataTable) {
  const noted = found.get(this) ?? [];
  await until('what the middleware has learned', () => noted.length > 0);
  const strings = Object.fromEntries(Object.entries(noted.at(-1) ?? {}).map(([key, value]) => [key, String(value)]));
  expect(strings).to.include(table.rowsHash());
});

Given('the request has reached a middleware', async function (this: MangroveWorld) {
  await until('the request at a middleware', () => (reached.get(this) ?? 0) > 0);
});

Then('the log tells of the {word} {string}', async function (this: MangroveWorld, kind: string, text: string) {
  const level = kind === 'warning' ? 'warn' : kind;
  const matching = () => this.logLines.all.filter((line) => line.level === level && JSON.stringify(line).includes(text));
  await until(`the ${kind} "${text}" in the log`, () => matching().length > 0);
  for (const line of matching()) this.logLines.with(line);
});

function ownApp(world: MangroveWorld): OwnApp {
  const known = apps.get(world);
  if (known !== undefined) return known;
  const app = new OwnApp();
  apps.set(world, app);
  const noted: Noted[] = [];
  found.set(world, noted);
  app.before.push(noting(noted));
  world.startWith(async (config, log) => serve(app.build(config, { log, clock: world.clock })));
  return app;
}

function middlewareThat(does: string): Middleware {
  const middleware = ownMiddlewares[does];
  if (middleware === undefined) throw new Error(`no middleware is known that ${does}`);
  return middleware;
}
