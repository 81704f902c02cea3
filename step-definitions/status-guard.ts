import { networkInterfaces } from 'node:os';
import { BeforeAll, type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { fromRaw } from './support/answer';
import { type HeaderList, parseHeader } from './support/header-list';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

/** An address of this machine that is not of this machine alone; a connection to 127.0.0.1 may come from it. */
const foreign = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.internal === false && one.family === 'IPv4')?.address;

BeforeAll(() => {
  const first = (process.env.CUCUMBER_WORKER_ID ?? '0') === '0';
  if (first && foreign === undefined) process.stdout.write('this machine has no address for others: what they may ask is skipped\n');
});

Given('the setting {string} is the list {string}', function (this: MangroveWorld, key: string, items: string) {
  this.config.set(key.split('.'), items.split(', '));
});

When('an operator asks for {string} with the header {string}', async function (this: MangroveWorld, path: string, line: string) {
  await askWith(this, path, [parseHeader(line)]);
});

When('an operator asks for {string} with the headers:', async function (this: MangroveWorld, path: string, table: DataTable) {
  await askWith(this, path, table.raw() as [string, string][]);
});

When('an operator on another machine asks for {string}', async function (this: MangroveWorld, path: string) {
  if (foreign === undefined) return 'skipped';
  this.answers.push(await this.admin(path, 'GET', { from: foreign }));
});

When('an operator on another machine posts {string} to {string}', async function (this: MangroveWorld, body: string, path: string) {
  if (foreign === undefined) return 'skipped';
  this.answers.push(await this.admin(path, 'POST', { headers: [['Content-Type', 'application/json']], body, from: foreign }));
});

When('somebody sends the status API the bytes {string}', async function (this: MangroveWorld, bytes: string) {
  const client = await this.connectToAdmin();
  client.send(unescaped(bytes));
  this.answers.push(...(await client.settled(1)).map(fromRaw));
});

Then('the status API listens on {word}', async function (this: MangroveWorld, address: string) {
  expect(new URL((await this.mangrove()).adminUrl ?? '').hostname).to.equal(address);
});

/** A Host among the headers takes the place of the address that is asked. */
async function askWith(world: MangroveWorld, path: string, headers: HeaderList): Promise<void> {
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const others = headers.filter(([name]) => name.toLowerCase() !== 'host');
  world.answers.push(await world.admin(path, 'GET', { headers: others, ...(host === undefined ? {} : { host }) }));
}

Then('nothing of this is in the log, in the status, or in the answer:', async function (this: MangroveWorld, table: DataTable) {
  await this.logged({ msg: 'request' });
  const { headers, bytes } = this.answer;
  const places = {
    log: JSON.stringify(this.logLines.all),
    status: JSON.stringify(await this.status()),
    answer: JSON.stringify(headers) + bytes.toString(),
  };
  for (const [secret = ''] of table.raw()) for (const [place, text] of Object.entries(places)) expect(text, place).not.to.include(secret);
});
