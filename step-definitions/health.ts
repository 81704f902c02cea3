import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually, until } from './support/eventually';
import { valuesOf } from './support/header-list';
import type { MangroveWorld } from './support/world';

Given('a backend is unhealthy after {int} failed check(s)', function (this: MangroveWorld, fall: number) {
  this.quickChecks({ fall });
});

Given('a backend is healthy again after {int} passed check(s)', function (this: MangroveWorld, rise: number) {
  this.quickChecks({ rise });
});

Given('a check passes when the status is {string}', function (this: MangroveWorld, expected: string) {
  this.quickChecks({ expect: expected });
});

Given('a check passes when the answer contains {string}', function (this: MangroveWorld, body: string) {
  this.quickChecks({ body });
});

Given('backends are asked for {string}', function (this: MangroveWorld, path: string) {
  this.quickChecks({ path });
});

Given('backends are only connected to', function (this: MangroveWorld) {
  this.quickChecks({ type: 'tcp' });
});

Given('a check may take {string}', function (this: MangroveWorld, timeout: string) {
  this.config.setInPools('health', { interval: '20ms', timeout, fall: 1, rise: 1 });
});

Given('backends begin {word}', function (this: MangroveWorld, initial: string) {
  this.quickChecks({ initial });
});

Given('{backend} has failed {int} check(s)', async function (this: MangroveWorld, name: string, count: number) {
  await this.settledChecks(name);
  await this.backend(name).health.play(Array.from({ length: count }, () => ({ status: 500 })));
});

Given('{backend} has then passed {int} check(s)', async function (this: MangroveWorld, name: string, count: number) {
  await this.backend(name).health.play(Array.from({ length: count }, () => ({ status: 200 })));
});

Given('{backend} has then failed {int} check(s)', async function (this: MangroveWorld, name: string, count: number) {
  await this.backend(name).health.play(Array.from({ length: count }, () => ({ status: 500 })));
});

Given('{backend} fails every check', function (this: MangroveWorld, name: string) {
  this.backend(name).health.say({ status: 500 });
});

Given('{backend} answers its checks with {int} {string}', function (this: MangroveWorld, name: string, status: number, body: string) {
  this.backend(name).health.say({ status, body });
});

Given('{backend} answers its checks with {int}', function (this: MangroveWorld, name: string, status: number) {
  this.backend(name).health.say({ status });
});

Given('{backend} answers the first {int} check(s) with {int}', function (this: MangroveWorld, name: string, count: number, status: number) {
  this.backend(name).health.begin(Array.from({ length: count }, () => ({ status })));
});

When('{backend} has been checked {times}', async function (this: MangroveWorld, name: string, times: number) {
  await this.mangrove();
  await this.backend(name).health.answered(times);
});

Given('{backend} needs {duration} to answer a check', function (this: MangroveWorld, name: string, ms: number) {
  this.backend(name).health.needsMs = ms;
});

Given('{backend} leaves its checks without an answer', function (this: MangroveWorld, name: string) {
  this.backend(name).health.begin([]);
});

When('{backends} is/are found to be {state}', async function (this: MangroveWorld, names: string[], state: string) {
  for (const name of names) await this.reaches(name, state);
});

Then('{backend} is (still ){state}', async function (this: MangroveWorld, name: string, state: string) {
  await this.allHasHappened();
  expect((await this.statusOf(name)).state).to.equal(state);
});

Then('{backend} is soon {state}', async function (this: MangroveWorld, name: string, state: string) {
  await this.reaches(name, state);
});

Then('the reason for the state of {backend} is {string}', async function (this: MangroveWorld, name: string, reason: string) {
  expect((await this.statusOf(name)).reason).to.contain(reason);
});

Then('{backend} has been checked with a request for {string}', async function (this: MangroveWorld, name: string, path: string) {
  expect(this.backend(name).health.path).to.equal(path);
  await until('a check', () => this.backend(name).health.seen.length > 0);
});

Then('{backend} has been checked at the host {string}', async function (this: MangroveWorld, name: string, host: string) {
  await eventually(() => expect(valuesOf(this.backend(name).health.seen[0]?.headers ?? [], 'host')).to.deep.equal([host]));
});

Then('{backend} has never been connected to', async function (this: MangroveWorld, name: string) {
  await this.allHasHappened();
  expect(this.backend(name).connections).to.equal(0);
});

Then('the log says {times} that {backend} is {state}', async function (this: MangroveWorld, times: number, name: string, state: string) {
  const fields = { msg: `backend ${state}`, backend: this.writtenName(name) };
  await this.logged(fields, times);
  await this.allHasHappened();
  expect(this.logLines.with(fields)).to.have.length(times);
});

Then('the log gives a reason why {backend} is unhealthy', async function (this: MangroveWorld, name: string) {
  await this.logged({ msg: 'backend unhealthy', backend: this.writtenName(name) });
  expect(this.logLines.with({ msg: 'backend unhealthy' })[0]?.reason).to.be.a('string').that.is.not.empty;
});

Given('{backend} has been connected to', async function (this: MangroveWorld, name: string) {
  await this.mangrove();
  await until('a connection', () => this.backend(name).connections > 0);
});

Given('backends are checked every {string}', function (this: MangroveWorld, interval: string) {
  this.config.setInPools('health', { interval });
});

When('{backends} have been checked', async function (this: MangroveWorld, names: string[]) {
  await this.mangrove();
  await until('a first check of each', () => names.every((name) => this.backend(name).health.seen.length > 0));
});

Then('the first checks of {backends} are at least {duration} apart', function (this: MangroveWorld, names: string[], least: number) {
  const times = names.map((name) => this.backend(name).health.seen[0]?.at ?? 0).sort((a, b) => a - b);
  for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).to.be.at.least(least);
});

Then(
  'the first {int} checks of {backend} are {int} to {int} ms apart',
  function (this: MangroveWorld, count: number, name: string, least: number, most: number) {
    const times = this.backend(name)
      .health.seen.slice(0, count)
      .map(({ at }) => at);
    expect(times).to.have.length(count);
    for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).to.be.within(least, most);
  },
);

Then('{backend} has been asked how it is {times}', async function (this: MangroveWorld, name: string, times: number) {
  await this.allHasHappened();
  expect(this.backend(name).health.seen).to.have.length(times);
});
