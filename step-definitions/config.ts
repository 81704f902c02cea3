import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Before, BeforeAll, type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { ConfigDraft } from './support/config-draft';
import { mistakesIn } from './support/instance';
import type { MangroveWorld } from './support/world';

const root = resolve(__dirname, '..');

const courseFile = '../shared/course/loadbalancer.yaml';

BeforeAll(() => {
  const first = (process.env.CUCUMBER_WORKER_ID ?? '0') === '0';
  if (first && !existsSync(resolve(root, courseFile))) process.stdout.write(`${courseFile} is not here: its scenarios are skipped\n`);
});

Before({ tags: '@course' }, () => (existsSync(resolve(root, courseFile)) ? undefined : 'skipped'));

Given('the config of {string}', function (this: MangroveWorld, file: string) {
  this.config = new ConfigDraft(readFileSync(resolve(root, file), 'utf8'));
});

When('this config is checked:', function (this: MangroveWorld, text: string) {
  this.said = mistakesIn(text);
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
