import { once } from 'node:events';
import { connect } from 'node:net';
import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { type Fate, flood } from './support/flood';
import type { MangroveWorld } from './support/world';

const fatesOf = new WeakMap<MangroveWorld, Fate[]>();

Given('Mangrove may have {int} files open', function (this: MangroveWorld, count: number) {
  this.openFiles = count;
});

Given('{int} more hosts are served by {word}, which is asked for each of them every {word} how it is', checksOften);

Given('{int} connections to the status API have been begun', async function (this: MangroveWorld, count: number) {
  const { adminUrl = '' } = await this.mangrove();
  const sockets = Array.from({ length: count }, () => connect(Number(new URL(adminUrl).port), '127.0.0.1').on('error', () => undefined));
  this.leftovers.push(async () => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
});

Given('{int} clients have asked for {string} at once', floods);

When('{int} clients ask for {string} at once', floods);

Then('all of them who are let in are answered {int}', function (this: MangroveWorld, status: number) {
  const letIn = fates(this).filter((fate) => fate !== 'dropped');
  expect(letIn).not.to.have.length(0);
  expect(letIn.filter((fate) => fate !== status)).to.deep.equal([]);
});

Then(
  'at least {int} of them are answered {int}, and all others are turned away',
  function (this: MangroveWorld, least: number, status: number) {
    expect(fates(this).filter((fate) => fate === status)).to.have.length.of.at.least(least);
    expect(fates(this).filter((fate) => fate !== status && fate !== 503 && fate !== 'dropped')).to.deep.equal([]);
  },
);

Then('no backend is blamed', async function (this: MangroveWorld) {
  const { pools } = await this.status();
  const blamed = pools.flatMap(({ backends }) => backends).filter(({ state, totals }) => state !== 'healthy' || totals.failures > 0);
  expect(blamed).to.deep.equal([]);
});

Then('the log says {times} that connections are dropped', async function (this: MangroveWorld, times: number) {
  const lines = () => this.logLines.all.filter(({ msg }) => /^connections are dropped/.test(String(msg)));
  await this.logged({ msg: 'request' });
  expect(lines()).to.have.length(times);
});

Then('Mangrove is still the same process', async function (this: MangroveWorld) {
  await this.allHasHappened();
  expect(this.process.exited).to.equal(undefined);
  expect(this.process.stderr).to.equal('');
});

function checksOften(this: MangroveWorld, count: number, name: string, interval: string): void {
  for (let number = 0; number < count; number += 1)
    this.config.append('hosts', {
      host: `shop${number}.mango.com`,
      servers: [`${name}:80`],
      health: { path: '/healthcheck', interval },
    });
}

async function floods(this: MangroveWorld, count: number, what: string): Promise<void> {
  const { host, target } = this.asking(what);
  fatesOf.set(this, await flood(await this.port(), host, target, count));
}

function fates(world: MangroveWorld): Fate[] {
  const known = fatesOf.get(world);
  if (known === undefined) throw new Error('no clients have come at once');
  return known;
}
