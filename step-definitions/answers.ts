import { type DataTable, Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import { type Answer, bodyOf, headerOf } from './support/answer';
import { bytesOf, parseHeader, valuesOf } from './support/header-list';
import type { MangroveWorld } from './support/world';

/** The answers, each of which must have come to its end: half of one is none that a client could trust. */
function whole(world: MangroveWorld): readonly Answer[] {
  expect(world.answers.map(({ ending }) => ending)).to.not.include('broken');
  return world.answers;
}

/** The last answer, which must have come to its end. */
function wholeAnswer({ answer }: MangroveWorld): Answer {
  expect(answer.ending).to.equal('complete');
  return answer;
}

Then('the answer is {int}', function (this: MangroveWorld, status: number) {
  expect(wholeAnswer(this).status).to.equal(status);
});

Then('the answer is {int} {string}', function (this: MangroveWorld, status: number, body: string) {
  expect([wholeAnswer(this).status, bodyOf(this.answer)]).to.deep.equal([status, body]);
});

Then('the answer is {int} with this text:', function (this: MangroveWorld, status: number, text: string) {
  expect([wholeAnswer(this).status, bodyOf(this.answer)]).to.deep.equal([status, text]);
});

Then('the answers are {int} and {int}', function (this: MangroveWorld, first: number, second: number) {
  expect(whole(this).map(({ status }) => status)).to.deep.equal([first, second]);
});

Then('every answer is {int}', function (this: MangroveWorld, status: number) {
  expect(this.answers).not.to.have.length(0);
  const others = whole(this).filter((answer) => answer.status !== status);
  expect(others.map((answer) => [answer.status, bodyOf(answer)])).to.deep.equal([]);
});

Then('the answer comes from {backend}', function (this: MangroveWorld, name: string) {
  expect([wholeAnswer(this).status, headerOf(this.answer, 'X-Backend')]).to.deep.equal([200, name]);
});

Then('the answers come from {backends}, in this order', function (this: MangroveWorld, names: string[]) {
  expect(whole(this).map((answer) => headerOf(answer, 'X-Backend'))).to.deep.equal(names);
});

Then('the answer has the header {string}', function (this: MangroveWorld, line: string) {
  const [name, value] = parseHeader(bytesOf(line));
  expect(valuesOf(this.answer.headers, name)).to.deep.equal([value]);
});

Then('the answer has the headers:', function (this: MangroveWorld, table: DataTable) {
  const wanted = table.raw().map(([key = '']) => key.toLowerCase());
  expect(this.answer.headers.filter(([key]) => wanted.includes(key.toLowerCase())).map(([key, value]) => [key, value])).to.deep.equal(
    table.raw().map((row) => row.map(bytesOf)),
  );
});

Then('the answer has no header {string}', function (this: MangroveWorld, name: string) {
  expect(valuesOf(this.answer.headers, name)).to.deep.equal([]);
});

Then('the answer has a header {string} that names {word}', function (this: MangroveWorld, name: string, part: string) {
  expect(headerOf(this.answer, name)?.split(', ')).to.include(part);
});

Then('the answer has no trailer {string}', function (this: MangroveWorld, name: string) {
  expect(valuesOf(this.answer.trailers, name)).to.deep.equal([]);
});

Then('the answer has the trailer {string}', function (this: MangroveWorld, line: string) {
  const [name, value] = parseHeader(line);
  expect(valuesOf(this.answer.trailers, name)).to.deep.equal([value]);
});

Then('the answer has no body', function (this: MangroveWorld) {
  expect(wholeAnswer(this).bytes.length).to.equal(0);
});

Then('the answer has a body of {int} MiB', function (this: MangroveWorld, mebibytes: number) {
  expect([this.answer.ending, this.answer.bytes.length]).to.deep.equal(['complete', mebibytes * 1024 * 1024]);
});

Then('the answer has the body {string}', function (this: MangroveWorld, body: string) {
  expect([this.answer.ending, bodyOf(this.answer)]).to.deep.equal(['complete', body]);
});

Then('the answer breaks off', function (this: MangroveWorld) {
  expect(this.answer.ending).to.equal('broken');
});
