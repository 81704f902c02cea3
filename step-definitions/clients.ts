import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { fromRaw } from './support/answer';
import { eventually, until, within } from './support/eventually';
import { bytesOf, parseHeader } from './support/header-list';
import { patience } from './support/patience';
import { unescaped, wire } from './support/wire';
import type { MangroveWorld } from './support/world';

Given('clients send the header {string}', function (this: MangroveWorld, line: string) {
  this.headers = [...this.headers, parseHeader(line)];
});

When('a client asks for {string}', async function (this: MangroveWorld, what: string) {
  await this.ask(what);
});

When('a client asks for {string} {times}', async function (this: MangroveWorld, what: string, times: number) {
  for (let count = 0; count < times; count += 1) await this.ask(what);
});

When('a client asks for {string} with the header {string}', async function (this: MangroveWorld, what: string, line: string) {
  await this.ask(what, { headers: [parseHeader(unescaped(bytesOf(line)))] });
});

When('a client asks for {string} with the headers:', async function (this: MangroveWorld, what: string, table: DataTable) {
  await this.ask(what, { headers: table.raw().map(([key = '', value = '']) => [key, value] as const) });
});

When('a client sends {word} {string} {times}', async function (this: MangroveWorld, method: string, what: string, times: number) {
  for (let time = 0; time < times; time += 1) await this.ask(what, { method });
});

When('a client sends {word} {string}', async function (this: MangroveWorld, method: string, what: string) {
  await this.ask(what, { method });
});

When(
  'a client sends {word} {string} with the body {string}',
  async function (this: MangroveWorld, method: string, what: string, body: string) {
    await this.ask(what, { method, body });
  },
);

When(
  'a client sends {word} {string} with a body of {int} bytes',
  async function (this: MangroveWorld, method: string, what: string, size: number) {
    await this.ask(what, { method, body: Buffer.alloc(size, 'm') });
  },
);

When('a client asks for a path of {string} {times}', async function (this: MangroveWorld, piece: string, times: number) {
  await this.ask(piece.repeat(times));
});

When('a client asks for a path of {int} characters', async function (this: MangroveWorld, length: number) {
  await this.ask(`/${'m'.repeat(length - 1)}`);
});

When('a client asks for {string} with {int} header fields', async function (this: MangroveWorld, target: string, count: number) {
  const client = await this.connect();
  // Host is the first of them.
  const others = Array.from({ length: count - 1 }, (_, index) => `X-Fruit-${index + 1}: mango`);
  client.send(wire([`GET ${target} HTTP/1.1`, `Host: ${this.asking('/').host}`, ...others].join('\n')));
  this.answers.push(...(await client.settled(1)).map(fromRaw));
});

When(
  '{int} clients ask for {string} {times} each, all at the same time',
  async function (this: MangroveWorld, count: number, what: string, times: number) {
    const askOften = async () => {
      for (let time = 0; time < times; time += 1) await this.ask(what);
    };
    await Promise.all(Array.from({ length: count }, askOften));
  },
);

When('{int} clients ask for {string} at the same time', async function (this: MangroveWorld, count: number, what: string) {
  await Promise.all(Array.from({ length: count }, () => this.ask(what)));
});

When('a client at {word} asks for {string}', askFrom);

When('a client at {word} asks for {string} {times}', async function (this: MangroveWorld, address: string, what: string, times: number) {
  for (let time = 0; time < times; time += 1) await askFrom.call(this, address, what);
});

When('a client begins to ask for {string}', async function (this: MangroveWorld, what: string) {
  (await this.open(what)).finish();
});

When('{int} clients begin to ask for {string}', async function (this: MangroveWorld, count: number, what: string) {
  for (let number = 0; number < count; number += 1) (await this.open(what)).finish();
  await until(`${count} requests at the backends`, () => this.backends.all.flatMap(({ exchanges }) => exchanges).length >= count);
});

Given('a client is waiting for {string}', async function (this: MangroveWorld, what: string) {
  const before = this.exchanges;
  (await this.open(what)).finish();
  await until('the request at a backend', () => this.exchanges > before);
});

Given('a client is waiting for the rest of {string}', async function (this: MangroveWorld, what: string) {
  const request = await this.open(what);
  request.finish();
  await within(request.head, 'the head of the answer');
});

Given('{int} clients are waiting for the rest of {string}', async function (this: MangroveWorld, count: number, what: string) {
  for (let number = 0; number < count; number += 1) {
    const request = await this.open(what);
    request.finish();
    await within(request.head, 'the head of the answer');
  }
});

When('a client begins to ask for {string} and reads only the head', async function (this: MangroveWorld, what: string) {
  const request = await this.open(what, {}, { reading: false });
  request.finish();
  await within(request.head, 'the head of the answer');
});

When('a client begins to send {word} {string}', async function (this: MangroveWorld, method: string, what: string) {
  await this.open(what, { method, headers: [['Transfer-Encoding', 'chunked'], ...this.headers] });
});

When(
  'a client begins to send {word} {string} with the header {string}',
  async function (this: MangroveWorld, method: string, what: string, line: string) {
    await this.open(what, { method, headers: [parseHeader(line)] });
  },
);

When('the client sends the piece {string}', function (this: MangroveWorld, piece: string) {
  this.request.send(piece);
});

When('the client finishes its request', function (this: MangroveWorld) {
  this.request.finish();
});

When('the client finishes its request with the trailer {string}', function (this: MangroveWorld, line: string) {
  this.request.finish(Object.fromEntries([parseHeader(line)]));
});

When('the client leaves', function (this: MangroveWorld) {
  this.request.leave();
});

When('the client reads on', async function (this: MangroveWorld) {
  const head = await this.request.head;
  head.read();
  await until('the end of the answer', () => head.ending !== undefined, patience.while);
  this.answers.push(head.answer);
});

When('the client waits for its answer', async function (this: MangroveWorld) {
  const head = await within(this.request.head, 'the head of the answer');
  await until('the end of the answer', () => head.ending !== undefined);
  this.answers.push(head.answer);
});

When('a client sends the request:', async function (this: MangroveWorld, text: string) {
  const client = await this.connect();
  client.send(wire(text));
  this.answers.push(...(await client.settled(1, [text.split(' ')[0] ?? 'GET'])).map(fromRaw));
});

When('a client sends the bytes {string}', async function (this: MangroveWorld, bytes: string) {
  const client = await this.connect();
  client.send(unescaped(bytes));
  this.answers.push(...(await client.settled(1)).map(fromRaw));
});

When('a client sends the request line {string}', async function (this: MangroveWorld, line: string) {
  const client = await this.connect();
  client.send(wire(`${line}\nHost: ${this.asking('/').host}`));
  this.answers.push(...(await client.settled(1, [line.split(' ')[0] ?? 'GET'])).map(fromRaw));
});

When('a client sends the header line {string}', async function (this: MangroveWorld, line: string) {
  const client = await this.connect();
  client.send(wire(`GET / HTTP/1.1\nHost: ${this.asking('/').host}\n${line}`));
  this.answers.push(...(await client.settled(1)).map(fromRaw));
});

When('a client sends {int} requests on one connection:', async function (this: MangroveWorld, count: number, text: string) {
  const client = await this.connect();
  client.send(wire(text));
  this.answers.push(...(await client.settled(count)).map(fromRaw));
});

When('a client sends the request and then closes its side:', async function (this: MangroveWorld, text: string) {
  const client = await this.connect();
  client.send(wire(text));
  client.finish();
});

When('a client sends the request and closes its side once the answer has begun:', async function (this: MangroveWorld, text: string) {
  const client = await this.connect();
  client.send(wire(text));
  await until('the head of the answer', () => client.receivedText.includes('\r\n\r\n'));
  client.finish();
});

When('the client keeps waiting', async function (this: MangroveWorld) {
  this.answers.push(...(await this.raw.settled(1)).map(fromRaw));
});

Then('the client has received {string} so far', async function (this: MangroveWorld, text: string) {
  const head = await within(this.request.head, 'the head of the answer');
  await eventually(() => expect(head.text).to.equal(unescaped(text)));
  await this.allHasHappened();
  expect(head.text).to.equal(unescaped(text));
  expect(head.ending).to.equal(undefined);
});

Then('the client has received the interim answer {int}', async function (this: MangroveWorld, status: number) {
  await until(`an interim ${status}`, () => this.request.interim.includes(status));
});

Then('{backend} has got rid of less than {int} MiB', async function (this: MangroveWorld, name: string, mebibytes: number) {
  await until('a beginning', () => (this.poured.get(name) ?? 0) > 0);
  expect(await this.comesToStand(() => this.poured.get(name) ?? 0)).to.be.below(mebibytes * 1024 * 1024);
});

Then('the client gets rid of less than {int} MiB of {int}', async function (this: MangroveWorld, mebibytes: number, all: number) {
  const piece = Buffer.alloc(1024 * 1024, 'm');
  for (let count = 0; count < all; count += 1) this.request.send(piece);
  const waiting = await this.comesToStand(() => this.request.waitingBytes);
  expect(all * piece.length - waiting).to.be.below(mebibytes * piece.length);
});

Then('the connection is closed', async function (this: MangroveWorld) {
  await until('the end of the connection', () => this.raw.closed !== undefined);
});

Then('the connection is closed without an answer', async function (this: MangroveWorld) {
  await until('the end of the connection', () => this.raw.closed !== undefined);
  expect(this.raw.receivedText).to.equal('');
});

Then('the connection is reset', async function (this: MangroveWorld) {
  await until('the end of the connection', () => this.raw.closed !== undefined);
  expect(this.raw.closed).to.equal('reset');
});

Then('the connection stays open', async function (this: MangroveWorld) {
  this.raw.send(`GET / HTTP/1.1\r\nHost: ${this.asking('/').host}\r\n\r\n`);
  await eventually(() => expect(this.raw.answers()).to.have.length.above(1));
});

Then("the client's connection breaks", async function (this: MangroveWorld) {
  await until('the break', () => this.request.failed !== undefined || this.request.current?.ending === 'broken');
});

When(
  'a client asks for {string} with a header {string} of {int} characters',
  async function (this: MangroveWorld, what: string, name: string, length: number) {
    await this.ask(what, { headers: [[name, 'm'.repeat(length)]] });
  },
);

Given('a client on a connection that it wants to keep is waiting for {string}', async function (this: MangroveWorld, what: string) {
  const before = this.exchanges;
  const { host, target } = this.asking(what);
  (await this.connect()).send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await until('the request at a backend', () => this.exchanges > before);
});

When('{int} clients ask for {string} and wait', async function (this: MangroveWorld, count: number, what: string) {
  for (let one = 0; one < count; one++) await this.open(what);
});

async function askFrom(this: MangroveWorld, address: string, what: string): Promise<void> {
  const { host, target, headers = [] } = this.asking(what);
  const client = await this.connect(address);
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  client.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}Connection: close\r\n\r\n`);
  this.answers.push(...(await client.settled(1)).map(fromRaw));
}
