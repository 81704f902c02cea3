import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { until } from './support/eventually';
import { Command } from './support/process';
import { openForReader } from './support/scratch';
import type { MangroveWorld } from './support/world';

Given('{backend} joins {place}', function (this: MangroveWorld, name: string, host: string) {
  this.config.changeServers(host, (servers) => [...servers, this.writtenName(name)]);
});

Given('{backend} leaves {place}', function (this: MangroveWorld, name: string, host: string) {
  this.config.changeServers(host, (servers) => servers.filter((server) => addressIn(server) !== this.writtenName(name)));
});

Given('{place} leaves the config', function (this: MangroveWorld, host: string) {
  const hosts = this.config.data(['hosts']) as readonly { readonly host: string }[];
  this.config.set(
    ['hosts'],
    hosts.filter((entry) => entry.host !== host),
  );
});

When(
  'a client asks for {string} {times}, and every pool changes after each',
  async function (this: MangroveWorld, what: string, times: number) {
    for (let count = 0; count < times; count += 1) {
      await this.ask(what);
      await this.reloadChanged();
    }
  },
);

Given('{backend} replaces {backend} at {place}', function (this: MangroveWorld, name: string, other: string, host: string) {
  const isOther = (server: unknown) => addressIn(server) === this.writtenName(other);
  this.config.changeServers(host, (servers) => servers.map((server) => (isOther(server) ? this.writtenName(name) : server)));
});

Given('every pool changes', async function (this: MangroveWorld) {
  await this.reloadChanged();
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

Given('the config changes every {int} ms', async function (this: MangroveWorld, ms: number) {
  const change = this.clock.setInterval(() => void this.reloadChanged(), ms);
  this.leftovers.push(async () => this.clock.clearInterval(change));
});

Given('the config file becomes one with {int} mistakes', async function (this: MangroveWorld, count: number) {
  const mistakes = Array.from({ length: count }, (_, at) => `key${at}: 1\n`);
  await this.scratch.write('mangrove.yaml', `paths: [{path: /, respond: {status: 200}}]\n${mistakes.join('')}`);
});

Given('the config file becomes one with {int} hosts', async function (this: MangroveWorld, count: number) {
  const hosts = Array.from({ length: count }, (_, at) => `  - {host: h${at}.example, respond: {status: 200, body: hello}}\n`);
  await this.scratch.write('mangrove.yaml', `hosts:\n${hosts.join('')}`);
});

Given('the config file becomes a pipe', async function (this: MangroveWorld) {
  await this.scratch.delete('mangrove.yaml');
  await this.scratch.pipe('mangrove.yaml');
});

Given('Mangrove reads its config from a pipe', async function (this: MangroveWorld) {
  const file = await this.scratch.pipe('mangrove.yaml');
  this.run(new Command(['start', '--config', file], { env: { PORT: '0', ADMIN_PORT: '0' } }));
  this.pipe = await openForReader(file);
});

When('the pipe gives its config', async function (this: MangroveWorld) {
  await this.pipe?.writeFile('paths: [{path: /, respond: {status: 200, body: hello}}]\n');
  await this.pipe?.close();
});

When('the pipe gives {string}', async function (this: MangroveWorld, text: string) {
  const pipe = await openForReader(join(await this.scratch.folder(), 'mangrove.yaml'));
  await pipe.writeFile(text);
  await pipe.close();
});

Then('the config has not been loaded yet', function (this: MangroveWorld) {
  expect(this.logLines.with({ msg: 'the config was loaded' })).to.deep.equal([]);
});

Then('the log names {int} mistakes of {int}', async function (this: MangroveWorld, named: number, count: number) {
  await this.logged({ count });
  expect(this.logLines.with({ count }).at(-1)?.mistakes).to.be.an('array').with.lengthOf(named);
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

/** What is written for a server, be it with settings of its own or without. */
function addressIn(server: unknown): unknown {
  return typeof server === 'string' ? server : (server as { readonly address?: unknown }).address;
}
