import { scryptSync } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { parse } from 'yaml';
import { headerOf } from './support/answer';
import { answering } from './support/behaviours';
import type { Asking } from './support/client';
import { until } from './support/eventually';
import { entryAt } from './support/entry-at';
import type { HeaderList } from './support/header-list';
import { Command } from './support/process';
import type { RawClient } from './support/raw';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

/** As `mangrove hash-password` makes them, but quick to check. */
function quickHash(password: string, logCost = 10): string {
  const salt = Buffer.from(`salt of ${password}`.padEnd(16).slice(0, 16));
  const key = scryptSync(password, salt, 32, { cost: 2 ** logCost, blockSize: 8, parallelization: 1, maxmem: 2 ** 26 });
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${logCost},r=8,p=1$${base64(salt)}$${base64(key)}`;
}

function credentials(user: string, password: string): HeaderList {
  return [['Authorization', `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`]];
}

const guessers = new WeakMap<MangroveWorld, readonly RawClient[]>();

Given(
  'only {word} with the password {string} may enter {place}',
  function (this: MangroveWorld, user: string, password: string, place: string) {
    this.config.set([...entryAt(this.config, place), 'basic_auth', 'users', user], quickHash(password));
  },
);

function guesses(world: MangroveWorld, count: number, what: string): Promise<unknown>[] {
  return Array.from({ length: count }, (_, guess) => world.ask(what, { headers: credentials('alice', `guess ${guess}`) }));
}

Given('only {word} with the password {string} may enter any place', function (this: MangroveWorld, user: string, password: string) {
  this.config.set(['basic_auth', 'users', user], quickHash(password));
});

Given(
  'only {word} with the password {string} may reach the pool {string}',
  function (this: MangroveWorld, user: string, password: string, pool: string) {
    this.config.set(['pools', pool, 'basic_auth', 'users', user], quickHash(password));
  },
);

Given('passwords at {place} take some time to check', function (this: MangroveWorld, place: string) {
  this.config.set([...entryAt(this.config, place), 'basic_auth', 'users', 'alice'], quickHash('sesame', 12));
});

Given('passwords of {word} at {place} take some time to check', function (this: MangroveWorld, user: string, place: string) {
  this.config.set([...entryAt(this.config, place), 'basic_auth', 'users', user], quickHash('sesame', 12));
});

Given('{place} needs no password', function (this: MangroveWorld, place: string) {
  this.config.set([...entryAt(this.config, place), 'basic_auth'], false);
});

Given('the basic_auth setting {string} of {place} is {string}', function (this: MangroveWorld, key: string, place: string, value: string) {
  this.config.set([...entryAt(this.config, place), 'basic_auth', key], parse(value));
});

When(
  '{word} asks for {string} with the password {string}',
  async function (this: MangroveWorld, user: string, what: string, password: string) {
    await this.ask(what, { headers: [...this.headers, ...credentials(user, password)] });
  },
);

When(
  '{word} asks for {string} with the password {string} and the header {string}',
  async function (this: MangroveWorld, user: string, what: string, password: string, line: string) {
    const [name = '', value = ''] = line.split(': ');
    await this.ask(what, { headers: [...credentials(user, password), [name, value]] });
  },
);

Given(
  '{int} clients have tried to guess a password at {string} and left',
  async function (this: MangroveWorld, count: number, what: string) {
    const { host, target } = this.asking(what);
    const clients = await Promise.all(Array.from({ length: count }, () => this.connect()));
    for (const [guess, client] of clients.entries()) {
      const [[name, value] = []] = credentials('alice', `guess ${guess}`);
      client.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${name}: ${value}\r\n\r\n`);
    }
    await until('the first of them turned away', () => clients.some((client) => client.answers().some(({ status }) => status === 503)));
    for (const client of clients) client.leave();
    await this.logged({ reason: 'client_gone' }, 50);
  },
);

When('{int} others try their luck at {string}', async function (this: MangroveWorld, count: number, what: string) {
  await Promise.all(guesses(this, count, what));
});

Given('{int} guesses at {string} are being checked', async function (this: MangroveWorld, count: number, what: string) {
  await this.mangrove();
  this.pending.push(...guesses(this, count, what));
  await until('the first verdict', () => this.answers.length > 0);
});

When(
  '{word}, served at {string}, leaves while waiting for {string} with the password {string}',
  async function (this: MangroveWorld, user: string, before: string, what: string, password: string) {
    const [[name, value] = []] = credentials(user, password);
    const client = await this.connect();
    const request = ({ host, target }: Asking) => `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${name}: ${value}\r\n\r\n`;
    // On a connection that is there, what is sent before leaving arrives.
    client.send(request(this.asking(before)));
    await client.settled(1);
    client.send(request(this.asking(what)));
    client.leave();
  },
);

When('{int} clients try to guess a password at {string}', async function (this: MangroveWorld, count: number, what: string) {
  await this.mangrove();
  this.pending.push(...guesses(this, count, what));
  await until('the first of them turned away', () => this.answers.some(({ status }) => status === 503));
});

When(
  '{int} clients ask for {string} as {word} with the password {string}',
  async function (this: MangroveWorld, count: number, what: string, user: string, password: string) {
    await Promise.all(Array.from({ length: count }, () => this.ask(what, { headers: credentials(user, password) })));
  },
);

When(
  '{int} clients at {word} try to guess names at {string}',
  async function (this: MangroveWorld, count: number, address: string, what: string) {
    await guessNames(
      this,
      what,
      Array.from({ length: count }, () => address),
    );
  },
);

When(
  '{int} clients at addresses of their own try to guess names at {string}',
  async function (this: MangroveWorld, count: number, what: string) {
    await guessNames(
      this,
      what,
      Array.from({ length: count }, (_, number) => `198.51.100.${number}`),
    );
  },
);

/** On connections of their own, which end with the scenario: those who wait need not be waited for. */
async function guessNames(world: MangroveWorld, what: string, addresses: readonly string[]): Promise<void> {
  const { host, target } = world.asking(what);
  const clients = await Promise.all(addresses.map(() => world.connect()));
  for (const [number, client] of clients.entries()) {
    const [[name, value] = []] = credentials(`user${number}`, 'sesame');
    client.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${name}: ${value}\r\nX-Forwarded-For: ${addresses[number]}\r\n\r\n`);
  }
  guessers.set(world, clients);
  await until('the first of them turned away', () => turnedAway(world, 503) > 0);
}

function turnedAway(world: MangroveWorld, status: number): number {
  return (guessers.get(world) ?? []).filter((client) => client.answers().some((answer) => answer.status === status)).length;
}

Given(
  '{word} at {word} asks for {string} with the password {string}',
  async function (this: MangroveWorld, user: string, address: string, what: string, password: string) {
    await this.ask(what, { headers: [...credentials(user, password), ['X-Forwarded-For', address]] });
  },
);

Then(
  '{word} at {word} is let in to {string} with the password {string} while most of them wait',
  async function (this: MangroveWorld, user: string, address: string, what: string, password: string) {
    const answer = await this.ask(what, { headers: [...credentials(user, password), ['X-Forwarded-For', address]] });
    expect(answer.status).to.equal(200);
    expect(turnedAway(this, 401)).to.be.below(51);
  },
);

Then('another client is served at {string} while most of them wait', async function (this: MangroveWorld, what: string) {
  const answer = await this.ask(what);
  expect(answer.status).to.equal(200);
  // The others have been turned away at once.
  expect(this.answers.filter(({ status }) => status === 401).length).to.be.below(51);
});

Then('all {int} of them are turned away in the end', async function (this: MangroveWorld, count: number) {
  await Promise.all(this.pending);
  const statuses = this.answers.map(({ status }) => status).filter((status) => status !== 200);
  expect(statuses).to.have.length(count);
  expect(new Set(statuses)).to.deep.equal(new Set([401, 503]));
});

Then('those that are answered {int} are asked to come back', function (this: MangroveWorld, status: number) {
  const told = this.answers.filter((answer) => answer.status === status).map((answer) => headerOf(answer, 'Retry-After'));
  expect(new Set(told)).to.deep.equal(new Set(['1']));
});

Then('neither the log nor what was said has {string}', async function (this: MangroveWorld, secret: string) {
  await this.allHasHappened();
  expect(this.said).not.to.contain(secret);
  expect(JSON.stringify(this.logLines.all)).not.to.contain(secret);
});

Given('the service at {place} sees only the header {string}', function (this: MangroveWorld, place: string, name: string) {
  this.config.set([...entryAt(this.config, place), 'forward_auth', 'request_headers'], [name]);
});

Given('{backend} has {int} MiB of refusal to send', function (this: MangroveWorld, name: string, mebibytes: number) {
  this.backend(name).behave(answering({ status: 403, body: Buffer.alloc(mebibytes * 1024 * 1024, 'm') }));
});

When('somebody runs {string} and gives it {string}', async function (this: MangroveWorld, line: string, input: string) {
  const [, ...args] = line.split(' ');
  const command = this.run(new Command(args, { cwd: await this.scratch.folder(), input: unescaped(input) }));
  await command.ended();
  this.said = command.stdout + command.stderr;
});

Given('what it says stands for the password of {word} at {place}', function (this: MangroveWorld, user: string, place: string) {
  this.config.set([...entryAt(this.config, place), 'basic_auth', 'users', user], this.said.trimEnd());
  this.asProcess = false;
});
