import { basename, dirname } from 'node:path';
import { type DataTable, Given, Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import { bodyOf } from './support/answer';
import type { Scratch } from './support/scratch';
import type { MangroveWorld } from './support/world';

Given('the environment says:', function (this: MangroveWorld, table: DataTable) {
  this.environment = { ...this.environment, ...Object.fromEntries(table.raw()) };
});

Given('the environment says nothing', function (this: MangroveWorld) {
  this.environment = {};
});

Then('the log says nothing of {string}', async function (this: MangroveWorld, text: string) {
  await this.allHasHappened();
  expect(JSON.stringify(this.logLines.all)).not.to.contain(text);
});

Given('the new config is in force', async function (this: MangroveWorld) {
  await this.logged({ msg: 'the config was loaded' });
});

Given('the file {string}:', async function (this: MangroveWorld, name: string, text: string) {
  await this.scratch.write(name, text);
});

Given(
  'the files {string}, {string} and {string} are nonsense',
  async function (this: MangroveWorld, one: string, two: string, three: string) {
    for (const name of [one, two, three]) await this.scratch.write(name, 'nonsense: [');
  },
);

/** What a file may be instead of a part of a config. */
const odd: Readonly<Record<string, (scratch: Scratch, name: string) => Promise<unknown>>> = {
  'a list': (scratch, name) => scratch.write(name, '- kesar:80\n'),
  'broken YAML': (scratch, name) => scratch.write(name, 'hosts: [\n'),
  binary: (scratch, name) => scratch.write(name, 'hosts: \0'),
  'a pipe': (scratch, name) => scratch.pipe(name),
  'a link that leads nowhere': (scratch, name) => scratch.link(name, 'nobody'),
  'a link that leads to itself': (scratch, name) => scratch.link(name, basename(name)),
};

Given(/^"([^"]+)" is (.+), which is no config$/, async function (this: MangroveWorld, name: string, what: string) {
  await this.scratch.makeFolder(dirname(name));
  await odd[what]?.(this.scratch, name);
});

Then('it says nothing of {string}', function (this: MangroveWorld, text: string) {
  expect(this.said + this.warned).not.to.contain(text);
});

Then('the answers say:', function (this: MangroveWorld, table: DataTable) {
  expect(this.answers.map((answer) => bodyOf(answer))).to.deep.equal(table.raw().flat());
});
