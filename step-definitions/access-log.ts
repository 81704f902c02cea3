import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually } from './support/eventually';
import type { MangroveWorld } from './support/world';

Then('the log line of {string} has a {string} above {int}', async function (this: MangroveWorld, path: string, key: string, least: number) {
  await this.logged({ msg: 'request', path });
  expect(this.logLines.with({ msg: 'request', path }).at(-1)?.[key]).to.be.above(least);
});

Then('the log line of the request has a {string} above {int}', async function (this: MangroveWorld, key: string, least: number) {
  await this.logged({ msg: 'request' });
  expect(this.logLines.with({ msg: 'request' }).at(-1)?.[key]).to.be.above(least);
});

Then(
  'the log line of the request has the address of {backend} as its {string}',
  async function (this: MangroveWorld, name: string, key: string) {
    await this.logged({ msg: 'request' });
    expect(this.logLines.with({ msg: 'request' }).at(-1)?.[key]).to.equal(this.backend(name).address);
  },
);

Then('the log lines of requests have {int} {string} together', function (this: MangroveWorld, sum: number, key: string) {
  const numbers = this.logLines.with({ msg: 'request' }).map((line) => Number(line[key]));
  expect(
    numbers.reduce((left, right) => left + right, 0),
    String(numbers),
  ).to.equal(sum);
});

Then('the log lines of requests have as many {string} together as the client has read', function (this: MangroveWorld, key: string) {
  const numbers = this.logLines.with({ msg: 'request' }).map((line) => Number(line[key]));
  expect(
    numbers.reduce((left, right) => left + right, 0),
    String(numbers),
  ).to.equal(this.raw.receivedText.length);
});

When('clients ask for {string} until a line is in the log', async function (this: MangroveWorld, what: string) {
  await eventually(async () => {
    await this.ask(what);
    expect(this.logLines.with({ msg: 'request' })).not.to.deep.equal([]);
  });
});
