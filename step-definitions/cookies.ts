import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { cookieValues } from '../src/routing/cookie-values';
import { fromRaw } from './support/answer';
import { cookieHeader, cookiesKept, cookiesSetBy, type SetCookie } from './support/cookies';
import { valuesOf } from './support/header-list';
import { wire } from './support/wire';
import type { MangroveWorld } from './support/world';

When('the same client asks for {string}', async function (this: MangroveWorld, what: string) {
  await askAgain(this, what);
});

When('the same client asks for {string} {times}', async function (this: MangroveWorld, what: string, times: number) {
  for (let count = 0; count < times; count += 1) await askAgain(this, what);
});

When(
  'the same client, who has the cookie {string} too, asks for {string}',
  async function (this: MangroveWorld, other: string, what: string) {
    await askAgain(this, what, (mine) => `${other}; ${mine}; last=1`);
  },
);

When(
  'the same client asks for {string} with the line {string} before that of its cookie',
  async function (this: MangroveWorld, what: string, line: string) {
    const { host, target } = this.asking(what);
    const mine = cookieHeader(cookiesKept(this.answers));
    const client = await this.connect();
    client.send(wire([`GET ${target} HTTP/1.1`, `Host: ${host}`, line, `Cookie: ${mine}`].join('\n')));
    this.answers.push(...(await client.settled(1)).map(fromRaw));
  },
);

When('a client with {word} for its cookie {string} asks for {string}', async function (this: MangroveWorld, value, name, what: string) {
  await this.ask(what, { headers: [['Cookie', `${name}=${value}`]] });
});

When(
  'a client with the address of {backend} in its cookie {string} asks for {string}',
  async function (this: MangroveWorld, backend, name, what) {
    await this.mangrove();
    await this.ask(what, { headers: [['Cookie', `${name}=${this.backend(backend).address}`]] });
  },
);

When('a client with all but the last letter of that cookie asks for {string}', async function (this: MangroveWorld, what: string) {
  await askAgain(this, what, (mine) => `${mine.slice(0, -1)}${mine.endsWith('A') ? 'B' : 'A'}`);
});

Given('a client has been served by {backend}', async function (this: MangroveWorld, name: string) {
  const answer = await this.ask('/');
  expect(answer.headers).to.deep.include(['X-Backend', name]);
});

Then('the answer sets the cookie {string} with {string}', function (this: MangroveWorld, name: string, attributes: string) {
  expect(setByLast(this, name).map((cookie) => cookie.attributes)).to.deep.equal([attributes]);
});

Then('the answer sets the cookie {string} to {string}', function (this: MangroveWorld, name: string, value: string) {
  expect(setByLast(this, name).map((cookie) => cookie.value)).to.deep.equal([value]);
});

Then('the answer sets no cookie', function (this: MangroveWorld) {
  expect(cookiesSetBy(this.answer)).to.deep.equal([]);
});

Then('{backend} receives no cookie {string}', async function (this: MangroveWorld, name: string, cookie: string) {
  const fields = valuesOf((await this.exchangeAt(name)).received.headers, 'cookie');
  expect(fields.flatMap((field) => cookieValues(field, cookie))).to.deep.equal([]);
});

Then('the value of the cookie {string} tells nothing of {backend}', function (this: MangroveWorld, name: string, backend: string) {
  const [{ value } = { value: '' }] = setByLast(this, name);
  expect(value).to.match(/^[\w-]{22}$/);
  const { address } = this.backend(backend);
  for (const clear of [backend, address, address.split(':')[1] ?? ''])
    for (const encoding of ['utf8', 'base64url', 'hex'] as const) expect(value).not.to.contain(Buffer.from(clear).toString(encoding));
});

function setByLast(world: MangroveWorld, name: string): SetCookie[] {
  return cookiesSetBy(world.answer).filter((cookie) => cookie.name === name);
}

/** Asks with the cookies that all answers so far have set. */
async function askAgain(world: MangroveWorld, what: string, written: (mine: string) => string = (mine) => mine): Promise<void> {
  const mine = cookieHeader(cookiesKept(world.answers));
  await world.ask(what, { headers: [...world.headers, ['Cookie', written(mine)]] });
}
