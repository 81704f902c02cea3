import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually } from './support/eventually';
import { readPipe } from './support/scratch';
import { startUnheard } from './support/start-unheard';
import type { MangroveWorld } from './support/world';

Given('the log goes to the file {string}', async function (this: MangroveWorld, name: string) {
  this.logFile = await this.scratch.path(name);
  this.config.set(['log'], this.logFile);
});

Given('there is a folder {string}', async function (this: MangroveWorld, name: string) {
  await this.scratch.makeFolder(name);
});

Given('the config names the log file {string}', async function (this: MangroveWorld, name: string) {
  this.config.set(['log'], await this.scratch.path(name));
  await this.writeConfig();
});

Given('the file {string} holds {string}', async function (this: MangroveWorld, name: string, text: string) {
  await this.scratch.write(name, `${text}\n`);
});

Given('the file {string} is a pipe that somebody reads', async function (this: MangroveWorld, name: string) {
  this.leftovers.push(await readPipe(await this.scratch.pipe(name)));
});

Given('the file {string} is a link to {string}', async function (this: MangroveWorld, name: string, target: string) {
  await this.scratch.link(name, target);
});

Given('the file {string} is renamed to {string}', async function (this: MangroveWorld, from: string, to: string) {
  await this.scratch.rename(from, to);
});

Then('the file {string} soon/still holds {string}', async function (this: MangroveWorld, name: string, text: string) {
  await eventually(async () => expect(await this.scratch.read(name)).to.contain(text));
});

When('Mangrove cannot start', async function (this: MangroveWorld) {
  await this.runToEnd(['start', '--config', await this.writeConfig()]);
});

Then('the log says {string}', async function (this: MangroveWorld, msg: string) {
  await this.logged({ msg });
});

Then('it has not said {string}', function (this: MangroveWorld, text: string) {
  expect(this.process.stdout + this.process.stderr).not.to.contain(text);
});

Given('Mangrove is running with its log on a full disk', async function (this: MangroveWorld) {
  this.config.set(['log'], '/dev/full');
  await startUnheard(this, {});
});

Given('Mangrove is running with its standard output in a file of at most 1 KiB', async function (this: MangroveWorld) {
  await startUnheard(this, { output: { file: await this.scratch.path('output.log'), kibibytes: 1 } });
});
