import { Given, When } from '@cucumber/cucumber';
import { until } from './support/eventually';
import { hinder, hinderNoMore, timesHindered } from './support/hindrance';
import { ask } from './support/client';
import type { MangroveWorld } from './support/world';

Given('the system answers connections to {backend} with {word}', async function (this: MangroveWorld, name: string, code: string) {
  const port = await portOf(this, name);
  hinder(port, code);
  this.leftovers.push(async () => hinderNoMore(port));
});

Given('backends are checked with {word}', function (this: MangroveWorld, type: string) {
  this.quickChecks({ type });
});

When('the system has answered {int} connections to {backend} so', async function (this: MangroveWorld, count: number, name: string) {
  await this.mangrove();
  const port = await portOf(this, name);
  await until(`${count} connections that were not made`, () => timesHindered(port) >= count);
});

When('the system lets connections to {backend} through again', async function (this: MangroveWorld, name: string) {
  hinderNoMore(await portOf(this, name));
});

async function portOf(world: MangroveWorld, name: string): Promise<number> {
  const backend = world.backend(name);
  await backend.start();
  return Number(new URL(`http://${backend.address}`).port);
}

When(
  '{int} clients ask for {string} while another one sends {word} {string}, {int} times before them and once before each',
  async function (this: MangroveWorld, count: number, what: string, method: string, bad: string, before: number) {
    const port = await this.port();
    const disturb = () => ask(port, this.asking(bad, { method, from: '127.0.0.66' }));
    for (let time = 0; time < before; time += 1) await disturb();
    for (let client = 1; client <= count; client += 1) {
      await disturb();
      await this.ask(what, { from: `127.0.1.${client}` });
    }
  },
);
