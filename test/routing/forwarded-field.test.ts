import { test } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { type ForwardedElement, mostHops, readForwarded, readNode, writeElement } from '../../src/routing/forwarded-field';

const fields: readonly [field: string, elements: ForwardedElement[]][] = [
  ['', []],
  ['for=a', [[['for', 'a']]]],
  [
    'FOR=A;Proto="https" ; ext=1',
    [
      [
        ['for', 'A'],
        ['proto', 'https'],
        ['ext', '1'],
      ],
    ],
  ],
  ['for=a,, ,for=b', [[['for', 'a']], [['for', 'b']]]],
  [
    'for="a, for=b";host="c;d"',
    [
      [
        ['for', 'a, for=b'],
        ['host', 'c;d'],
      ],
    ],
  ],
  ['for="a\\"b\\\\c\\d"', [[['for', 'a"b\\cd']]]],
  ['for=a;', [[['for', 'a']]]],
  ['for=', [[['for', '']]]],
  // What is malformed hides all in front of it, and nothing behind.
  ['for=a, for, for=b', [[['for', 'b']]]],
  ['for=a, for=b;for=c', []],
  ['for=a, for =b', []],
  ['for=a, f(r=b, for=c', [[['for', 'c']]]],
  ['for="a, for=b', [[['for', 'b']]]],
  ['for=a, for="b', []],
  [
    'for=a;host=", for=b;host="c"',
    [
      [
        ['for', 'b'],
        ['host', 'c'],
      ],
    ],
  ],
  [`for=a, ${Array.from({ length: 17 }, (_, at) => `p${at}=1`).join(';')}`, []],
];

for (const [field, elements] of fields) {
  test(`Forwarded: ${field}`, () => {
    expect(readForwarded(field)).to.deep.equal(elements);
  });
}

test('no more than the nearest elements are read', () => {
  expect(readForwarded(Array.from({ length: 3 * mostHops }, (_, at) => `for=${at}`).join()).map(([first]) => first?.[1])).to.deep.equal(
    Array.from({ length: mostHops }, (_, at) => String(2 * mostHops + at)),
  );
});

const names = fc.stringMatching(/^[a-z-]{1,8}$/);
const values = fc.stringMatching(/^[\t -~\x80-\xff]{1,20}$/);
const elements = fc.array(fc.uniqueArray(fc.tuple(names, values), { selector: ([name]) => name, minLength: 1, maxLength: 5 }));

test('what is written is read again', () => {
  fc.assert(fc.property(elements, (list) => expect(readForwarded(list.map(writeElement).join(', '))).to.deep.equal(list) !== undefined));
});

test('whatever stands in front, the last element is read as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', '\\', ',', ';', '=', 'a', ' ') }), (front) => {
      const [last] = readForwarded(`${front}, for=192.0.2.1;host="a,b"`).slice(-1);
      expect(last).to.deep.equal([
        ['for', '192.0.2.1'],
        ['host', 'a,b'],
      ]);
    }),
  );
});

const nodes: readonly [text: string, address: string | undefined, entry: string, value: string][] = [
  ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:80', '192.0.2.1', '192.0.2.1', '192.0.2.1:80'],
  ['192.0.2.1:_p', '192.0.2.1', '192.0.2.1', '192.0.2.1:_p'],
  ['2001:DB8:0::7', '2001:db8::7', '2001:db8::7', '[2001:db8::7]'],
  ['[2001:db8::7]', '2001:db8::7', '2001:db8::7', '[2001:db8::7]'],
  ['[2001:db8::7]:80', '2001:db8::7', '2001:db8::7', '[2001:db8::7]:80'],
  ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['_hidden', undefined, '_hidden', '_hidden'],
  ['_hidden:80', undefined, '_hidden:80', '_hidden:80'],
  ...[
    'unknown',
    '',
    '192.0.2',
    '192.0.2.1:',
    '192.0.2.1:port',
    '[192.0.2.1',
    '[::1',
    '_',
    '_a b',
    'a";proto=https',
    '10.1.1.1,10.1.1.2',
  ].map((text): [string, undefined, string, string] => [text, undefined, 'unknown', 'unknown']),
];

for (const [text, address, entry, value] of nodes) {
  test(`the node ${JSON.stringify(text)} is ${value}`, () => {
    expect(readNode(text)).to.deep.equal({ address, entry, value });
  });
}
