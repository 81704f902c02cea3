import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { fromRaw } from './support/answer';
import { answering, answeringUnasked, type Afterwards, interrupting, silent, unasking } from './support/behaviours';
import { until } from './support/eventually';
import { upload } from './support/upload';
import { wire } from './support/wire';
import type { MangroveWorld } from './support/world';

Given('{backend} interrupts uploads with {int} and {word}', function (this: MangroveWorld, name: string, status: number, then: string) {
  this.backend(name).behave(interrupting(status, then as Afterwards));
});

Given('{backend} interrupts uploads with {int} and {int} MiB', function (this: MangroveWorld, name: string, status: number, size: number) {
  this.backend(name).behave(interrupting(status, 'stops', Buffer.alloc(size * 1024 * 1024, 'm')));
});

Given('{backend} answers {int} before it has asked for the content', function (this: MangroveWorld, name: string, status: number) {
  this.backend(name).behave(answeringUnasked(status, 'as it was'));
});

Given('{backend} has not asked for the content yet', function (this: MangroveWorld, name: string) {
  this.backend(name).behave(unasking(silent));
});

Given('{backend} never asks for content', function (this: MangroveWorld, name: string) {
  this.backend(name).behave(unasking(answering({})));
});

When('{backend} asks for the content', async function (this: MangroveWorld, name: string) {
  (await this.exchangeAt(name)).response.writeContinue();
});

When('a client uploads {int} MiB to {string}', async function (this: MangroveWorld, mebibytes: number, what: string) {
  const { host, target } = this.asking(what);
  const answer = await upload({ port: await this.port(), host, target, bytes: mebibytes * 1024 * 1024, reads: 'meanwhile' });
  this.answers.push(fromRaw(answer));
});

When('a client uploads {int} MiB in chunks to {string}', async function (this: MangroveWorld, mebibytes: number, what: string) {
  const { host, target } = this.asking(what);
  const bytes = mebibytes * 1024 * 1024;
  const answer = await upload({ port: await this.port(), host, target, bytes, reads: 'meanwhile', chunked: true });
  this.answers.push(fromRaw(answer));
});

When(
  'a client that reads nothing before it has sent all uploads {int} MiB to {string}',
  async function (this: MangroveWorld, mebibytes: number, what: string) {
    const { host, target } = this.asking(what);
    const answer = await upload({ port: await this.port(), host, target, bytes: mebibytes * 1024 * 1024, reads: 'at the end' });
    this.answers.push(fromRaw(answer));
  },
);

When('a client asks whether it may send:', async function (this: MangroveWorld, text: string) {
  const client = await this.connect();
  client.send(wire(text));
});

When('the client has been asked for its content', async function (this: MangroveWorld) {
  await until('100 Continue', () => this.raw.interim.includes(100));
});

When('the client sends the content {string}', function (this: MangroveWorld, content: string) {
  this.raw.send(content);
});

Then('the client has not been asked for its content', async function (this: MangroveWorld) {
  await this.allHasHappened();
  expect(this.raw.interim).to.deep.equal([]);
});

Then('the client has been asked for its content once', async function (this: MangroveWorld) {
  await until('100 Continue', () => this.raw.interim.includes(100));
  await this.allHasHappened();
  expect(this.raw.interim).to.deep.equal([100]);
});
