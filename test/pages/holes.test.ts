import { describe, it } from 'node:test';
import { expect } from 'chai';
import { compare, withHoles } from './holes';

const isSame = (one: string, other: string) => withHoles(one) === withHoles(other);

describe('what a page shows and what came', () => {
  const same: readonly (readonly [what: string, shown: string, came: string])[] = [
    ['times', '"time":"2026-11-23T18:44:08.054Z"', '"time":"2031-01-02T00:00:00.000Z"'],
    ['clocks at the beginning of a line', '18:44:08.054  200', '07:01:59.999  200'],
    ['how long it took', '200       3.7 ms  GET', '200      1.05 s  GET'],
    ['milliseconds in JSON', '"duration_ms":3.7,"bytes":204', '"duration_ms":12,"bytes":99'],
    ['ports that nobody has chosen', 'ECONNREFUSED 127.0.0.1:46871', 'ECONNREFUSED 127.0.0.1:35351'],
    ['ids', '"id":"Xq3ZtL0hR9c2-9f"', '"id":"0G4q3tQpTAcM-91"'],
  ];
  for (const [what, shown, came] of same) it(`agree but for ${what}`, () => void expect(isSame(shown, came)).to.equal(true));

  const different: readonly (readonly [what: string, shown: string, came: string])[] = [
    ['a status', '200       3.7 ms  GET', '502       3.7 ms  GET'],
    ['a time that is set', 'ejected for 30 s after 5 failures', 'ejected for 60 s after 5 failures'],
    ['the order of keys', '{"a_ms":1,"b_ms":2}', '{"b_ms":1,"a_ms":2}'],
    ['an address', '127.0.0.1:46871', '10.0.0.1:46871'],
    ['a port that is named', 'localhost:8081', 'localhost:8082'],
    ['an id of the client', '"id":"order-42"', '"id":"order-43"'],
  ];
  for (const [what, shown, came] of different) it(`differ by ${what}`, () => void expect(isSame(shown, came)).to.equal(false));

  const cases: readonly (readonly [shown: string, came: string, result: 'all' | 'so far' | undefined])[] = [
    ['a b', 'a b', 'all'],
    ['a b', 'a', 'so far'],
    ['a b', 'a b c', undefined],
    ['a b', 'a c', undefined],
    ['a ... b', 'a a a b', 'all'],
    ['a ... b', 'a b', 'all'],
    ['a ... b', 'a a', 'so far'],
    ['a ... b', 'a c b', undefined],
    ['a ... a', 'a a a', 'all'],
    ['... b', 'x y b', 'all'],
    ['', 'a', undefined],
  ];
  const lines = (text: string) => (text === '' ? [] : text.split(' '));
  for (const [shown, came, result] of cases)
    it(`"${came}" is ${result ?? 'none'} of "${shown}"`, () => void expect(compare(lines(shown), lines(came))).to.equal(result));
});
