import { it } from 'node:test';
import { expect } from 'chai';
import { compilePattern } from '../../src/routing/text-pattern';

const matches: Readonly<Record<string, { yes: readonly string[]; no: readonly string[] }>> = {
  '*': { yes: ['', 'a', 'a, b'], no: [] },
  mango: {
    yes: ['mango', 'kiwi, mango', 'mango ,kiwi', 'a,\t mango\t, b', 'mango '],
    no: ['', 'mangos', 'a mango', 'kiwi,amango', 'man,go', 'Mango'],
  },
  ' mango ': { yes: ['mango'], no: ['kiwi'] },
  'a, b': { yes: ['a, b', 'x, a, b', 'a, b, c'], no: ['a,b', 'a', 'b'] },
  'man*': { yes: ['man', 'mango', 'kiwi, mango', 'mango, kiwi'], no: ['ma', 'a man', 'kiwi'] },
  '*go': { yes: ['go', 'mango', 'mango, kiwi', 'kiwi, mango', 'go, gone'], no: ['gone', 'mangos'] },
  'm*n*o': { yes: ['mango', 'mno', 'm, n, o', 'x, mango'], no: ['mao', 'mgnao!', 'nmo', 'mn'] },
  'm*n*': { yes: ['mn', 'mango', 'kiwi, m,n'], no: ['m', 'nm'] },
  '*a*a*': { yes: ['aa', 'banana', 'a, a'], no: ['a', 'b'] },
  'ab*ba': { yes: ['abba', 'ab, ba'], no: ['aba', 'ab'] },
};

for (const [pattern, { yes, no }] of Object.entries(matches))
  it(`the pattern ${JSON.stringify(pattern)}`, () => {
    const isMatched = compilePattern(pattern);
    expect([...yes, ...no].filter(isMatched)).to.deep.equal(yes);
  });
