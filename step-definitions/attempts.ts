import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { answering, bytes, delaying, dripping, firstThen, onceWhole, resetting, silent } from './support/behaviours';
import { eventually, until, within } from './support/eventually';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

Given('{backend} resets the first {int} connection(s)', function (this: MangroveWorld, name: string, count: number) {
  this.backend(name).behave(firstThen(count, resetting, answering({})));
});

Given(
  '{backend} answers the first {int} request(s) with {int}',
  function (this: MangroveWorld, name: string, count: number, status: number) {
    this.backend(name).behave(firstThen(count, answering({ status }), answering({})));
  },
);

Given('{backend} resets every connection once it has read the request', function (this: MangroveWorld, name: string) {
  this.backend(name).behave(onceWhole(resetting));
});

Given('{backend} needs {duration} to reset a connection', function (this: MangroveWorld, name: string, ms: number) {
  this.backend(name).behave(delaying(this.clock, ms, resetting));
});

Given('{backend} never answers {string}', function (this: MangroveWorld, name: string, path: string) {
  this.backend(name).behave(silent, path);
});

Given('{backend} answers {int} with a body of {int} MiB', function (this: MangroveWorld, name: string, status: number, mebibytes: number) {
  this.backend(name).behave(answering({ status, body: Buffer.alloc(mebibytes * 1024 * 1024, 'm') }));
});

Given('{backend} begins with {string} and says no more', function (this: MangroveWorld, name: string, text: string) {
  this.backend(name).behave(({ request }) => void request.socket.write(Buffer.from(unescaped(text), 'latin1')));
});

Given('{backend} begins with {string} and closes the connection', function (this: MangroveWorld, name: string, text: string) {
  this.backend(name).behave(bytes(Buffer.from(unescaped(text), 'latin1')));
});

Given('a client queues for {string}', async function (this: MangroveWorld, what: string) {
  await queue(this, what);
});

When('another client queues for {string}', async function (this: MangroveWorld, what: string) {
  await queue(this, what);
});

When('a client begins to ask for {string} and is tried at {backend}', async function (this: MangroveWorld, what: string, name: string) {
  const before = this.backend(name).exchanges.length;
  (await this.open(what)).finish();
  await until(`an attempt at ${name}`, () => this.backend(name).exchanges.length > before);
});

When(
  'a client begins to ask for {string} and is tried {times} at {backend}',
  async function (this: MangroveWorld, what: string, times: number, name: string) {
    (await this.open(what)).finish();
    await until(`${times} attempts at ${name}`, () => this.backend(name).exchanges.length >= times);
  },
);

When('the first client leaves', function (this: MangroveWorld) {
  this.requests[0]?.leave();
});

When('this client leaves', function (this: MangroveWorld) {
  this.raw.leave();
});

When(
  'the client sends {int} pieces {string}, {duration} apart',
  async function (this: MangroveWorld, count: number, piece: string, apart: number) {
    for (let sent = 0; sent < count; sent += 1) {
      this.request.send(piece);
      await this.pass(apart);
    }
  },
);

Given(
  '{backend} sends {int} pieces {string}, {duration} apart',
  function (this: MangroveWorld, name: string, count: number, piece: string, apart: number) {
    this.backend(name).behave(dripping(this.clock, count, piece, apart));
  },
);

Given('the client has the head of its answer', async function (this: MangroveWorld) {
  await within(this.request.head, 'the head of the answer');
});

Given('a circuit opens when half of {int} attempts fail', function (this: MangroveWorld, least: number) {
  this.config.setInPools('circuit_breaker', { error_percent: 50, min_requests: least, trials: 2 });
});

Given('a circuit rests {string}', function (this: MangroveWorld, open: string) {
  this.config.suggestInPools('circuit_breaker', 'open', open);
});

Given('a circuit looks back {string}', function (this: MangroveWorld, window: string) {
  this.config.suggestInPools('circuit_breaker', 'window', window);
});

When('all clients leave', function (this: MangroveWorld) {
  for (const request of this.requests) request.leave();
});

Then('{backends} is/are asked {times}', async function (this: MangroveWorld, names: string[], times: number) {
  await this.allHasHappened();
  const seen = names.map((name) => [name, this.backend(name).exchanges.length]);
  expect(seen).to.deep.equal(names.map((name) => [name, times]));
});

Then('{backend} is asked no more', async function (this: MangroveWorld, name: string) {
  const before = this.backend(name).exchanges.length;
  await this.pass(60_000);
  expect(this.backend(name).exchanges).to.have.length(before);
});

Then('{backend} is soon asked for these, in this order:', async function (this: MangroveWorld, name: string, table: DataTable) {
  const wanted = table.raw().flat();
  await until(`${wanted.length} requests at ${name}`, () => this.backend(name).exchanges.length >= wanted.length);
  await this.allHasHappened();
  expect(this.backend(name).received.map(({ target }) => target)).to.deep.equal(wanted);
});

Then('the answer is here within {duration}', function (this: MangroveWorld, deadline: number) {
  expect(this.answer.tookMs).to.be.below(deadline);
});

Then('the status shows {int} request(s) in the queue', async function (this: MangroveWorld, count: number) {
  await this.allHasHappened();
  await eventually(async () => expect(await queued(this)).to.equal(count));
});

/** An empty cell stands for a field that is not there. */
Then('the attempts in the log line are:', async function (this: MangroveWorld, table: DataTable) {
  await this.logged({ msg: 'request' });
  const wanted = table.hashes();
  const keys = Object.keys(wanted[0] ?? {});
  const attempts = (this.logLines.with({ msg: 'request' }).at(-1)?.attempts ?? []) as Record<string, unknown>[];
  const seen = attempts.map((attempt) => Object.fromEntries(keys.map((key) => [key, asText(attempt[key])])));
  expect(seen).to.deep.equal(wanted);
});

Then('every attempt in the log line has a {string}', async function (this: MangroveWorld, key: string) {
  await this.logged({ msg: 'request' });
  const attempts = this.logLines.with({ msg: 'request' }).at(-1)?.attempts as Record<string, unknown>[];
  expect(attempts).not.to.have.length(0);
  for (const attempt of attempts) expect(attempt[key]).to.be.a('number').that.is.at.least(0);
});

async function queue(world: MangroveWorld, what: string): Promise<void> {
  const before = await queued(world);
  (await world.open(what)).finish();
  await eventually(async () => expect(await queued(world)).to.equal(before + 1));
}

async function queued(world: MangroveWorld): Promise<number> {
  return (await world.status()).pools.reduce((sum, pool) => sum + pool.queued, 0);
}

/** A backend is called as people call it. */
function asText(value: unknown): string {
  return value === undefined ? '' : String(value).replace(/:80$/, '');
}

Then('backends are asked {int} times in all', async function (this: MangroveWorld, times: number) {
  await until(`${times} requests at backends`, () => this.exchanges >= times);
  await this.allHasHappened();
  expect(this.exchanges).to.equal(times);
});
