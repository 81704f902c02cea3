import { Given, Then, When } from '@cucumber/cucumber';
import { fromRaw } from './support/answer';
import { canListen } from './support/dead-ends';
import { until, eventually } from './support/eventually';
import { RawClient } from './support/raw';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

const operators = new WeakMap<MangroveWorld, RawClient>();

When('the client goes on with {string}', async function (this: MangroveWorld, text: string) {
  const before = this.raw.answers().length;
  this.raw.send(unescaped(text));
  this.answers.push(...(await this.raw.settled(before + 1)).slice(before).map(fromRaw));
});

Given('a client sends two requests for {string} at once', async function (this: MangroveWorld, what: string) {
  const { host, target } = this.asking(what);
  const before = this.exchanges;
  (await this.connect()).send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(2));
  await until('the first request at a backend', () => this.exchanges > before);
});

When('the client waits for both answers', async function (this: MangroveWorld) {
  this.answers.push(...(await this.raw.settled(2)).map(fromRaw));
});

Given('an operator has asked for {string} but for the last line', async function (this: MangroveWorld, path: string) {
  const { host, port } = new URL((await this.mangrove()).adminUrl ?? '');
  const operator = new RawClient(Number(port));
  this.leftovers.push(async () => operator.leave());
  operator.send(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\nGET ${path} HTTP/1.1\r\nHost: ${host}\r\n`);
  await operator.settled(1);
  operators.set(this, operator);
});

When('the operator says the last line', async function (this: MangroveWorld) {
  const operator = operators.get(this);
  operator?.send('\r\n');
  const answers = (await operator?.settled(2)) ?? [];
  this.answers.push(...answers.slice(1).map(fromRaw));
  await until('the end of the connection', () => operator?.closed !== undefined);
});

Then('the port of the status API is free', async function (this: MangroveWorld) {
  const { port } = new URL((await this.mangrove()).adminUrl ?? '');
  await eventually(() => canListen(Number(port)));
});
