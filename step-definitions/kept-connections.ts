import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { until } from './support/eventually';
import { patience, patientNow } from './support/patience';
import type { MangroveWorld } from './support/world';

When(
  'a client asks for {string} until {backend} has had {int} connections',
  async function (this: MangroveWorld, what: string, name: string, count: number) {
    const end = patientNow() + patience.while;
    const knownSince = new Map<number, number>();
    await this.mangrove();
    const backend = this.backend(name);
    while (backend.connections < count) {
      if (patientNow() > end) throw new Error(`${name} has had ${backend.connections} connections only`);
      const askedAt = patientNow();
      await this.ask(what);
      const connection = backend.received.at(-1)?.connection ?? 0;
      if (!knownSince.has(connection)) knownSince.set(connection, patientNow());
      this.connectionAges.push(askedAt - (knownSince.get(connection) ?? 0));
    }
  },
);

Then('no connection was older than {duration} when it was used', function (this: MangroveWorld, ms: number) {
  expect(Math.max(...this.connectionAges)).to.be.below(ms);
});

Then(
  '{backend} has served {int}, {int} and {int} request(s) on its connections',
  function (this: MangroveWorld, name: string, first: number, second: number, third: number) {
    const connections = this.backend(name).received.map(({ connection }) => connection);
    const served = Array.from(new Set(connections), (one) => connections.filter((connection) => connection === one).length);
    expect(served).to.deep.equal([first, second, third]);
  },
);

Then(
  'no connection carries more than {int} of {int} checks of {backend}',
  async function (this: MangroveWorld, most: number, count: number, name: string) {
    const { checkedOn } = this.backend(name);
    await until(`${count} checks`, () => checkedOn.length >= count);
    const perConnection = checkedOn.map((one) => checkedOn.filter((connection) => connection === one).length);
    expect(Math.max(...perConnection)).to.be.at.most(most);
  },
);
