import { type DataTable, Given, When } from '@cucumber/cucumber';
import { entryAt } from './support/entry-at';
import type { MangroveWorld } from './support/world';

When('a browser asks beforehand for {string} with:', async function (this: MangroveWorld, what: string, table: DataTable) {
  const headers = table.raw().map(([name = '', value = '']) => [name, value] as const);
  await this.ask(what, { method: 'OPTIONS', headers });
});

Given('security headers at {place} override what backends say', function (this: MangroveWorld, place: string) {
  this.config.set([...entryAt(this.config, place), 'security_headers'], { override: true });
});
