import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually, until } from './support/eventually';
import { switchingTo } from './support/switched';
import { acceptingWebSockets, openWebSocket } from './support/websockets';
import { unescaped, wire } from './support/wire';
import type { MangroveWorld } from './support/world';

Given('{backends} speak(s) WebSocket', function (this: MangroveWorld, names: string[]) {
  for (const name of names)
    this.backend(name).switchLike(acceptingWebSockets((end) => this.tunnels.atBackends.push({ backend: name, end })));
});

Given('{backend} refuses to switch with {int} {string}', function (this: MangroveWorld, name: string, status: number, body: string) {
  this.backend(name).switchLike((_request, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
});

Given('{backend} switches to {string}', function (this: MangroveWorld, name: string, protocol: string) {
  this.backend(name).switchLike(switchingTo({ protocol }, (end) => this.tunnels.switched.push({ backend: name, end })));
});

Given(
  '{backend} switches to {string} and says {string} at once',
  function (this: MangroveWorld, name: string, protocol: string, text: string) {
    this.backend(name).switchLike(switchingTo({ protocol, atOnce: text }, (end) => this.tunnels.switched.push({ backend: name, end })));
  },
);

Given(
  '{backend} switches to {string} with the header {string}',
  function (this: MangroveWorld, name: string, protocol: string, field: string) {
    this.backend(name).switchLike(switchingTo({ protocol, field }, (end) => this.tunnels.switched.push({ backend: name, end })));
  },
);

Given('{backend} ponders a switch to {string}', function (this: MangroveWorld, name: string, protocol: string) {
  const { agreed } = this.tunnels;
  this.backend(name).switchLike(
    switchingTo({ protocol, until: agreed.promise }, (end) => this.tunnels.switched.push({ backend: name, end })),
  );
});

When('{backend} agrees to switch', function (this: MangroveWorld, _name: string) {
  this.tunnels.agreed.resolve();
});

Given('{backend} never agrees to switch', function (this: MangroveWorld, name: string) {
  this.backend(name).switchLike((_request, socket) => void socket.resume().once('end', () => socket.destroy()));
});

When('a client opens a WebSocket at {string}', async function (this: MangroveWorld, what: string) {
  await open(this, what).opened();
});

When('{int} clients open a WebSocket at {string}', async function (this: MangroveWorld, count: number, what: string) {
  for (let number = 0; number < count; number += 1) await open(this, what).opened();
});

Given(
  'a client opens {int} WebSockets at {string}, and every pool changes after each',
  async function (this: MangroveWorld, count: number, what: string) {
    for (let opened = 0; opened < count; opened += 1) {
      await open(this, what).opened();
      await this.reloadChanged();
    }
  },
);

When('a client opens a WebSocket at {string} with the headers:', async function (this: MangroveWorld, what: string, table: DataTable) {
  this.headers = table.raw().map(([name = '', value = '']) => [name, value]);
  await open(this, what).opened();
});

When('a client tries to open a WebSocket at {string}', async function (this: MangroveWorld, what: string) {
  await open(this, what).refused();
});

Then('the WebSocket is refused with {int}', function (this: MangroveWorld, status: number) {
  expect(this.tunnels.client.refusal).to.equal(status);
});

When('the client says {string}', function (this: MangroveWorld, text: string) {
  this.tunnels.client.say(text);
});

When('the client says a message of {int} MiB', function (this: MangroveWorld, mebibytes: number) {
  this.tunnels.client.say(Buffer.alloc(mebibytes * 1024 * 1024, 'm'));
});

When('the client pings with {string}', function (this: MangroveWorld, text: string) {
  this.tunnels.client.ping(text);
});

When('{backend} says {string}', async function (this: MangroveWorld, name: string, text: string) {
  (await this.tunnels.backend(name)).say(text);
});

When('{backend} pings with {string}', async function (this: MangroveWorld, name: string, text: string) {
  (await this.tunnels.backend(name)).ping(text);
});

Then('{backend} hears {string}', async function (this: MangroveWorld, name: string, text: string) {
  const end = await this.tunnels.backend(name);
  await until(`the message "${text}"`, () => end.messages.includes(text));
});

Then('{backend} hears a message of {int} MiB', async function (this: MangroveWorld, name: string, mebibytes: number) {
  const end = await this.tunnels.backend(name);
  await until('the message', () => end.messages.some(({ length }) => length === mebibytes * 1024 * 1024));
});

Then('the client hears {string}', async function (this: MangroveWorld, text: string) {
  await until(`the message "${text}"`, () => this.tunnels.client.messages.includes(text));
});

Then('the first client hears {string}', async function (this: MangroveWorld, text: string) {
  await until(`the message "${text}"`, () => this.tunnels.firstClient.messages.includes(text));
});

Then('{backend} has been pinged with {string}', async function (this: MangroveWorld, name: string, text: string) {
  const end = await this.tunnels.backend(name);
  await until('the ping', () => end.pings.includes(text));
});

Then('the client gets the pong {string}', async function (this: MangroveWorld, text: string) {
  await until('the pong', () => this.tunnels.client.pongs.includes(text));
});

Then('the client has been pinged with {string}', async function (this: MangroveWorld, text: string) {
  await until('the ping', () => this.tunnels.client.pings.includes(text));
});

When('the client closes the WebSocket with {int} {string}', function (this: MangroveWorld, code: number, reason: string) {
  this.tunnels.client.close(code, reason);
});

When(
  '{backend} closes the WebSocket with {int} {string}',
  async function (this: MangroveWorld, name: string, code: number, reason: string) {
    (await this.tunnels.backend(name)).close(code, reason);
  },
);

When("the client's WebSocket breaks", function (this: MangroveWorld) {
  this.tunnels.client.die();
});

Then('the client and {backend} see the WebSocket closed with {string}', async function (this: MangroveWorld, name: string, how: string) {
  const end = await this.tunnels.backend(name);
  await eventually(() => expect([this.tunnels.client.closed, end.closed]).to.deep.equal([how, how]));
});

Then('the client sees its WebSocket break', async function (this: MangroveWorld) {
  await eventually(() => expect(this.tunnels.client.closed).to.equal('1006'));
});

Then('{backend} sees its WebSocket break', async function (this: MangroveWorld, name: string) {
  const end = await this.tunnels.backend(name);
  await eventually(() => expect(end.closed).to.equal('1006'));
});

When('a client asks to switch to {string}', async function (this: MangroveWorld, protocol: string) {
  await askToSwitch(this, protocol, '');
});

When(
  'a client asks to switch to {string} with {string} right behind',
  async function (this: MangroveWorld, protocol: string, text: string) {
    await askToSwitch(this, protocol, text);
  },
);

When(
  'a client asks for {string} and to switch to {string} on one connection',
  async function (this: MangroveWorld, target: string, protocol: string) {
    const client = await this.connect();
    const { host } = this.asking('/');
    client.send(wire(`GET ${target} HTTP/1.1\nHost: ${host}\n\n${switchTo(protocol, host)}`));
    await client.settled(1);
  },
);

When(
  'a client sends a request for {string} and one to switch to {string} with {string} right behind',
  async function (this: MangroveWorld, target: string, protocol: string, text: string) {
    const client = await this.connect();
    const { host } = this.asking('/');
    client.send(wire(`GET ${target} HTTP/1.1\nHost: ${host}\n\n${switchTo(protocol, host)}`) + text);
  },
);

When('a client has switched to {string}', async function (this: MangroveWorld, protocol: string) {
  const client = await askToSwitch(this, protocol, '');
  await until('the switch', () => client.receivedText.startsWith('HTTP/1.1 101 ') && this.tunnels.switched.length > 0);
});

When('the client sends the bytes {string}', function (this: MangroveWorld, text: string) {
  this.raw.send(unescaped(text));
});

When('the client closes its side', function (this: MangroveWorld) {
  this.raw.finish();
});

When('the client closes its side, and is asked whether it still listens', async function (this: MangroveWorld) {
  this.raw.finish();
  await until('the question', () => this.raw.receivedText.includes('HTTP/1.1 102 '));
});

When('the client resets its connection', function (this: MangroveWorld) {
  this.raw.reset();
});

When('{backend} sends the bytes {string}', async function (this: MangroveWorld, name: string, text: string) {
  (await this.tunnels.switchedEnd(name)).say(text);
});

When('the client sends {int} MiB that {backend} does not read', async function (this: MangroveWorld, mib: number, name: string) {
  (await this.tunnels.switchedEnd(name)).pause();
  this.raw.send(Buffer.alloc(mib * 1024 * 1024));
});

When('{backend} sends {int} MiB that the client does not read', async function (this: MangroveWorld, name: string, mib: number) {
  this.raw.pause();
  (await this.tunnels.switchedEnd(name)).sayMuch(mib * 1024 * 1024);
});

When('{backend} closes its side', async function (this: MangroveWorld, name: string) {
  (await this.tunnels.switchedEnd(name)).finish();
});

When('{backend} resets the tunnel', async function (this: MangroveWorld, name: string) {
  (await this.tunnels.switchedEnd(name)).reset();
});

Then('{backend} gets the bytes {string}', async function (this: MangroveWorld, name: string, text: string) {
  await (await this.tunnels.switchedEnd(name)).hears(text);
});

Then('the client gets the bytes {string}', async function (this: MangroveWorld, text: string) {
  await until(`the bytes "${text}" at the client`, () => this.raw.receivedText.endsWith(`\r\n\r\n${text}`));
});

Then('the client has read no {string}', async function (this: MangroveWorld, name: string) {
  await this.allHasHappened();
  expect(this.raw.receivedText).to.not.include(`${name}:`);
});

Then("{backend} sees the client's side closed, and its own open", async function (this: MangroveWorld, name: string) {
  const end = await this.tunnels.switchedEnd(name);
  await until('one closed side', () => end.isHalfClosed);
});

Then('{backend} sees the tunnel closed', async function (this: MangroveWorld, name: string) {
  const end = await this.tunnels.switchedEnd(name);
  await until('the end of the tunnel', () => end.isClosed);
});

function open(world: MangroveWorld, what: string) {
  const end = world.port().then((port) => {
    const { host, target } = world.asking(what);
    return openWebSocket(port, host, target, world.headers);
  });
  return {
    opened: async () => {
      world.tunnels.atClient.push(await end);
      await world.tunnels.client.opened();
    },
    refused: async () => {
      world.tunnels.atClient.push(await end);
      await world.tunnels.client.refused();
    },
  };
}

async function askToSwitch(world: MangroveWorld, protocol: string, behind: string) {
  const client = await world.connect();
  const { host } = world.asking('/');
  client.send(wire(switchTo(protocol, host)));
  if (behind !== '') client.send(unescaped(behind));
  return client;
}

function switchTo(protocol: string, host: string): string {
  return `GET / HTTP/1.1\nHost: ${host}\nConnection: Upgrade\nUpgrade: ${protocol}\n\n`;
}
