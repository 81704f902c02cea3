import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { type Answer, bodyOf, fromRaw, headerOf } from './support/answer';
import { answering, delaying } from './support/behaviours';
import { eventually, until } from './support/eventually';
import type { MangroveWorld } from './support/world';

Given('{backend} is a backup', function (this: MangroveWorld, name: string) {
  this.config.setServer(this.writtenName(name), { backup: true });
});

Given('{backend} has the priority {int}', function (this: MangroveWorld, name: string, priority: number) {
  this.config.setServer(this.writtenName(name), { priority });
});

Given('{backend} takes {int} request(s) at a time', function (this: MangroveWorld, name: string, limit: number) {
  this.config.setServer(this.writtenName(name), { max_connections: limit });
});

Given('{int} clients are waiting for {string}', async function (this: MangroveWorld, count: number, what: string) {
  const before = await arrived(this);
  // One after the other, so that the first client is at the first backend.
  for (let number = 1; number <= count; number += 1) {
    (await this.open(what)).finish();
    await eventually(async () => expect((await arrived(this)) - before).to.equal(number));
  }
});

Given('{backend} needs {duration} for each answer', function (this: MangroveWorld, name: string, ms: number) {
  this.backend(name).behave(delaying(this.clock, ms, answering({})));
});

Given('{int} backends that answer {int} share {place}', function (this: MangroveWorld, count: number, status: number, place: string) {
  const names = Array.from({ length: count }, (_, index) => `Stall-${index + 1}`);
  for (const name of names) this.backend(name).behave(answering({ status }));
  this.config.append('hosts', { host: place, servers: names.map((name) => `${name}:80`) });
});

When(
  '{int} shoppers, told apart by {string}, ask {times}',
  async function (this: MangroveWorld, count: number, key: string, times: number) {
    for (let time = 0; time < times; time += 1) for (let number = 1; number <= count; number += 1) await shop(this, key, number);
  },
);

Then('every shopper meets one backend only', function (this: MangroveWorld) {
  expect(this.met.size).to.be.above(0);
  for (const [shopper, backends] of this.met) expect(new Set(backends).size, `backends of ${shopper}`).to.equal(1);
});

Then('only the shoppers of {backend} have met another', function (this: MangroveWorld, name: string) {
  const [moved, faithful] = [
    [...this.met.values()].filter(([first]) => first === name),
    [...this.met.values()].filter(([first]) => first !== name),
  ];
  expect(moved).not.to.have.length(0);
  for (const [, last] of moved) expect(last).not.to.equal(name);
  for (const [first, last] of faithful) expect(last).to.equal(first);
});

Then('one backend is asked {times} and the other {times}', async function (this: MangroveWorld, more: number, fewer: number) {
  await this.allHasHappened();
  const counts = this.backends.all.map(({ exchanges }) => exchanges.length);
  expect(counts.sort((a, b) => b - a)).to.deep.equal([more, fewer]);
});

Then('one backend answers all of them', function (this: MangroveWorld) {
  const [first] = this.answers;
  expect(first?.status).to.equal(200);
  for (const answer of this.answers)
    expect([answer.status, answer.ending, bodyOf(answer)]).to.deep.equal([200, 'complete', first && bodyOf(first)]);
  expect(this.backends.all.filter(({ exchanges }) => exchanges.length > 0)).to.have.length(1);
});

Then('{backends} is/are soon asked {times}', async function (this: MangroveWorld, names: string[], times: number) {
  for (const name of names) await until(`${times} requests at ${name}`, () => this.backend(name).exchanges.length >= times);
  await this.allHasHappened();
  for (const name of names) expect(this.backend(name).exchanges, name).to.have.length(times);
});

Then(
  '{backend} receives between {int} and {int} requests',
  async function (this: MangroveWorld, name: string, least: number, most: number) {
    await this.allHasHappened();
    expect(this.backend(name).exchanges.length).to.be.within(least, most);
  },
);

/** One shopper asks once; `key` is what tells them apart, as `hash_on` has it. */
async function shop(world: MangroveWorld, key: string, number: number): Promise<void> {
  const [kind, name = ''] = key.split(':');
  const shopper = `shopper-${number}`;
  const answer =
    kind === 'ip'
      ? await askFrom(world, `127.0.0.${number}`)
      : await world.ask(kind === 'path' ? `/${shopper}` : kind === 'param' ? `/?a=1&${name}=${shopper}` : '/', {
          headers: kind === 'header' ? [[name, shopper]] : kind === 'cookie' ? [['Cookie', `a=1; ${name}=${shopper}`]] : [],
        });
  world.met.set(shopper, [...(world.met.get(shopper) ?? []), nameOn(answer)]);
}

function nameOn(answer: Answer): string {
  const name = headerOf(answer, 'X-Backend');
  if (name === undefined || answer.ending === 'broken')
    throw new Error(`a shopper has got no whole answer of a backend, but ${answer.status}`);
  return name;
}

/** Requests that have come to a backend, or to the queue of a pool. */
async function arrived(world: MangroveWorld): Promise<number> {
  const { pools } = await world.status();
  return pools.reduce((sum, { queued }) => sum + queued, 0) + world.exchanges;
}

async function askFrom(world: MangroveWorld, address: string) {
  const client = await world.connect(address);
  client.send(`GET / HTTP/1.1\r\nHost: ${world.asking('/').host}\r\nConnection: close\r\n\r\n`);
  const [answer] = (await client.settled(1)).map(fromRaw);
  if (answer === undefined) throw new Error(`no answer for a client at ${address}`);
  return answer;
}
