import { Given, When } from '@cucumber/cucumber';
import type { MangroveWorld } from './support/world';

/** From now on it is only scenarios that make it later, to the millisecond. */
Given('time stands still', function (this: MangroveWorld) {
  this.clock.stand();
});

Given('{duration} has/have passed', async function (this: MangroveWorld, ms: number) {
  await this.pass(ms);
});

When('{duration} pass(es)', async function (this: MangroveWorld, ms: number) {
  await this.pass(ms);
});
