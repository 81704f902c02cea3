import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { bodyOf, fromRaw, headerOf } from './support/answer';
import { until } from './support/eventually';
import { loggingIn } from './support/logging-in';
import type { RawClient } from './support/raw';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

const clients = new WeakMap<MangroveWorld, Map<string, RawClient>>();

Given('{backends} log(s) connections in', function (this: MangroveWorld, names: string[]) {
  for (const name of names) this.backend(name).behave(loggingIn(name));
});

Given('{backend} logs connections in when it has asked with {string}', function (this: MangroveWorld, name: string, challenges: string) {
  this.backend(name).behave(loggingIn(name, unescaped(challenges).split('\n')));
});

When('{word} shows {string}', async function (this: MangroveWorld, user: string, credentials: string) {
  await say(this, user, '/', [credentials]);
});

Given('{word} is logged in', async function (this: MangroveWorld, user: string) {
  await say(this, user, '/', ['NTLM hello', `NTLM I am ${user}`]);
  expect(bodyOf(this.answer)).to.equal(`hello ${user}`);
});

Given('{word} is logged in at {string}', async function (this: MangroveWorld, user: string, what: string) {
  await say(this, user, what, ['NTLM hello', `NTLM I am ${user}`]);
  expect(bodyOf(this.answer)).to.equal(`hello ${user}`);
});

When('{word} asks for {string} again', async function (this: MangroveWorld, user: string, what: string) {
  await say(this, user, what, []);
});

When(
  '{word} asks for {string} {int} times without waiting',
  async function (this: MangroveWorld, user: string, what: string, count: number) {
    const client = await clientOf(this, user);
    const before = client.answers().length;
    client.send(request(this, what).repeat(count));
    this.answers.push(...(await client.settled(before + count)).slice(before).map(fromRaw));
  },
);

When('{word} begins to ask for {string}', async function (this: MangroveWorld, user: string, what: string) {
  const before = this.exchanges;
  (await clientOf(this, user)).send(request(this, what));
  await until('the request at a backend', () => this.exchanges > before);
});

When('{word} waits for a place at {string}', async function (this: MangroveWorld, user: string, what: string) {
  (await clientOf(this, user)).send(request(this, what));
});

When('{word} leaves', async function (this: MangroveWorld, user: string) {
  (await clientOf(this, user)).leave();
});

When('{backend} closes its connections', function (this: MangroveWorld, name: string) {
  for (const { request } of this.backend(name).exchanges) request.socket.destroy();
});

Then('{word} has been greeted {times}', async function (this: MangroveWorld, user: string, times: number) {
  const client = await clientOf(this, user);
  const greeted = () => client.receivedText.split(`hello ${user}`).length - 1;
  await until(`${times} greetings`, () => greeted() >= times);
  await this.allHasHappened();
  expect(greeted()).to.equal(times);
});

Then('nobody else has been greeted as {word}', async function (this: MangroveWorld, user: string) {
  await this.allHasHappened();
  const greeting = `hello ${user}`;
  const own = (await clientOf(this, user)).receivedText.split(greeting).length - 1;
  expect(this.answers.map(bodyOf).filter((body) => body === greeting)).to.have.length(own);
});

Then("{word}'s connection is closed", async function (this: MangroveWorld, user: string) {
  const client = await clientOf(this, user);
  await until('the end of the connection', () => client.closed !== undefined);
});

Then("{word}'s connection is closed without a further answer", async function (this: MangroveWorld, user: string) {
  const client = await clientOf(this, user);
  const before = client.answers().length;
  await until('the end of the connection', () => client.closed !== undefined);
  expect(client.answers()).to.have.length(before);
});

Then('all answers to {word} come from {backend}, over one connection', function (this: MangroveWorld, _user: string, name: string) {
  expect(new Set(this.answers.map((answer) => headerOf(answer, 'X-Backend')))).to.deep.equal(new Set([name]));
  expect(new Set(this.backend(name).received.map(({ connection }) => connection)).size).to.equal(1);
});

Then('{backend} is asked over {int} connection(s)', async function (this: MangroveWorld, name: string, count: number) {
  await this.allHasHappened();
  expect(new Set(this.backend(name).received.map(({ connection }) => connection)).size).to.equal(count);
});

When('{word} asks to switch to {string}', async function (this: MangroveWorld, user: string, protocol: string) {
  const { host } = this.asking('/');
  const head = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;
  (await clientOf(this, user)).send(head);
});

Then('{word} is sent the bytes {string}', async function (this: MangroveWorld, user: string, text: string) {
  const client = await clientOf(this, user);
  await until(`the bytes "${text}" at ${user}`, () => client.receivedText.endsWith(`\r\n\r\n${text}`));
});

Then('a client is served by {backend} while others wait', async function (this: MangroveWorld, name: string) {
  expect(headerOf(await this.ask('/'), 'X-Backend')).to.equal(name);
  expect((await this.status()).pools[0]?.queued).to.equal(1);
});

/** A client that has a connection of its own under this name, from when it is first spoken of. */
async function clientOf(world: MangroveWorld, user: string): Promise<RawClient> {
  const known = clients.get(world) ?? new Map<string, RawClient>();
  clients.set(world, known);
  const client = known.get(user) ?? (await world.connect());
  known.set(user, client);
  return client;
}

/** Asks once for each of the credentials, or once without any, and keeps the answers. */
async function say(world: MangroveWorld, user: string, what: string, credentials: readonly string[]): Promise<void> {
  const client = await clientOf(world, user);
  for (const authorization of credentials.length === 0 ? [undefined] : credentials) {
    const before = client.answers().length;
    client.send(request(world, what, authorization));
    world.answers.push(...(await client.settled(before + 1)).slice(before).map(fromRaw));
  }
}

function request(world: MangroveWorld, what: string, authorization?: string): string {
  const { host, target } = world.asking(what);
  const login = authorization === undefined ? '' : `Authorization: ${authorization}\r\n`;
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${login}\r\n`;
}
