import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import {
  answering,
  byteByByte,
  bytes,
  dyingAfter,
  echoing,
  losingPatience,
  losingPatienceWithContent,
  opening,
  pouring,
  reset,
  resetting,
  silent,
  unreading,
  waitingFor,
} from './support/behaviours';
import { eventually, until } from './support/eventually';
import { bytesOf, forwardedElements, parseHeader, valuesOf } from './support/header-list';
import { unescaped, wire } from './support/wire';
import type { MangroveWorld } from './support/world';

Given('nothing listens on {backends}', async function (this: MangroveWorld, names: string[]) {
  for (const name of names) await this.backends.declareDead(name);
});

Given('connections to {backend} are never established', async function (this: MangroveWorld, name: string) {
  await this.backends.declareUnreachable(name);
});

Given('{backend} answers {int}', function (this: MangroveWorld, name: string, status: number) {
  this.backend(name).behave(answering({ status }));
});

Given('{backends} each answer {int}', function (this: MangroveWorld, names: string[], status: number) {
  for (const name of names) this.backend(name).behave(answering({ status }));
});

Given('{backend} answers {int} {string}', function (this: MangroveWorld, name: string, status: number, body: string) {
  this.backend(name).behave(answering({ status, body }));
});

Given('{backend} answers with the header {string}', function (this: MangroveWorld, name: string, line: string) {
  this.backend(name).behave(answering({ headers: [parseHeader(line)], body: 'a mango' }));
});

Given('{backend} answers {int} with the headers:', function (this: MangroveWorld, name: string, status: number, table: DataTable) {
  this.backend(name).behave(answering({ status, headers: table.raw().map(([key = '', value = '']) => [key, value] as const) }));
});

Given('{backend} answers these bytes:', function (this: MangroveWorld, name: string, text: string) {
  this.backend(name).behave(bytes(wire(text)));
});

Given('{backend} answers these bytes {string}', function (this: MangroveWorld, name: string, text: string) {
  this.backend(name).behave(bytes(Buffer.from(unescaped(text), 'latin1')));
});

Given('{backend} answers byte by byte {string}', function (this: MangroveWorld, name: string, text: string) {
  this.backend(name).behave(byteByByte(Buffer.from(unescaped(text), 'latin1')));
});

Given('{backends} never answer(s)', function (this: MangroveWorld, names: string[]) {
  for (const name of names) this.backend(name).behave(silent);
});

Given('{backend} resets every connection', function (this: MangroveWorld, name: string) {
  this.backend(name).behave(resetting);
});

Given(
  '{backend} promises {int} bytes, sends {string} and dies',
  function (this: MangroveWorld, name: string, promised: number, sent: string) {
    this.backend(name).behave(dyingAfter(sent, promised));
  },
);

Given('{backends} hold(s) its/their answers back', function (this: MangroveWorld, names: string[]) {
  for (const name of names) this.backend(name).behave(waitingFor(this.gate, answering({ body: `hello from ${name}` })));
});

When('{backends} answer(s) at last', function (this: MangroveWorld, _names: string[]) {
  this.gate.open();
});

Given('{backends} answer(s) piece by piece', function (this: MangroveWorld, names: string[]) {
  for (const name of names) this.backend(name).behave(opening());
});

Given('{backend} answers piece by piece with {int}', function (this: MangroveWorld, name: string, status: number) {
  this.backend(name).behave(opening(status));
});

Given('{backend} answers piece by piece with the header {string}', function (this: MangroveWorld, name: string, line: string) {
  this.backend(name).behave(opening(200, [parseHeader(line)]));
});

Given('{backend} echoes what it is sent', function (this: MangroveWorld, name: string) {
  this.backend(name).behave(echoing);
});

Given('{backend} reads no bodies', function (this: MangroveWorld, name: string) {
  this.backend(name).behave(unreading);
});

Given('{backend} has {int} MiB to send', function (this: MangroveWorld, name: string, mebibytes: number) {
  this.backend(name).behave(pouring(mebibytes * 1024 * 1024, (sent) => this.poured.set(name, sent)));
});

Given('{backend} gives up on clients that do not read for {duration}', function (this: MangroveWorld, name: string, ms: number) {
  this.backend(name).behave(losingPatience(this.clock, ms));
});

Given('{backend} gives up on content that does not come for {duration}', function (this: MangroveWorld, name: string, ms: number) {
  this.backend(name).behave(losingPatienceWithContent(this.clock, ms));
});

Given('{backend} answers with the trailer {string}', function (this: MangroveWorld, name: string, line: string) {
  const [key, value] = parseHeader(line);
  this.backend(name).behave(({ response }) => {
    response.writeHead(200, { Trailer: key });
    response.write('a mango');
    response.addTrailers({ [key]: value });
    response.end();
  });
});

Given('{backend} sends 103 before its answer', function (this: MangroveWorld, name: string) {
  this.backend(name).behave(({ response }) => {
    response.writeEarlyHints({ link: '</mango.css>; rel=preload; as=style' }, () => response.end('a mango'));
  });
});

When('{backend} sends {string}', async function (this: MangroveWorld, name: string, piece: string) {
  const exchange = await this.exchangeAt(name);
  exchange.response.write(unescaped(piece));
});

Given('{backend} breaks every new connection and keeps the old ones', function (this: MangroveWorld, name: string) {
  this.backend(name).breaksNewConnections = true;
});

Given('{backend} takes new connections again', function (this: MangroveWorld, name: string) {
  this.backend(name).breaksNewConnections = false;
});

Given('{backend} answers {string} with {int}', function (this: MangroveWorld, name: string, path: string, status: number) {
  this.backend(name).behave(answering({ status }), path);
});

Given('{backend} answers {string} with the bytes {string}', function (this: MangroveWorld, name: string, path: string, text: string) {
  this.backend(name).behave(bytes(Buffer.from(unescaped(text), 'latin1')), path);
});

Given('{backend} resets the connection for {string}', function (this: MangroveWorld, name: string, path: string) {
  this.backend(name).behave(resetting, path);
});

When('{backend} goes on with the bytes {string}', async function (this: MangroveWorld, name: string, text: string) {
  (await this.exchangeAt(name)).request.socket.write(Buffer.from(unescaped(text), 'latin1'));
});

When('{backend} finishes its answer', async function (this: MangroveWorld, name: string) {
  (await this.exchangeAt(name)).response.end();
});

When('{backend} resets the connection', async function (this: MangroveWorld, name: string) {
  reset(await this.exchangeAt(name));
});

When('{backends} stop(s)', async function (this: MangroveWorld, names: string[]) {
  await this.mangrove();
  for (const name of names) await this.backend(name).stop();
});

When('{backend} starts again', async function (this: MangroveWorld, name: string) {
  await this.backend(name).start();
});

/** A request that arrives is no answer: as many have come, and as many answers to them have come whole to a client. */
Then('{backends} (each )answer(s) {times}', async function (this: MangroveWorld, names: string[], times: number) {
  for (const name of names) await until(`${times} answers of ${name}`, () => this.wholeAnswersFrom(name) >= times);
  await this.allHasHappened();
  const seen = names.map((name) => [name, this.backend(name).exchanges.length, this.wholeAnswersFrom(name)]);
  expect(seen).to.deep.equal(names.map((name) => [name, times, times]));
});

Then('{backends} receive(s) nothing', async function (this: MangroveWorld, names: string[]) {
  await this.allHasHappened();
  for (const name of names) expect(this.backend(name).received.map(({ target }) => target)).to.deep.equal([]);
});

Then('every backend receives a share of at least {int} requests', async function (this: MangroveWorld, least: number) {
  await this.allHasHappened();
  for (const { name, exchanges } of this.backends.all) expect(exchanges.length, name).to.be.at.least(least);
});

Then('{backend} is asked for {string}', async function (this: MangroveWorld, name: string, target: string) {
  expect((await this.exchangeAt(name)).received.target).to.equal(target);
});

Then('{backend} is asked with {word}', async function (this: MangroveWorld, name: string, method: string) {
  expect((await this.exchangeAt(name)).received.method).to.equal(method);
});

Then('{backend} receives the header {string}', async function (this: MangroveWorld, name: string, line: string) {
  const [key, value] = parseHeader(bytesOf(line));
  expect(valuesOf((await this.exchangeAt(name)).received.headers, key)).to.deep.equal([value]);
});

Then('{backend} receives the headers:', async function (this: MangroveWorld, name: string, table: DataTable) {
  const { headers } = (await this.exchangeAt(name)).received;
  const wanted = table.raw().map(([key = '']) => key.toLowerCase());
  expect(headers.filter(([key]) => wanted.includes(key.toLowerCase())).map(([key, value]) => [key.toLowerCase(), value])).to.deep.equal(
    lowerNames(table),
  );
});

Then('{backend} receives no header {string}', async function (this: MangroveWorld, name: string, key: string) {
  expect(valuesOf((await this.exchangeAt(name)).received.headers, key)).to.deep.equal([]);
});

Then(
  '{backend} receives a header {string} like {string}',
  async function (this: MangroveWorld, name: string, key: string, pattern: string) {
    const [value, ...more] = valuesOf((await this.exchangeAt(name)).received.headers, key);
    expect(more).to.deep.equal([]);
    expect(value).to.match(new RegExp(`^${pattern}$`));
  },
);

Then('{backend} receives its own address as Host', async function (this: MangroveWorld, name: string) {
  expect(valuesOf((await this.exchangeAt(name)).received.headers, 'host')).to.deep.equal([this.backend(name).address]);
});

Then('{backend} receives the body {string}', async function (this: MangroveWorld, name: string, body: string) {
  const { received } = await this.exchangeAt(name);
  await eventually(() => expect(received.body.toString()).to.equal(unescaped(body)));
});

Then('{backend} receives a body of {int} bytes', async function (this: MangroveWorld, name: string, size: number) {
  const { received } = await this.exchangeAt(name);
  await eventually(() => expect(received.bodyBytes).to.equal(size));
});

Then('{backend} receives the trailer {string}', async function (this: MangroveWorld, name: string, line: string) {
  const [key, value] = parseHeader(line);
  const { received } = await this.exchangeAt(name);
  await eventually(() => expect(valuesOf(received.trailers, key)).to.deep.equal([value]));
});

Then('{backend} receives no trailer {string}', async function (this: MangroveWorld, name: string, key: string) {
  const { received } = await this.exchangeAt(name);
  await until('the end of the request', () => received.arrival === 'complete');
  expect(valuesOf(received.trailers, key)).to.deep.equal([]);
});

Then('{backend} receives the body {string} and no trailers', async function (this: MangroveWorld, name: string, body: string) {
  const { received } = await this.exchangeAt(name);
  await until('the end of the request', () => received.arrival === 'complete');
  expect([received.body.toString(), received.trailers]).to.deep.equal([body, []]);
});

Then('{backend} sees the client leave within {duration}', async function (this: MangroveWorld, name: string, deadline: number) {
  const { received } = await this.exchangeAt(name);
  await until('the end of the request at the backend', () => received.abandoned, deadline);
});

Given('{backend} has given up', async function (this: MangroveWorld, name: string) {
  const { received } = await this.exchangeAt(name);
  await until('the end of the request at the backend', () => received.abandoned);
});

Then('{backend} has served all of them on one connection', function (this: MangroveWorld, name: string) {
  expect(new Set(this.backend(name).received.map(({ connection }) => connection)).size).to.equal(1);
});

Then('{backend} receives the port of Mangrove as X-Forwarded-Port', async function (this: MangroveWorld, name: string) {
  expect(valuesOf((await this.exchangeAt(name)).received.headers, 'x-forwarded-port')).to.deep.equal([String(await this.port())]);
});

Then('{backend} receives in Forwarded:', async function (this: MangroveWorld, name: string, table: DataTable) {
  const elements = valuesOf((await this.exchangeAt(name)).received.headers, 'forwarded').flatMap(forwardedElements);
  const wanted = table.hashes();
  const keys = Object.keys(wanted[0] ?? {});
  expect(elements.map((element) => Object.fromEntries(keys.map((key) => [key, element[key] ?? ''])))).to.deep.equal(wanted);
});

function lowerNames(table: DataTable): string[][] {
  return table.raw().map(([name = '', ...values]) => [name.toLowerCase(), ...values.map(unescaped)]);
}
