import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { BeforeAll, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { type Answer, fromRaw, headerOf } from './support/answer';
import { ask } from './support/client';
import { closedPort } from './support/dead-ends';
import { eventually, until } from './support/eventually';
import { valuesOf } from './support/header-list';
import type { Instance } from './support/instance';
import { patience } from './support/patience';
import { RedisServer, redisServer } from './support/redis';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

const connected = { level: 'info', msg: 'rates are counted in the rate limit store' };
const away = { level: 'warn', msg: 'the rate limit store is away: rates are counted here' };
const back = { level: 'info', msg: 'the rate limit store is back: rates are counted there' };

const servers = new WeakMap<MangroveWorld, RedisServer>();
const others = new WeakMap<MangroveWorld, Instance>();

BeforeAll(() => {
  const first = (process.env.CUCUMBER_WORKER_ID ?? '0') === '0';
  if (first && redisServer === undefined) process.stdout.write('redis-server is not here: scenarios that need one are skipped\n');
});

type RedisOptions = { readonly password?: string; readonly host?: string };

async function countInRedis(world: MangroveWorld, timeout: string, options: RedisOptions = {}): Promise<'skipped' | undefined> {
  const { password, host = '127.0.0.1' } = options;
  if (redisServer === undefined) return 'skipped';
  const redis = await RedisServer.start(redisServer, await world.scratch.folder(), world.clock, password);
  world.leftovers.push(() => redis.close());
  servers.set(world, redis);
  world.config.set(['rate_limit_store'], { url: redis.url.replace('127.0.0.1', host), timeout });
  await world.mangrove();
  await world.logged(connected);
  return undefined;
}

function redisOf(world: MangroveWorld): RedisServer {
  const redis = servers.get(world);
  if (redis === undefined) throw new Error('no Redis server was started');
  return redis;
}

// Patient, because a machine under load may be slow to answer.
Given('rates are counted in Redis', function (this: MangroveWorld) {
  return countInRedis(this, '10s');
});

Given('rates are counted in Redis, for whose answers Mangrove waits {int} ms', function (this: MangroveWorld, ms: number) {
  return countInRedis(this, `${ms}ms`);
});

Given('rates are counted in Redis with the password {string}', function (this: MangroveWorld, password: string) {
  return countInRedis(this, '10s', { password });
});

Given('rates are counted in Redis, which is found by its name', async function (this: MangroveWorld) {
  (await this.naming()).publish('redis.internal', ['127.0.0.1']);
  return countInRedis(this, '10s', { host: 'redis.internal' });
});

Given('the Redis server for the rates is not there', async function (this: MangroveWorld) {
  this.config.set(['rate_limit_store'], `redis://shop:secret@127.0.0.1:${await closedPort()}`);
});

/** A server in the place of Redis; it says the same to whatever it is told, or nothing. Gives its host and port. */
async function sayingAlways(world: MangroveWorld, answer: string | undefined): Promise<string> {
  const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', () => answer !== undefined && socket.write(answer));
  });
  await once(server, 'listening');
  world.leftovers.push(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

Given('the Redis server for the rates accepts connections and says nothing', async function (this: MangroveWorld) {
  const place = await sayingAlways(this, undefined);
  this.config.set(['rate_limit_store'], { url: `redis://:secret@${place}`, timeout: '20ms' });
});

Given('the Redis server for the rates answers {string} to everything', async function (this: MangroveWorld, answer: string) {
  this.config.set(['rate_limit_store'], { url: `redis://${await sayingAlways(this, unescaped(answer))}`, timeout: '10s' });
  await this.mangrove();
  await this.logged({ msg: away.msg });
});

Given('{int} request passes in {int} ms', function (this: MangroveWorld, requests: number, ms: number) {
  this.config.set(['hosts', 0, 'rate_limit'], { requests, per: `${ms}ms` });
});

Given('a second Mangrove has the same config', async function (this: MangroveWorld) {
  others.set(this, await this.another());
  await this.logged(connected, 2);
});

Given('the Redis server dies', async function (this: MangroveWorld) {
  await redisOf(this).die();
});

Given('the Redis server stops answering', function (this: MangroveWorld) {
  redisOf(this).freeze();
});

Given('the Redis server takes {int} ms for each answer', function (this: MangroveWorld, ms: number) {
  redisOf(this).delay(ms);
});

/** As one that has no memory left to write in. */
Given('the Redis server refuses to count', async function (this: MangroveWorld) {
  await redisOf(this).say('CONFIG SET maxmemory 1');
});

Given('the Redis server has come back', async function (this: MangroveWorld) {
  await redisOf(this).revive();
  // Little by little: it is a process of its own, and answers in its own time.
  await eventually(async () => {
    await this.pass(100);
    expect(this.logLines.with(back)).not.to.deep.equal([]);
  });
});

When('{int} clients ask each of the two for {string} at the same time', async function (this: MangroveWorld, count: number, what: string) {
  const other = others.get(this);
  if (other === undefined) throw new Error('there is only one Mangrove');
  const ports = [await this.port(), Number(new URL(other.url).port)];
  const asked = ports.flatMap((port) => Array.from({ length: count }, () => ask(port, this.asking(what))));
  this.answers.push(...(await Promise.all(asked)));
});

/** Lines that are divided by ` | `, as they are. */
async function askWith(world: MangroveWorld, lines: string, what: string): Promise<Answer> {
  const { host, target } = world.asking(what);
  const client = await world.connect();
  const fields = lines === '' ? '' : `${lines.split(' | ').join('\r\n')}\r\n`;
  client.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}Connection: close\r\n\r\n`);
  const [answer] = await client.settled(1);
  if (answer === undefined) throw new Error('no answer');
  return fromRaw(answer);
}

When('a client with the headers {string} asks for {string}', async function (this: MangroveWorld, lines: string, what: string) {
  this.answers.push(await askWith(this, lines, what));
});

Given('a client with the headers {string} has asked for {string}', async function (this: MangroveWorld, lines: string, what: string) {
  await askWith(this, lines, what);
});

Given(
  'a client with the headers {string} has asked for {string} {int} times',
  async function (this: MangroveWorld, lines: string, what: string, times: number) {
    for (let count = 0; count < times; count += 1) await askWith(this, lines, what);
  },
);

Given(
  '{int} clients, each with a/an {string} of its own, have asked for {string}',
  async function (this: MangroveWorld, count: number, name: string, what: string) {
    for (let number = 0; number < count; number += 1) await askWith(this, `${name}: made-up-${number}`, what);
  },
);

Given('a client with a {string} of {int} characters has asked', async function (this: MangroveWorld, name: string, length: number) {
  await askWith(this, `${name}: ${'m'.repeat(length)}`, '/');
});

/** Its answers are not among those that are looked at. */
Given('a client has asked for {string} {times}', async function (this: MangroveWorld, what: string, times: number) {
  const port = await this.port();
  for (let count = 0; count < times; count += 1) await ask(port, this.asking(what));
});

When('a client asks for {string} until it is served', async function (this: MangroveWorld, what: string) {
  await eventually(async () => expect((await this.ask(what)).status).to.equal(200));
});

When(
  'a client asks for {string} until Mangrove has connected to the Redis server {times}',
  async function (this: MangroveWorld, what: string, times: number) {
    await eventually(async () => {
      await this.ask(what);
      expect(redisOf(this).connections).to.be.at.least(times);
    }, patience.while);
  },
);

Then('{int} of {int} answers are 200 and the others 429', function (this: MangroveWorld, passed: number, all: number) {
  const statuses = this.answers.map(({ status }) => status);
  const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
  expect([count(200), count(429), statuses.length]).to.deep.equal([passed, all - passed, all]);
});

Then('the answers are, in this order: {}', function (this: MangroveWorld, list: string) {
  expect(this.answers.map(({ status }) => String(status)).join(', ')).to.equal(list);
});

/** A minute's tolerance, because the window begins with the first request. */
Then('the client is asked to come back after an hour', function (this: MangroveWorld) {
  expect(Number(headerOf(this.answer, 'Retry-After'))).to.be.within(3_540, 3_600);
});

Then('the answer has a {word} like {string}', function (this: MangroveWorld, name: string, pattern: string) {
  expect(valuesOf(this.answer.headers, name).join(', ')).to.match(new RegExp(`^${pattern}$`));
});

Then('the log has a request with the rule {string}', async function (this: MangroveWorld, rule: string) {
  await this.logged({ msg: 'request', rule });
});

Then('it does not say {string}', function (this: MangroveWorld, text: string) {
  expect(this.said).not.to.contain(text);
});

Then('the log says once that rates are counted locally', async function (this: MangroveWorld) {
  await this.logged(away);
  await this.allHasHappened();
  expect(this.logLines.with(away)).to.have.length(1);
});

Then('the Redis server has been connected to {int} to {int} times', async function (this: MangroveWorld, least: number, most: number) {
  await this.allHasHappened();
  expect(redisOf(this).connections).to.be.within(least, most);
});

Then('the Redis server is soon without connections', async function (this: MangroveWorld) {
  await until('the end of all connections', () => redisOf(this).openConnections === 0);
});

Then('the last {int} answers took less than {int} ms together', function (this: MangroveWorld, count: number, ms: number) {
  const total = this.answers.slice(-count).reduce((sum, { tookMs }) => sum + tookMs, 0);
  expect(total).to.be.below(ms);
});
