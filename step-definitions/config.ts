import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { parse } from 'yaml';
import { until } from './support/eventually';
import { ConfigDraft } from './support/config-draft';
import { mistakesIn, warningsIn } from './support/instance';
import type { MangroveWorld } from './support/world';

const root = resolve(__dirname, '..');

Given('the config of {string}', function (this: MangroveWorld, file: string) {
  this.config = new ConfigDraft(readFileSync(resolve(root, file), 'utf8'));
});

When('this config is checked:', function (this: MangroveWorld, text: string) {
  this.said = mistakesIn(text, this.environment);
  this.warned = warningsIn(text, this.environment);
});

When('an empty config is checked', function (this: MangroveWorld) {
  this.said = mistakesIn('');
});

Then('there are no mistakes', function (this: MangroveWorld) {
  expect(this.said).to.equal('');
});

Then('a mistake is at line {int}, column {int}', function (this: MangroveWorld, line: number, column: number) {
  expect(this.said).to.contain(`mangrove.yaml:${line}:${column}`);
});

Then('these are the mistakes:', function (this: MangroveWorld, table: DataTable) {
  expect(this.said.match(/^mangrove\.yaml:/gm)).to.have.length(table.raw().length);
  for (const [place = '', text = ''] of table.raw()) expect(this.said).to.contain(`mangrove.yaml:${place}`).and.to.contain(text);
});

Then('there are no warnings', function (this: MangroveWorld) {
  expect(this.warned).to.equal('');
});

Then('a warning is at line {int}, column {int}', function (this: MangroveWorld, line: number, column: number) {
  expect(this.warned).to.contain(`mangrove.yaml:${line}:${column}`);
});

Then('it warns {string}', function (this: MangroveWorld, text: string) {
  expect(this.warned).to.contain(text);
});

Then('these are the warnings:', function (this: MangroveWorld, table: DataTable) {
  const lines = this.warned.split('\n').slice(0, -1);
  expect(lines, this.warned).to.have.length(table.raw().length);
  for (const [at, [place = '', text = '']] of table.raw().entries())
    expect(lines[at]).to.contain(`mangrove.yaml:${place} `).and.to.contain(text);
});

Then('the log warns of {string}', async function (this: MangroveWorld, text: string) {
  const told = () => this.logLines.with({ msg: 'part of the config is surely not meant' });
  await until(`a warning of ${text}`, () => told().some(({ warnings }) => String(warnings).includes(text)));
});

Then('the log warns of nothing', async function (this: MangroveWorld) {
  await this.allHasHappened();
  expect(this.logLines.all.filter(({ level }) => level === 'warn')).to.deep.equal([]);
});

Given('the setting {string} is {string} in YAML', function (this: MangroveWorld, key: string, value: string) {
  this.config.set([key], parse(value));
});
