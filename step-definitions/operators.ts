import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually } from './support/eventually';
import { bodyOf } from './support/answer';
import type { MangroveWorld } from './support/world';

Given('an operator drains {backends}', async function (this: MangroveWorld, names: string[]) {
  await switchAll(this, names, 'drain');
});

Given('an operator sends {backends} to maintenance', async function (this: MangroveWorld, names: string[]) {
  await switchAll(this, names, 'maintenance');
});

Given('an operator takes {backends} back', async function (this: MangroveWorld, names: string[]) {
  await switchAll(this, names, 'ready');
});

When('an operator posts {string} to {string}', async function (this: MangroveWorld, body: string, path: string) {
  this.answers.push(await this.adminPost(path, body));
});

When('an operator posts {string} as {string} to {string}', async function (this: MangroveWorld, body: string, type: string, path: string) {
  this.answers.push(await this.adminPost(path, body, type));
});

Then('the operator reads that {backend} is {state}', function (this: MangroveWorld, name: string, state: string) {
  const { backends } = JSON.parse(bodyOf(this.answer)) as { backends: { name: string; state: string }[] };
  expect(backends.map((backend) => [backend.name, backend.state])).to.deep.equal([[this.writtenName(name), state]]);
});

Then('the operator reads {string}', function (this: MangroveWorld, text: string) {
  expect(bodyOf(this.answer)).to.contain(text);
});

Then('the status says that the pool {string} is in panic', async function (this: MangroveWorld, name: string) {
  await eventually(async () => expect(await panicOf(this, name)).to.equal(true));
});

Then('the status says that the pool {string} is not in panic', async function (this: MangroveWorld, name: string) {
  await eventually(async () => expect(await panicOf(this, name)).to.equal(false));
});

Then('the status shows the effective weight {float} for {backend}', async function (this: MangroveWorld, weight: number, name: string) {
  await this.allHasHappened();
  await eventually(async () => expect((await this.statusOf(name)).effective_weight).to.equal(weight));
});

Then('the status knows of no change at {backend}', async function (this: MangroveWorld, name: string) {
  expect((await this.statusOf(name)).changed_at).to.equal(null);
});

async function panicOf(world: MangroveWorld, name: string): Promise<boolean | undefined> {
  return (await world.status()).pools.find((pool) => pool.name === name)?.panic;
}

async function switchAll(world: MangroveWorld, names: readonly string[], state: string): Promise<void> {
  for (const name of names) {
    const path = `/pools/${encodeURIComponent(await world.poolOf(name))}/backends/${encodeURIComponent(world.writtenName(name))}/state`;
    expect((await world.adminPost(path, JSON.stringify({ state }))).status).to.equal(200);
  }
}
