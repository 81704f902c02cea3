import { join } from 'node:path';
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { BackendProcess } from './support/backend-process';
import { Chaos, type Trouble, troubles } from './support/chaos';
import type { MangroveWorld } from './support/world';

const chaosOf = new WeakMap<MangroveWorld, Chaos>();

Given('{backends} are processes that share {place}', async function (this: MangroveWorld, names: string[], host: string) {
  const folder = await this.scratch.folder();
  const backends = names.map((name) => new BackendProcess(name, join(folder, `orders-${name}`)));
  this.leftovers.push(...backends.map((backend) => () => backend.kill()));
  await Promise.all(backends.map((backend) => backend.start()));
  for (const { name, address } of backends) this.backends.place(this.writtenName(name), address);
  this.config.append('hosts', { host, servers: names.map((name) => this.writtenName(name)) });
  chaosOf.set(this, new Chaos(this, host, backends));
});

Given('their answers are awaited for {duration}', function (this: MangroveWorld, ms: number) {
  this.config.setInPools('timeouts', { first_byte: `${ms}ms`, idle: `${ms}ms`, connect: `${ms}ms` });
});

Given(
  'they are checked every {duration}, recover after {int} checks and warm up for {duration}',
  function (this: MangroveWorld, interval: number, rise: number, warmup: number) {
    this.config.setInPools('health', { path: '/healthcheck', interval: `${interval}ms`, timeout: '250ms', rise, fall: 2 });
    this.config.setInPools('slow_start', `${warmup}ms`);
    chaosIn(this).boundMs = rise * interval * 1.1 + warmup;
  },
);

Given('GETs are tried again, whatever the load', function (this: MangroveWorld) {
  this.config.setInPools('retry_on', ['connect_failed', 'reset', 'first_byte_timeout']);
  this.config.setInPools('retry_budget', 100);
});

When('clients shop on while this happens to one backend after the other:', async function (this: MangroveWorld, table: DataTable) {
  const chaos = chaosIn(this);
  await chaos.open();
  for (const [name = '', what = ''] of table.raw()) await chaos.befall(name, troubleCalled(what));
  await chaos.close();
  this.log(chaos.report());
});

Then('the only GETs that fail are:', function (this: MangroveWorld, table: DataTable) {
  const allowed = new Map(table.hashes().map(({ during = '', how = '' }) => [during, how]));
  const failed = chaosIn(this).failedGets();
  for (const { during, outcome, path } of failed)
    expect(outcome, `GET ${path} while one backend ${during}`).to.equal(allowed.get(during) ?? 'good');
});

Then('no answer has a wrong body', function (this: MangroveWorld) {
  expect(chaosIn(this).load.done.filter(({ outcome }) => outcome === 'wrong body')).to.deep.equal([]);
});

Then('no order reaches a backend twice, or two backends', async function (this: MangroveWorld) {
  expect(await chaosIn(this).ordersSeenTwice()).to.deep.equal([]);
});

Then('each has its share again within {duration} of its recovery and warm-up', function (this: MangroveWorld, slack: number) {
  const chaos = chaosIn(this);
  for (const { name, what, recoveredMs } of chaos.phases) expect(recoveredMs, `${name} ${what}`).to.be.below(chaos.boundMs + slack);
});

function chaosIn(world: MangroveWorld): Chaos {
  const chaos = chaosOf.get(world);
  if (chaos === undefined) throw new Error('no backends are processes');
  return chaos;
}

function troubleCalled(what: string): Trouble {
  const trouble = troubles.find((one) => one.what === what);
  if (trouble === undefined) throw new Error(`no trouble is called "${what}": ${troubles.map((one) => one.what).join(', ')}`);
  return trouble;
}
