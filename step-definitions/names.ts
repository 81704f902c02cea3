import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually, until, within } from './support/eventually';
import type { Mood } from './support/name-server';
import type { MangroveWorld } from './support/world';

const loopback = '127.0.0.1';

/** The name by which the config knows a backend. */
function nameFor(backend: string): string {
  return `${backend.toLowerCase()}.internal`;
}

/** The addresses of those that have one each: 127.0.0.2 for the first. */
function addressesFor(backends: readonly string[]): Map<string, string> {
  return new Map(backends.map((backend, at) => [backend, `127.0.0.${at + 2}`]));
}

async function isKnownAs(world: MangroveWorld, backend: string, name: string): Promise<void> {
  const stub = world.backend(backend);
  await stub.start();
  world.backends.place(`${backend}:80`, `${name}:${stub.port}`);
}

async function publish(world: MangroveWorld, name: string, addresses: readonly string[]): Promise<void> {
  (await world.naming()).publish(name, addresses);
}

/** Lets a name stand for several backends, and the name server know the address of one of them. */
async function nameSome(world: MangroveWorld, name: string, backends: string[], known: string): Promise<void> {
  const port = await world.backends.startAt(addressesFor(backends));
  world.backends.place(`${name}:80`, `${nameFor(name)}:${port}`);
  await publish(world, nameFor(name), [known]);
}

/** Waits until a backend has just these addresses, with spaces between them. */
async function isKnownToHave(world: MangroveWorld, backend: string, addresses: string): Promise<void> {
  await eventually(async () => expect((await world.statusOf(backend)).addresses.join(' ')).to.equal(addresses));
}

Given('{backends} is/are found by its/their name(s)', async function (this: MangroveWorld, backends: string[]) {
  for (const backend of backends) {
    await isKnownAs(this, backend, nameFor(backend));
    await publish(this, nameFor(backend), [loopback]);
  }
});

Given('the config has the name {string} for {backend}', async function (this: MangroveWorld, name: string, backend: string) {
  await this.naming();
  await isKnownAs(this, backend, name);
});

Given('{backend} is a name for {backends}', async function (this: MangroveWorld, name: string, backends: string[]) {
  const addresses = addressesFor(backends);
  const port = await this.backends.startAt(addresses);
  this.backends.place(`${name}:80`, `${nameFor(name)}:${port}`);
  await publish(this, nameFor(name), [...addresses.values()]);
});

Given(
  '{backend} is a name for {backends}, of which only {word} is known',
  async function (this: MangroveWorld, name: string, backends: string[], known: string) {
    await nameSome(this, name, backends, known);
  },
);

Given(
  '{backend} serves {place} by a name for {backends}, of which only {word} is known',
  async function (this: MangroveWorld, name: string, place: string, backends: string[], known: string) {
    this.config.append('hosts', { host: place, servers: [`${name}:80`] });
    await nameSome(this, name, backends, known);
  },
);

/** Those that it was a name for before keep their addresses: the first is at 127.0.0.2. */
When('{backend} becomes a name for the address {word}', async function (this: MangroveWorld, name: string, address: string) {
  await publish(this, nameFor(name), [address]);
});

Given('the name server knows {string} at {word}', async function (this: MangroveWorld, name: string, address: string) {
  await publish(this, name, [address]);
});

Given(
  /^the name server (hesitates|is silent|fails|knows nothing|refuses|truncates|is silent on IPv6)$/,
  async function (this: MangroveWorld, mood: Mood) {
    (await this.naming()).server.mood = mood;
  },
);

When('the name server answers again', async function (this: MangroveWorld) {
  (await this.naming()).server.mood = 'answers';
});

Given('answers of the name server may be used for {int} second(s)', async function (this: MangroveWorld, seconds: number) {
  (await this.naming()).ttlS = seconds;
});

Given('the resolv.conf of the machine says {string}', async function (this: MangroveWorld, line: string) {
  await (await this.naming()).configure(line);
});

Given('the resolv.conf of the machine says {string} and {string}', async function (this: MangroveWorld, first: string, second: string) {
  await (await this.naming()).configure(first, second);
});

Given('the hosts file of the machine says {string}', async function (this: MangroveWorld, line: string) {
  await (await this.naming()).writeHosts(`${line}\n`);
});

Given('the config names the name server', async function (this: MangroveWorld) {
  this.config.set(['resolver', 'servers'], [(await this.naming()).server.address]);
});

Given('the config names a second name server, which knows {backend}', async function (this: MangroveWorld, backend: string) {
  const second = await (await this.naming()).startSecond();
  second.set(nameFor(backend), { addresses: [loopback], ttlS: 60 });
  this.config.set(['resolver', 'servers'], [second.address]);
});

Given('{int} more backends with names of their own share {place}', async function (this: MangroveWorld, count: number, place: string) {
  const servers = Array.from({ length: count }, (_, at) => `Tommy-${at + 1}:80`);
  for (const [at, server] of servers.entries()) this.backends.place(server, `tommy-${at + 1}.internal:${at + 1}`);
  this.config.append('hosts', { host: place, servers });
});

When('the name server has been asked for {string}', async function (this: MangroveWorld, name: string) {
  const { server } = await this.naming();
  await this.mangrove();
  await eventually(() => expect(server.asked.map((question) => question.split(' ')[1])).to.include(name));
});

Then('the name server is asked for {string} {times}', async function (this: MangroveWorld, name: string, times: number) {
  await this.allHasHappened();
  expect((await this.naming()).server.timesAsked(name)).to.equal(times);
});

Then('the name server is never asked for anything', async function (this: MangroveWorld) {
  await this.allHasHappened();
  expect((await this.naming()).server.asked).to.deep.equal([]);
});

When('the address of {backend} is known', async function (this: MangroveWorld, backend: string) {
  await eventually(async () => expect((await this.statusOf(backend)).addresses).not.to.deep.equal([]));
});

When('{backend} is known to have the address {word}', async function (this: MangroveWorld, backend: string, address: string) {
  await isKnownToHave(this, backend, address);
});

Then('the status shows the addresses {string} for {backend}', async function (this: MangroveWorld, addresses: string, backend: string) {
  await isKnownToHave(this, backend, addresses);
});

Then(
  'the status shows that {backend} could not be looked up: {string}',
  async function (this: MangroveWorld, backend: string, why: string) {
    await eventually(async () => expect((await this.statusOf(backend)).lookup_failure).to.include(why));
  },
);

Then('a client asks for {string} and is served by {backend}', async function (this: MangroveWorld, what: string, backend: string) {
  const answer = await this.ask(what);
  expect(answer.bytes.toString()).to.equal(`hello from ${backend}`);
});

Given('{backend} is a name for a black hole and for {backend}', async function (this: MangroveWorld, name: string, backend: string) {
  const port = await this.backends.startBesideBlackHole(backend, '127.0.0.2');
  this.backends.place(`${name}:80`, `${nameFor(name)}:${port}`);
  await publish(this, nameFor(name), [loopback, '127.0.0.2']);
});

Then('the name server is asked for {int} names, and for the rest once it has answered', async function (this: MangroveWorld, most: number) {
  const { server } = await this.naming();
  const names = () => new Set(server.asked.map((question) => question.split(' ')[1])).size;
  await until(`questions for ${most} names`, () => names() >= most);
  await this.allHasHappened();
  expect(names()).to.equal(most);
  server.mood = 'answers';
  await until('every name has been asked for', () => names() === 100);
});

Then('the client is served by {backend} at last', async function (this: MangroveWorld, backend: string) {
  this.gate.open();
  const head = await within(this.request.head, 'the head of the answer');
  await until('the end of the answer', () => head.ending !== undefined);
  expect(head.answer.bytes.toString()).to.equal(`hello from ${backend}`);
});
