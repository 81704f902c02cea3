import { Given, When } from '@cucumber/cucumber';
import { parse } from 'yaml';
import { ConfigDraft } from './support/config-draft';
import type { MangroveWorld } from './support/world';

Given('the config:', function (this: MangroveWorld, text: string) {
  this.config = new ConfigDraft(text);
});

Given('(the backends ){backends} share/serve/serves {place}', function (this: MangroveWorld, names: string[], place: string) {
  const servers = names.map((name) => (name.includes(':') ? name : `${name}:80`));
  if (place.startsWith('/')) this.config.append('paths', { path: place, servers });
  else this.config.append('hosts', { host: place, servers });
});

Given('{backend} has the weight {int}', function (this: MangroveWorld, name: string, weight: number) {
  this.config.setServer(name.includes(':') ? name : `${name}:80`, { weight });
});

Given('the policy is {word}', function (this: MangroveWorld, policy: string) {
  this.config.setInPools('policy', policy);
});

Given('backends are not checked', function (this: MangroveWorld) {
  this.config.setInPools('health', false);
});

Given('the setting {string} is {string}', function (this: MangroveWorld, key: string, value: string) {
  this.config.set(key.split('.'), value);
});

/** The value is YAML: `0`, `[reset, 503]`, `{cookie: shop}`. */
Given("a pool's {string} is {string}", function (this: MangroveWorld, key: string, value: string) {
  this.config.setInPools(key, parse(value));
});

Given('the {word} timeout of a pool is {string}', function (this: MangroveWorld, name: string, value: string) {
  this.config.suggestInPools('timeouts', name, value);
});

Given('requests from {string} are believed to be forwarded', function (this: MangroveWorld, network: string) {
  this.config.set(['trusted_proxies'], [network]);
});

When('Mangrove starts', async function (this: MangroveWorld) {
  await this.mangrove();
});

Given(
  '{int} hosts from {string} to {string}, the last served by {backend}',
  function (this: MangroveWorld, count: number, first: string, last: string, name: string) {
    const domain = first.slice(first.indexOf('.'));
    this.config.set(['pools'], { others: { servers: ['Others:80'] } });
    this.config.set(['hosts'], [...manyHosts(count - 1, domain), { host: last, servers: [`${name}:80`] }]);
  },
);

function manyHosts(count: number, domain: string): { host: string; pool: string }[] {
  return Array.from({ length: count }, (_, index) => ({ host: `shop-${index + 1}${domain}`, pool: 'others' }));
}
