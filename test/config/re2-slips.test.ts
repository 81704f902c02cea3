import { describe, it } from 'node:test';
import { expect } from 'chai';
import { re2Slip } from '../../src/config/re2-slips';

const slips: readonly (readonly [pattern: string, wrong: string, cure: string])[] = [
  ['[z-a]', 'a range in brackets runs backwards', 'the lower end first, such as [a-z]'],
  ['(a)\\1', 'it escapes what has no escape', 'a backslash before marks alone, and no back references such as \\1'],
  ['(?P<a-b>c)', 'a group has a name that is none', '(?P<name>…), with letters, digits and "_"'],
  ['(?P<a>b)(?P<a>c)', 'two groups have one name', 'a name of its own for each'],
  ['a(?=b)', 'RE2 does not know a group of this kind', 'no look-around such as (?=…), (?!…), (?<=…) or (?<!…)'],
  ['(?<=a)b', 'RE2 does not look behind', 'no (?<=…) or (?<!…)'],
  ['(?<!a)b', 'RE2 does not look behind', 'no (?<=…) or (?<!…)'],
  ['[[:fruit:]]', 'it names a class of characters that is none', 'one such as [[:alpha:]]'],
  ['\\p{Fruit}', 'it names a class of characters that is none', 'one such as \\p{L}'],
  ['a**', 'two repetitions follow one another', 'only one of *, + and ?'],
  ['a{1001}', 'it repeats too often', 'a count of at most 1000, the lower one first'],
  ['[a', 'a "[" is not closed', 'a "]", or \\[ for the mark itself'],
  ['(a', 'a "(" is not closed', 'a ")", or \\( for the mark itself'],
  ['a)', 'a ")" closes nothing', 'a "(" before it, or \\) for the mark itself'],
  ['*a', 'nothing stands before a *, + or ?', 'what is to be repeated, or a backslash before the mark'],
  ['a\\', 'it ends in the middle of an escape', 'two backslashes for the mark itself'],
  ['('.repeat(1001) + ')'.repeat(1001), 'it has too many groups inside one another', 'a simpler one'],
  ['((a{100}){100}){100}', 'it repeats too often', 'a count of at most 1000, the lower one first'],
];

describe('what RE2 has against a pattern', () => {
  for (const [pattern, wrong, cure] of slips) it(pattern.slice(0, 20), () => void expect(re2Slip(pattern)).to.deep.equal({ wrong, cure }));

  it('is nothing where RE2 takes it', () => void expect(re2Slip('^/cart/(\\d+)$')).to.equal(undefined));
});
