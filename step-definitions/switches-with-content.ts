import { setImmediate } from 'node:timers/promises';
import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { ContentReader } from './support/content-reader';
import { until } from './support/eventually';
import { unescaped, wire } from './support/wire';
import type { MangroveWorld } from './support/world';

const readers = new WeakMap<MangroveWorld, ContentReader>();

async function place(world: MangroveWorld, name: string, reader: ContentReader): Promise<void> {
  readers.set(world, reader);
  world.leftovers.push(() => reader.close());
  world.backends.place(name, await reader.listen());
}

function readerOf(world: MangroveWorld): ContentReader {
  const reader = readers.get(world);
  if (reader === undefined) throw new Error('no backend reads content in this scenario');
  return reader;
}

const agreement = (protocol: string) => `HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;

Given('{backend} reads the content and switches to {string}', async function (this: MangroveWorld, name: string, protocol: string) {
  await place(this, name, new ContentReader(agreement(protocol), 'whole'));
});

Given(
  '{backend} reads the content, switches to {string} and says {string} at once',
  async function (this: MangroveWorld, name: string, protocol: string, text: string) {
    await place(this, name, new ContentReader(agreement(protocol) + text, 'whole'));
  },
);

Given('{backend} switches to {string} before it reads the content', async function (this: MangroveWorld, name: string, protocol: string) {
  await place(this, name, new ContentReader(agreement(protocol), 'head'));
});

Given('{backend} reads the content and answers these bytes {string}', async function (this: MangroveWorld, name: string, answer: string) {
  await place(this, name, new ContentReader(unescaped(answer), 'whole'));
});

Given('{backend} answers before it reads the content {string}', async function (this: MangroveWorld, name: string, answer: string) {
  await place(this, name, new ContentReader(unescaped(answer), 'head'));
});

When('a client asks to switch:', async function (this: MangroveWorld, text: string) {
  (await this.connect()).send(wire(text));
});

When('a client asks to switch, byte by byte:', async function (this: MangroveWorld, text: string) {
  const client = await this.connect();
  for (const byte of wire(text)) {
    client.send(Buffer.of(byte));
    await setImmediate();
  }
});

When(
  'a client asks to switch to {string} with {int} bytes of content',
  async function (this: MangroveWorld, protocol: string, size: number) {
    (await this.connect()).send(wish(this, protocol, size));
  },
);

Given(
  'a client asks for {string} and behind it to switch to {string} with {int} bytes of content',
  async function (this: MangroveWorld, what: string, protocol: string, size: number) {
    const { host, target } = this.asking(what);
    const before = this.exchanges;
    (await this.connect()).send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n${wish(this, protocol, size)}`);
    await until('the request at a backend', () => this.exchanges > before);
  },
);

function wish(world: MangroveWorld, protocol: string, size: number): string {
  const { host } = world.asking('/');
  const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nContent-Length: ${size}\r\n\r\n`;
  return head + 'm'.repeat(size);
}

Then('{backend} gets behind the head: {string}', async function (this: MangroveWorld, _name: string, text: string) {
  await readerOf(this).gets(unescaped(text));
});

Then('{backend} gets {int} bytes behind the head', async function (this: MangroveWorld, _name: string, size: number) {
  await until(`${size} bytes`, () => readerOf(this).bodies.at(-1)?.length === size);
});

Then('{backend} gets one request only', async function (this: MangroveWorld, _name: string) {
  await this.allHasHappened();
  expect(readerOf(this).bodies).to.have.length(1);
});

When('{backend} says {string} in the new protocol', function (this: MangroveWorld, _name: string, text: string) {
  readerOf(this).say(text);
});

When('{backend} dies with its connections', function (this: MangroveWorld, _name: string) {
  readerOf(this).die();
});

Then('{backend} sees its connection end', async function (this: MangroveWorld, _name: string) {
  await until('the end of the connection', () => readerOf(this).isDeserted);
});

Then('the switch is made', async function (this: MangroveWorld) {
  await switched(this);
});

When('the client sends {string} once the switch is made', async function (this: MangroveWorld, text: string) {
  await switched(this);
  this.raw.send(unescaped(text));
});

async function switched(world: MangroveWorld): Promise<void> {
  await until('the switch', () => world.raw.receivedText.split('HTTP/1.1 101 ')[1]?.includes('\r\n\r\n') === true);
}

Then('the switch has not been made', async function (this: MangroveWorld) {
  await this.allHasHappened();
  expect(this.raw.receivedText).to.not.include('HTTP/1.1 101');
});
