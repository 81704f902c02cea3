import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { textLine } from '../../src/log-text/text-line';
import { withHoles } from './holes';
import { blocksOf, pages } from './page';
import { provocations, statusOfTheIll } from './provoked';

const isLog = (text: string) => text.startsWith('{"level"');

/** The line that came which has most in common with one that did not. */
function nearest(line: string, came: readonly string[]): string {
  const pieces = new Set(withHoles(line).split(/,| {2}/));
  const alike = (one: string) =>
    withHoles(one)
      .split(/,| {2}/)
      .filter((piece) => pieces.has(piece)).length;
  return came.toSorted((one, other) => alike(other) - alike(one))[0] ?? 'nothing';
}

describe('what pages show of the log', () => {
  let json: readonly string[] = [];
  before(async () => {
    json = (await Promise.all(provocations.map((provoke) => provoke()))).flat();
  });

  for (const page of pages)
    for (const { line, kind, text, note } of blocksOf(page)) {
      if (note !== undefined || (kind !== 'text' && !(kind === 'json' && isLog(text)))) continue;
      it(`is what is logged: ${page}:${line}`, () => {
        const came = kind === 'json' ? json : json.map((one) => textLine(one, { hasColours: false, time: 'clock' }).trimEnd());
        const known = new Set(came.flatMap((one) => one.split('\n')).map(withHoles));
        const untrue = text.split('\n').flatMap((one, at) => (known.has(withHoles(one)) ? [] : [{ at: line + at, one }]));
        const said = untrue.map(({ at, one }) => `${page}:${at}  the log has no such line: ${one}\nthe nearest is: ${nearest(one, came)}`);
        expect(said.join('\n')).to.equal('');
      });
    }
});

describe('what pages show of the status', () => {
  for (const page of pages)
    for (const { line, kind, text, note } of blocksOf(page)) {
      if (kind !== 'json' || note !== undefined || isLog(text)) continue;
      it(`is what the status API says of a backend that is ill: ${page}:${line}`, async () => {
        const came = withHoles(JSON.stringify(JSON.parse(await statusOfTheIll()), undefined, 2));
        expect(withHoles(JSON.stringify(JSON.parse(text), undefined, 2)), `${page}:${line}`).to.equal(came);
      });
    }
});
