import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually, until } from './support/eventually';
import { parseHeader } from './support/header-list';
import type { MangroveWorld } from './support/world';

Given('{backend} answers its checks with the header {string}', function (this: MangroveWorld, name: string, line: string) {
  this.backend(name).health.say({ status: 200, headers: [parseHeader(line)] });
});

Given(
  '{backend} answers its checks with {int} KiB before {string}',
  function (this: MangroveWorld, name: string, kibibytes: number, end: string) {
    this.backend(name).health.say({ status: 200, body: 'm'.repeat(kibibytes * 1024) + end });
  },
);

When('{backend} has been connected to {int} more times', async function (this: MangroveWorld, name: string, times: number) {
  const before = this.backend(name).connections;
  await until(`${times} more connections`, () => this.backend(name).connections >= before + times);
});

Then('{int} backend(s) is/are soon unhealthy', async function (this: MangroveWorld, count: number) {
  await this.allHasHappened();
  await eventually(async () => expect(await unhealthy(this)).to.have.length(count));
});

Then('the log gives these reasons why {backend} was unhealthy:', async function (this: MangroveWorld, name: string, table: DataTable) {
  const fields = { msg: 'backend unhealthy', backend: this.writtenName(name) };
  await this.logged(fields, table.raw().length);
  await this.allHasHappened();
  expect(this.logLines.with(fields).map(({ reason }) => [reason])).to.deep.equal(table.raw());
});

Then('the log says {times} that the pool {string} is in panic', async function (this: MangroveWorld, times: number, pool: string) {
  const lines = () => this.logLines.with({ pool, level: 'warn' }).filter(({ msg }) => /^panic: /.test(String(msg)));
  await until(`${times} lines about panic`, () => lines().length >= times);
  await this.allHasHappened();
  expect(lines()).to.have.length(times);
});

Then('the log says once that the panic of the pool {string} is over', async function (this: MangroveWorld, pool: string) {
  await this.logged({ pool, msg: 'panic is over' });
  await this.allHasHappened();
  expect(this.logLines.with({ pool, msg: 'panic is over' })).to.have.length(1);
});

async function unhealthy(world: MangroveWorld): Promise<string[]> {
  const { pools } = await world.status();
  return pools.flatMap(({ backends }) => backends.filter(({ state }) => state === 'unhealthy').map(({ name }) => name));
}
