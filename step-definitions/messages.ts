import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { bytes } from './support/behaviours';
import { until } from './support/eventually';
import { unescaped } from './support/wire';
import type { MangroveWorld } from './support/world';

Given(
  '{backend} says {string} too much on a connection before its second answer',
  function (this: MangroveWorld, name: string, text: string) {
    const seen = new Map<unknown, number>();
    this.backend(name).behave(({ request, response }) => {
      const count = (seen.get(request.socket) ?? 0) + 1;
      seen.set(request.socket, count);
      if (count === 2) request.socket.write(unescaped(text), 'latin1');
      response.writeHead(200, ['X-Backend', name]).end();
    });
  },
);

Given(
  '{backend} answers with {int} MiB and {int} bytes more',
  function (this: MangroveWorld, name: string, mebibytes: number, surplus: number) {
    const length = mebibytes * 1024 * 1024;
    this.backend(name).behave(({ request: { socket } }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`);
      socket.write(Buffer.alloc(length + surplus, 'm'));
    });
  },
);

Then(
  'the log says {times} that {backend} sends bytes that belong to no answer',
  async function (this: MangroveWorld, times: number, name: string) {
    const backend = this.writtenName(name);
    const warnings = () => this.logLines.all.filter((line) => line.backend === backend && /belong to no answer/.test(String(line.msg)));
    await until('a warning', () => warnings().length > 0);
    await this.allHasHappened();
    expect(warnings().map(({ level }) => level)).to.deep.equal(Array.from({ length: times }, () => 'warn'));
  },
);

Given('{backend} breaks each connection when its second request comes', function (this: MangroveWorld, name: string) {
  const seen = new Set<unknown>();
  this.backend(name).behave(({ request, response }) => {
    if (seen.has(request.socket)) request.socket.destroy();
    else response.writeHead(200, ['X-Backend', name]).end();
    seen.add(request.socket);
  });
});

Given('{backend} answers in turn:', function (this: MangroveWorld, name: string, table: DataTable) {
  const answers = table.raw().map(([text = '']) => bytes(Buffer.from(unescaped(text), 'latin1')));
  let next = 0;
  this.backend(name).behave((exchange) => answers[next++ % answers.length]?.(exchange));
});

When('{backend} says {string} while nobody asks', async function (this: MangroveWorld, name: string, text: string) {
  const { request } = await this.exchangeAt(name);
  request.socket.write(unescaped(text), 'latin1');
});

Then("the client's connection breaks within {duration}", async function (this: MangroveWorld, deadline: number) {
  await until('the break', () => this.request.failed !== undefined || this.request.current?.ending === 'broken', deadline);
});

Given('Mangrove runs with {string}', function (this: MangroveWorld, option: string) {
  this.environment = { NODE_OPTIONS: option };
});

Then('{backend} receives the framing {string}', async function (this: MangroveWorld, name: string, line: string) {
  const { headers } = (await this.exchangeAt(name)).received;
  const framing = headers.filter(([key]) => ['content-length', 'transfer-encoding'].includes(key.toLowerCase()));
  // Only the default transport keeps the spelling of names.
  expect(framing.map(([key, value]) => `${key}: ${value}`.toLowerCase())).to.deep.equal([line.toLowerCase()]);
});

Then('the client has read {string}', function (this: MangroveWorld, text: string) {
  expect(this.raw.receivedText).to.include(unescaped(text));
});

Then('the client has never read {string}', async function (this: MangroveWorld, text: string) {
  await this.allHasHappened();
  expect(this.raw.receivedText.toLowerCase()).to.not.include(text.toLowerCase());
});
