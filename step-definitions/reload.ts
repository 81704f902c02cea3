import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { until } from './support/eventually';
import type { MangroveWorld } from './support/world';

Given('{backend} joins {place}', function (this: MangroveWorld, name: string, host: string) {
  this.config.changeServers(host, (servers) => [...servers, this.writtenName(name)]);
});

Given('{backend} leaves {place}', function (this: MangroveWorld, name: string, host: string) {
  this.config.changeServers(host, (servers) => servers.filter((server) => server !== this.writtenName(name)));
});

When('the config is loaded anew', async function (this: MangroveWorld) {
  await this.reload();
});

Given('the config file becomes:', async function (this: MangroveWorld, text: string) {
  await this.scratch.write('mangrove.yaml', text);
});

Given('the config file is removed', async function (this: MangroveWorld) {
  await this.scratch.delete('mangrove.yaml');
});

Then('the log says that the config was not loaded, for {string}', async function (this: MangroveWorld, text: string) {
  const fields = { msg: 'the config was not loaded: the one before stays in force' };
  await this.logged(fields);
  expect(this.logLines.with(fields).at(-1)?.mistakes)
    .to.be.an('array')
    .that.satisfies((all: string[]) => all.join().includes(text));
});

Then('the log says that {string} waits for a restart', async function (this: MangroveWorld, key: string) {
  const waiting = () => this.logLines.with({ msg: 'part of the config waits for a restart' }).at(-1)?.keys;
  await until(`a log line that says that ${key} waits`, () => waiting() !== undefined);
  expect(waiting()).to.deep.equal([key]);
});
