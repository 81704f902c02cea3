import { once } from 'node:events';
import { connect } from 'node:net';
import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { fromRaw } from './support/answer';
import { eventually, until } from './support/eventually';
import { ProxyGate } from './support/proxy-gate';
import { writtenHeader } from './support/proxy-headers';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

Given('connections from {string} begin with a PROXY header', function (this: MangroveWorld, network: string) {
  this.config.set(['proxy_protocol'], { from: [network] });
});

Given('{backends} expect(s) a PROXY header', async function (this: MangroveWorld, names: string[]) {
  for (const name of names) {
    const backend = this.backend(name);
    await backend.start();
    const gate = new ProxyGate(backend);
    this.proxyGates.set(name, gate);
    this.leftovers.push(() => gate.close());
    this.backends.place(name, await gate.listen());
  }
});

/** The address of a client that comes through a proxy, for a header that is of no account otherwise. */
const headerFor = (client: string) => `PROXY TCP4 ${client} 198.51.100.1 4711 443`;

When('a client asks for {string} behind the header {string}', async function (this: MangroveWorld, what: string, header: string) {
  await askBehind(this, what, writtenHeader(unescaped(header)));
});

When('{word} asks for {string} through the proxy', async function (this: MangroveWorld, client: string, what: string) {
  await askBehind(this, what, writtenHeader(headerFor(client)));
});

When(
  '{word} asks through the proxy to switch to {string} with {string} right behind',
  async function (this: MangroveWorld, client: string, protocol: string, text: string) {
    const { host } = this.asking('/');
    const head = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;
    (await this.connect()).send(Buffer.concat([writtenHeader(headerFor(client)), Buffer.from(`${head}${text}`)]));
  },
);

When(
  'a client asks for {string} behind the header {string} with {string} added',
  async function (this: MangroveWorld, what: string, header: string, more: string) {
    await askBehind(this, what, writtenHeader(header, Buffer.from(more, 'hex')));
  },
);

When('a client asks for {string} behind a header of {int} bytes', async function (this: MangroveWorld, what: string, length: number) {
  const told = 'v2 TCP4 192.0.2.1 198.51.100.1 4711 443';
  const noop = length - writtenHeader(told).length - 3;
  await askBehind(this, what, writtenHeader(told, Buffer.concat([Buffer.of(4, noop >> 8, noop & 0xff), Buffer.alloc(noop)])));
});

When(
  'a client asks for {string} behind the header {string}, sent byte by byte',
  async function (this: MangroveWorld, what: string, header: string) {
    const client = await this.connect();
    for (const byte of [...writtenHeader(header), ...requestFor(this, what)]) {
      client.send(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.answers.push(...(await client.settled(1)).map(fromRaw));
  },
);

When('a client at {word} asks for {string} behind the header {string}', askFrom);

async function askFrom(this: MangroveWorld, address: string, what: string, header: string): Promise<void> {
  await askBehind(this, what, writtenHeader(header), address);
}

When(
  'a client asks for {string} twice at once behind the header {string}',
  async function (this: MangroveWorld, what: string, header: string) {
    const client = await this.connect();
    client.send(Buffer.concat([writtenHeader(header), requestFor(this, what), requestFor(this, what)]));
    this.answers.push(...(await client.settled(2)).map(fromRaw));
  },
);

When(
  'a client sends {int} bytes to {string} behind the header {string}',
  async function (this: MangroveWorld, size: number, what: string, header: string) {
    const { host, target } = this.asking(what);
    const head = Buffer.from(`POST ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${size}\r\n\r\n`);
    const client = await this.connect();
    client.send(Buffer.concat([writtenHeader(header), head, Buffer.alloc(size, 'm')]));
    this.answers.push(...(await client.settled(1)).map(fromRaw));
  },
);

Given('a client behind a PROXY header is waiting for {string}', async function (this: MangroveWorld, what: string) {
  const client = await this.connect();
  client.send(Buffer.concat([writtenHeader(headerFor('192.0.2.1')), requestFor(this, what)]));
  await until('the request at a backend', () => this.exchanges > 0);
});

When('a client asks for a path of {int} characters behind a header', async function (this: MangroveWorld, length: number) {
  await askBehind(this, `/${'m'.repeat(length - 1)}`, writtenHeader(headerFor('192.0.2.1')));
});

When('a client begins its connection with a PROXY line of {int} bytes and no end', async function (this: MangroveWorld, length: number) {
  (await this.connect()).send('PROXY UNKNOWN '.padEnd(length, 'm'));
});

When('a client begins its connection with {string}', async function (this: MangroveWorld, text: string) {
  await this.mangrove();
  (await this.connect()).send(unescaped(text));
});

When(
  'a client begins {int} connections with {string} and resets them at once',
  async function (this: MangroveWorld, count: number, text: string) {
    await this.mangrove();
    const port = await this.port();
    const gone = Array.from({ length: count }, async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.once('connect', () => socket.write(unescaped(text), () => socket.resetAndDestroy()));
      await once(socket, 'close');
    });
    await Promise.all(gone);
  },
);

When('a client begins its connection with {string} and closes its side', async function (this: MangroveWorld, text: string) {
  await this.mangrove();
  const client = await this.connect();
  client.send(unescaped(text));
  client.finish();
});

When('the client asks for {string} on the same connection', async function (this: MangroveWorld, what: string) {
  const before = this.raw.answers().length;
  this.raw.send(requestFor(this, what));
  this.answers.push(...(await this.raw.settled(before + 1)).slice(before).map(fromRaw));
});

Then('{backend} is soon without connections', async function (this: MangroveWorld, name: string) {
  // Sooner than a connection that is kept would be given up.
  await until('the end of all connections', () => this.backend(name).openConnections === 0, 2000);
});

Then('{backend} soon has {int} connection(s)', async function (this: MangroveWorld, name: string, count: number) {
  await until(`${count} connections`, () => this.backend(name).openConnections === count, 2000);
});

Then('the log says of the PROXY header: {string}', async function (this: MangroveWorld, detail: string) {
  await this.logged({ msg: 'no good PROXY header', proxy: '127.0.0.1', detail });
});

Then('the log says nothing of a PROXY header', async function (this: MangroveWorld) {
  await this.stop();
  expect(this.logLines.with({ msg: 'no good PROXY header' })).to.deep.equal([]);
});

Then('{backend} is told {string}', async function (this: MangroveWorld, name: string, header: string) {
  await eventually(() => expect(headersAt(this, name)).to.deep.equal([header]));
});

Then('{backend} is told {string} on every connection', async function (this: MangroveWorld, name: string, header: string) {
  await this.allHasHappened();
  expect(new Set(headersAt(this, name))).to.deep.equal(new Set([header]));
});

Then('{backend} is told {string} and then {string}', async function (this: MangroveWorld, name: string, first: string, second: string) {
  await eventually(() => expect(headersAt(this, name)).to.deep.equal([first, second]));
});

Then(
  '{backend} is told once of {word}, at the port of Mangrove, in {word}',
  async function (this: MangroveWorld, name: string, client: string, version: string) {
    const start = version === 'v2' ? 'v2 TCP4' : 'PROXY TCP4';
    const pattern = new RegExp(`^${start} ${client} 127\\.0\\.0\\.1 [1-9]\\d* ${await this.port()}$`);
    expect(headersAt(this, name)).to.have.length(1);
    expect(headersAt(this, name)[0]).to.match(pattern);
  },
);

Then('{backend} is told {string} by a check that only connects', async function (this: MangroveWorld, name: string, header: string) {
  await this.mangrove();
  await until('a check', () => gateAt(this, name).alone.length > 0);
  expect(new Set(gateAt(this, name).alone)).to.deep.equal(new Set([header]));
});

Then('{backend} has been told of {int} connections', async function (this: MangroveWorld, name: string, count: number) {
  await this.allHasHappened();
  expect(headersAt(this, name)).to.have.length(count);
});

function gateAt({ proxyGates }: MangroveWorld, name: string): ProxyGate {
  const gate = proxyGates.get(name);
  if (gate === undefined) throw new Error(`${name} expects no PROXY header`);
  return gate;
}

function headersAt(world: MangroveWorld, name: string): readonly string[] {
  return gateAt(world, name).headers;
}

async function askBehind(world: MangroveWorld, what: string, header: Buffer, from?: string): Promise<void> {
  const client = await world.connect(from);
  client.send(Buffer.concat([header, requestFor(world, what)]));
  world.answers.push(...(await client.settled(1)).map(fromRaw));
}

function requestFor(world: MangroveWorld, what: string): Buffer {
  const { host, target, headers = [] } = world.asking(what);
  return Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
}
