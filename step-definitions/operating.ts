import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { bodyOf } from './support/answer';
import { eventually, until, within } from './support/eventually';
import { patientNow } from './support/patience';
import { Command } from './support/process';
import type { MangroveWorld } from './support/world';

Given('the demo is running', async function (this: MangroveWorld) {
  if (this.external !== undefined) return;
  const demo = this.run(new Command(['start'], { cwd: await this.scratch.folder(), env: { PORT: '0', ADMIN_PORT: '0' } }));
  this.external = (await demo.listening()).url;
});

When('somebody runs {string}', async function (this: MangroveWorld, line: string) {
  await this.runToEnd(argumentsIn(line));
});

When('somebody runs {string} into a full disk', async function (this: MangroveWorld, line: string) {
  await this.runToEnd(argumentsIn(line), {}, { output: { file: '/dev/full', kibibytes: 1024 } });
});

When('somebody runs {string} and nobody reads what it prints', async function (this: MangroveWorld, line: string) {
  const command = this.run(new Command(argumentsIn(line), { cwd: await this.scratch.folder() }));
  command.closeOutput();
  await this.ended();
});

When('somebody runs {string} and gives it {int} MiB', async function (this: MangroveWorld, line: string, mebibytes: number) {
  await this.runToEnd(argumentsIn(line), {}, { input: 'm'.repeat(mebibytes * 1024 * 1024) });
});

When('somebody runs {string} with {word} set to {string}', async function (this: MangroveWorld, line: string, name: string, value: string) {
  await this.runToEnd(argumentsIn(line), { [name]: value });
});

Given('Mangrove is running with {word} set to a free port', async function (this: MangroveWorld, name: string) {
  await this.startWithFreePort(name);
});

Given('another program listens on the port of the config', async function (this: MangroveWorld) {
  const other = this.backend('Squatter');
  await other.start();
  this.config.set(['listen'], other.address);
});

Given('another program listens on the port of the status API', async function (this: MangroveWorld) {
  const other = this.backend('Squatter');
  await other.start();
  this.config.set(['admin'], other.address);
});

Given('another Mangrove listens on the port of the config', async function (this: MangroveWorld) {
  const { url } = await this.another();
  this.config.set(['listen'], new URL(url).host);
});

Given('another Mangrove listens on the port of the config at every address', async function (this: MangroveWorld) {
  this.config.set(['listen'], '0.0.0.0:0');
  const { url } = await this.another();
  this.config.set(['listen'], `127.0.0.1:${new URL(url).port}`);
});

Given('the config is in the file {string}', async function (this: MangroveWorld, name: string) {
  this.config.suggest(['listen'], '127.0.0.1:0');
  await this.scratch.write(name, this.config.text);
});

Given('nobody reads the log any more', async function (this: MangroveWorld) {
  await this.mangrove();
  this.process.stopReading();
});

Then('the exit code is {int}', async function (this: MangroveWorld, code: number) {
  const exit = await this.ended();
  expect(exit, this.said).to.deep.equal({ code, signal: null });
});

Then('it says {string}', function (this: MangroveWorld, text: string) {
  expect(this.said).to.contain(text);
});

Then('it prints:', function (this: MangroveWorld, text: string) {
  expect(this.said).to.equal(`${text}\n`);
});

Then('what it prints is this JSON:', function (this: MangroveWorld, text: string) {
  expect(JSON.parse(this.said)).to.deep.equal(JSON.parse(text));
});

Then('it shows no stack trace', function (this: MangroveWorld) {
  expect(this.said).not.to.match(/^\s+at /m);
});

Then('it listens on that port', async function (this: MangroveWorld) {
  const { url } = await this.mangrove();
  expect(new URL(url).port).to.equal(String(this.freePort));
});

When('Mangrove receives {word}', async function (this: MangroveWorld, signal: string) {
  await this.mangrove();
  this.process.signal(signal as NodeJS.Signals);
});

When('the command receives {word}', function (this: MangroveWorld, signal: string) {
  this.process.signal(signal as NodeJS.Signals);
});

When('Mangrove receives a second {word}', async function (this: MangroveWorld, signal: string) {
  await this.logged({ msg: 'stopping' });
  this.process.signal(signal as NodeJS.Signals);
});

When('Mangrove is told to stop', async function (this: MangroveWorld) {
  await this.mangrove();
  this.pending.push(this.stop());
});

Then('Mangrove has stopped', async function (this: MangroveWorld) {
  await within(this.stop(), 'the end of the graceful stop');
});

Then('new clients are refused', async function (this: MangroveWorld) {
  await eventually(async () => expect(await this.refused()).to.equal(true));
});

Then('Mangrove is not ready', async function (this: MangroveWorld) {
  await eventually(async () => expect((await this.admin('/readyz')).status).to.equal(503));
});

When('an operator asks for {string}', async function (this: MangroveWorld, path: string) {
  this.answers.push(await this.admin(path));
});

When('an operator sends {word} {string}', async function (this: MangroveWorld, method: string, path: string) {
  this.answers.push(await this.admin(path, method));
});

Then('the status API is off', async function (this: MangroveWorld) {
  expect((await this.mangrove()).adminUrl).to.equal(undefined);
});

/** A row for each route: its name, the prefix it strips, and the rest as JSON. */
Then('the status shows the routes:', async function (this: MangroveWorld, table: DataTable) {
  const seen = (await this.status()).routes.map(({ name, strips, ...leadsTo }) => [name, strips ?? '', JSON.stringify(leadsTo)]);
  expect(seen.sort()).to.deep.equal(table.raw().slice(1).sort());
});

Then('the status shows the pool {string} with the policy {word}', async function (this: MangroveWorld, name: string, policy: string) {
  const { pools } = await this.status();
  expect(pools.find((pool) => pool.name === name)?.policy).to.equal(policy);
});

Then('the status shows {int} request(s) in flight at {backend}', async function (this: MangroveWorld, count: number, name: string) {
  await this.allHasHappened();
  await eventually(async () => expect((await this.statusOf(name)).in_flight).to.equal(count));
});

Then(
  'the status shows {int} request(s) and {int} failure(s) at {backend}',
  async function (this: MangroveWorld, requests: number, failures: number, name: string) {
    await this.allHasHappened();
    await eventually(async () => expect((await this.statusOf(name)).totals).to.deep.equal({ requests, failures }));
  },
);

Then('the status shows {int} retries spent, and {int} left', async function (this: MangroveWorld, spent: number, left: number) {
  await this.allHasHappened();
  await eventually(async () => expect((await this.status()).pools[0]?.retry_budget).to.deep.equal({ spent, left }));
});

Then('the status shows the weight {int} for {backend}', async function (this: MangroveWorld, weight: number, name: string) {
  expect((await this.statusOf(name)).weight).to.equal(weight);
});

Then('the status says since when {backend} is in its state', async function (this: MangroveWorld, name: string) {
  const changedAt = new Date(String((await this.statusOf(name)).changed_at)).getTime();
  expect(changedAt).to.be.within(Math.floor(performance.timeOrigin), this.clock.wallTime());
});

Then('the status says that {backend} has been in its state for {duration}', async function (this: MangroveWorld, name: string, ms: number) {
  const changedAt = new Date(String((await this.statusOf(name)).changed_at)).getTime();
  // Both clocks count whole milliseconds.
  expect(this.clock.wallTime() - changedAt).to.be.within(ms - 2, ms + 2);
});

Then('the status shows a version, and an uptime of {int} s', async function (this: MangroveWorld, seconds: number) {
  const { version, uptime_s } = await this.status();
  expect(version).to.match(/^\d+\.\d+\.\d+/);
  expect(uptime_s).to.equal(seconds);
});

Then('the log gives the detail {string}', async function (this: MangroveWorld, detail: string) {
  await this.logged({ detail });
});

Then('the log gives the reason {string}', async function (this: MangroveWorld, reason: string) {
  await this.logged({ msg: 'request', reason });
});

Then('the log line of the request has:', async function (this: MangroveWorld, table: DataTable) {
  await this.logged({ msg: 'request' });
  const line = this.logLines.with({ msg: 'request' }).at(-1) ?? {};
  const wanted = table.raw().map(([key = '']) => key);
  expect(wanted.map((key) => [key, String(line[key])])).to.deep.equal(table.raw());
});

Then('the log line of {string} has:', async function (this: MangroveWorld, path: string, table: DataTable) {
  await this.logged({ msg: 'request', path });
  const line = this.logLines.with({ msg: 'request', path }).at(-1) ?? {};
  expect(table.raw().map(([key = '']) => [key, String(line[key])])).to.deep.equal(table.raw());
});

Then('the log line of the request has a {string} like {string}', async function (this: MangroveWorld, key: string, pattern: string) {
  await this.logged({ msg: 'request' });
  expect(String(this.logLines.with({ msg: 'request' }).at(-1)?.[key])).to.match(new RegExp(`^${pattern}$`));
});

Then('the log line of the request has no {string}', async function (this: MangroveWorld, key: string) {
  await this.logged({ msg: 'request' });
  expect(this.logLines.with({ msg: 'request' }).at(-1)).not.to.have.property(key);
});

Then('the log has {int} line(s) for requests', async function (this: MangroveWorld, count: number) {
  await until(`${count} lines`, () => this.logLines.with({ msg: 'request' }).length >= count);
  await this.allHasHappened();
  expect(this.logLines.with({ msg: 'request' })).to.have.length(count);
});

Then('the log has no line for a request', async function (this: MangroveWorld) {
  await this.stop();
  expect(this.logLines.with({ msg: 'request' })).to.deep.equal([]);
});

Then('the log mentions what the rules would have refused', async function (this: MangroveWorld) {
  await until('a line about a dry run', () => this.logLines.all.some((line) => /dry.run/.test(JSON.stringify(line))));
});

Then(
  'the log line names {backend} with the reason {string} among the attempts',
  async function (this: MangroveWorld, name: string, reason: string) {
    await this.logged({ msg: 'request' });
    const attempts = this.logLines.with({ msg: 'request' }).at(-1)?.attempts as { backend: string; reason?: string }[];
    expect(attempts.map((attempt) => [attempt.backend, attempt.reason])).to.deep.include([this.writtenName(name), reason]);
  },
);

Then('the answers greet with {string} and the names of 3 backends, in turn', function (this: MangroveWorld, greeting: string) {
  const bodies = this.answers.map(bodyOf);
  for (const body of bodies) expect(body).to.contain(greeting);
  expect(new Set(bodies).size).to.equal(3);
  expect(bodies.slice(0, -3)).to.deep.equal(bodies.slice(3));
});

Then('the log says once {string}, then once {string}', async function (this: MangroveWorld, first: string, second: string) {
  await this.logged({ msg: second });
  await this.allHasHappened();
  expect(this.logLines.with({ msg: first })).to.have.length(1);
  expect(this.logLines.with({ msg: second })).to.have.length(1);
});

Then('Mangrove ends within {duration} of {word}', async function (this: MangroveWorld, limit: number, signal: string) {
  await this.mangrove();
  const startedAt = patientNow();
  this.process.signal(signal as NodeJS.Signals);
  await this.ended();
  expect(patientNow() - startedAt).to.be.below(limit);
});

/** The words behind the first; what stands in double quotes is one. */
function argumentsIn(line: string): string[] {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  return words.slice(1).map((word) => word.replace(/^"(.*)"$/, '$1'));
}
