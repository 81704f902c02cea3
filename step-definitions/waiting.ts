import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { type Fate, knock } from './support/flood';
import type { MangroveWorld } from './support/world';

const fatesOf = new WeakMap<MangroveWorld, Promise<Fate[]>>();

Given('Mangrove is frozen', async function (this: MangroveWorld) {
  await this.mangrove();
  this.process.signal('SIGSTOP');
});

Given('{int} clients wait to be accepted, with a request for {string}', async function (this: MangroveWorld, count: number, what: string) {
  await waits(this, requestFor(this, what), count);
});

Given(
  '{int} clients wait to be accepted, with the PROXY header {string} before a request for {string}',
  async function (this: MangroveWorld, count: number, header: string, what: string) {
    await waits(this, `${header}\r\n${requestFor(this, what)}`, count);
  },
);

Given('{int} clients wait to be accepted, with nothing to say', async function (this: MangroveWorld, count: number) {
  await waits(this, '', count);
});

When('Mangrove thaws', function (this: MangroveWorld) {
  this.process.signal('SIGCONT');
});

Then('each of those who waited is answered {int}', async function (this: MangroveWorld, status: number) {
  const fates = await fatesOf.get(this);
  expect(fates).to.deep.equal(fates?.map(() => status));
});

async function waits(world: MangroveWorld, bytes: string, count: number): Promise<void> {
  const { fates } = await knock(await world.port(), bytes, count);
  fatesOf.set(world, fates);
}

function requestFor(world: MangroveWorld, what: string): string {
  const { host, target } = world.asking(what);
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
}
