import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { pause } from '../src/clock';
import { fromRaw } from './support/answer';
import { Crowd } from './support/crowd';
import { eventually, until } from './support/eventually';
import { patience } from './support/patience';
import type { MangroveWorld } from './support/world';

const crowds = new WeakMap<MangroveWorld, Crowd>();

Given('{int} connections may wait to be accepted', function (this: MangroveWorld, count: number) {
  this.config.set(['limits', 'backlog'], count);
});

Given('a head may have {int} fields', function (this: MangroveWorld, count: number) {
  this.config.set(['limits', 'headers'], count);
});

Given('Mangrove takes {int} connection(s) at a time', function (this: MangroveWorld, count: number) {
  this.config.set(['limits', 'connections'], count);
});

Given('Mangrove takes {int} connection(s) from one address', function (this: MangroveWorld, count: number) {
  this.config.set(['limits', 'connections_per_address'], count);
});

Given('a connection carries {int} request(s)', function (this: MangroveWorld, count: number) {
  this.config.set(['limits', 'requests_per_connection'], count);
});

Given('Mangrove serves {int} request(s) at a time', function (this: MangroveWorld, count: number) {
  this.config.set(['limits', 'requests'], count);
});

Given('a client is connected', async function (this: MangroveWorld) {
  await stay(this);
});

Given('{int} clients are connected', async function (this: MangroveWorld, count: number) {
  for (let number = 0; number < count; number += 1) await stay(this);
});

Given('a client at {word} is connected', async function (this: MangroveWorld, address: string) {
  await stay(this, address);
});

Given('a client has been served and keeps its connection', async function (this: MangroveWorld) {
  await stay(this);
});

When('one more client connects', async function (this: MangroveWorld) {
  this.answers.push(...(await (await this.connect()).settled(1)).map(fromRaw));
});

When('one more client at {word} connects', async function (this: MangroveWorld, address: string) {
  this.answers.push(...(await (await this.connect(address)).settled(1)).map(fromRaw));
});

When('{int} more clients connect at once', async function (this: MangroveWorld, count: number) {
  await (await crowd(this, count)).gone();
});

Given('{int} clients connect and say nothing', async function (this: MangroveWorld, count: number) {
  await (await crowd(this, count)).connected();
});

Given('{int} clients send heads that never end, a byte every {duration}', async function (this: MangroveWorld, count: number, ms: number) {
  const slow = await crowd(this, count);
  await slow.connected();
  slow.drip(this.clock, headWithoutEnd(this), ms);
});

When('a client sends a head that never ends, a byte every {duration}', async function (this: MangroveWorld, ms: number) {
  await this.connect();
  await drip(this, ms);
});

When('this client sends a head that never ends, a byte every {duration}', async function (this: MangroveWorld, ms: number) {
  await drip(this, ms);
});

When('this client sends an empty line every {duration}', function (this: MangroveWorld, ms: number) {
  const { raw } = this;
  again(this, () => raw.send('\r\n'), ms);
});

Given('a client sends the beginning of a head', async function (this: MangroveWorld) {
  (await this.connect()).send(headWithoutEnd(this));
});

When('a client connects and says nothing', async function (this: MangroveWorld) {
  await this.connect();
});

When('this client says no more', function (this: MangroveWorld) {
  expect(this.raw.closed).to.equal(undefined);
});

When('the client sends a piece of {int} bytes', function (this: MangroveWorld, size: number) {
  this.request.send(Buffer.alloc(size, 'm'));
});

When('the client sends pieces {string} without end, {duration} apart', function (this: MangroveWorld, piece: string, apart: number) {
  const { request } = this;
  again(this, () => request.send(piece), apart);
});

When('a client sends a chunk with an extension of {int} characters', async function (this: MangroveWorld, length: number) {
  await sendChunked(this, `5;ripe=${'m'.repeat(length)}\r\nmango\r\n0\r\n\r\n`);
});

When('a client sends a trailer of {int} characters', async function (this: MangroveWorld, length: number) {
  await sendChunked(this, `0\r\nX-Long: ${'m'.repeat(length)}\r\n\r\n`);
});

When(
  'a client asks for {string} {int} times over one connection and takes no answers',
  async function (this: MangroveWorld, what: string, count: number) {
    const { host, target } = this.asking(what);
    const client = await this.connect();
    client.pause();
    client.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(count));
    // A client that does not read notices the end of its connection only when it sends.
    again(this, () => client.send('\r\n'), 20);
  },
);

Given(
  'a client asks for {string} {int} times over one connection without waiting',
  async function (this: MangroveWorld, what: string, count: number) {
    const { host, target } = this.asking(what);
    (await this.connect()).send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(count));
  },
);

When('this client asks for {string} {int} times more without waiting', function (this: MangroveWorld, what: string, count: number) {
  const { host, target } = this.asking(what);
  this.raw.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(count));
});

Then('all {int} of them are answered', async function (this: MangroveWorld, count: number) {
  await until(`${count} answers`, () => this.raw.answers().length === count);
  expect(new Set(this.raw.answers().map(({ status }) => status))).to.deep.equal(new Set([200]));
});

Then('the first client is still served', async function (this: MangroveWorld) {
  const { host, target } = this.asking('/');
  const [first] = this.raws;
  first?.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await until('a second answer', () => first?.answers().length === 2);
});

Then('a client is served again', async function (this: MangroveWorld) {
  await eventually(async () => expect((await this.ask('/')).status).to.equal(200));
});

Then('this client is cut off', async function (this: MangroveWorld) {
  await until('the end of the connection', () => this.raw.closed !== undefined, patience.while);
});

Then('all of the slow clients are gone', async function (this: MangroveWorld) {
  await crowds.get(this)?.gone();
});

Then('the log counts {int} refused connection(s)', async function (this: MangroveWorld, count: number) {
  await until(`${count} refused connections in the log`, () => refusals(this).reduce((sum, refused) => sum + refused, 0) === count);
});

Then('it takes at most {int} lines to say so', function (this: MangroveWorld, lines: number) {
  expect(refusals(this).length).to.be.within(1, lines);
});

function refusals(world: MangroveWorld): number[] {
  const lines = world.logLines.with({ msg: 'connections refused' });
  return lines.map(({ in_all = 0, from_one_address = 0 }) => Number(in_all) + Number(from_one_address));
}

/** A client that is served once, so that it is certain to be connected, and stays. */
async function stay(world: MangroveWorld, address?: string): Promise<void> {
  const { host, target } = world.asking('/');
  const client = await world.connect(address);
  client.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await client.settled(1);
}

async function crowd(world: MangroveWorld, count: number): Promise<Crowd> {
  const all = new Crowd(await world.port(), count);
  crowds.set(world, all);
  world.leftovers.push(async () => all.leave());
  return all;
}

function headWithoutEnd(world: MangroveWorld): string {
  return `GET / HTTP/1.1\r\nHost: ${world.asking('/').host}\r\nX-Long: `;
}

/** Until the scenario ends. */
function again(world: MangroveWorld, act: () => void, apartMs: number): void {
  const timer = world.clock.setInterval(act, apartMs);
  world.leftovers.push(async () => world.clock.clearInterval(timer));
}

async function drip(world: MangroveWorld, apartMs: number): Promise<void> {
  const client = world.raw;
  const before = client.answers().length;
  client.send(headWithoutEnd(world));
  for (let sent = 0; client.closed === undefined && sent < 1000; sent += 1) {
    client.send('m');
    await pause(world.clock, apartMs);
  }
  world.answers.push(...client.answers().slice(before).map(fromRaw));
}

async function sendChunked(world: MangroveWorld, content: string): Promise<void> {
  const client = await world.connect();
  client.send(`POST / HTTP/1.1\r\nHost: ${world.asking('/').host}\r\nTransfer-Encoding: chunked\r\n\r\n${content}`);
  world.answers.push(...(await client.settled(1)).map(fromRaw));
}
