import { describe, it } from 'node:test';
import { expect } from 'chai';
import { shownJson, shownPhrase } from '../../src/commands/shown';

describe('names on a terminal', () => {
  for (const [name, shown] of [
    ['/cart', '/cart'],
    ['every path', 'every path'],
    ['a b c', 'a b c'],
    ['~', '~'],
    ['\u001bred', '"\\u001bred"'],
    ['red\u001b', '"red\\u001b"'],
    ['\u202e/a', '"\\u202e/a"'],
    [' a', '" a"'],
    ['a ', '"a "'],
    ['a  b', '"a  b"'],
    ['', '""'],
  ] as const)
    it(JSON.stringify(name), () => void expect(shownPhrase(name)).to.equal(shown));

  it('in JSON, two spaces deep', () => void expect(shownJson({ a: '\u202e' })).to.equal('{\n  "a": "\\u202e"\n}\n'));
});
