import { RE2JS } from 're2js';

/** What RE2 has against patterns, by the words of re2js, with what is wrong and what to write. The first that fits counts. */
const slips: readonly (readonly [said: string, wrong: string, cure: string])[] = [
  ['invalid named capture: `(?<=', 'RE2 does not look behind', 'no (?<=…) or (?<!…)'],
  ['invalid named capture: `(?<!', 'RE2 does not look behind', 'no (?<=…) or (?<!…)'],
  ['invalid character class range: `[:', 'it names a class of characters that is none', 'one such as [[:alpha:]]'],
  ['invalid character class range: `\\p', 'it names a class of characters that is none', 'one such as \\p{L}'],
  ['invalid character class range', 'a range in brackets runs backwards', 'the lower end first, such as [a-z]'],
  ['invalid escape sequence', 'it escapes what has no escape', 'a backslash before marks alone, and no back references such as \\1'],
  ['invalid named capture', 'a group has a name that is none', '(?P<name>…), with letters, digits and "_"'],
  ['duplicate capture group name', 'two groups have one name', 'a name of its own for each'],
  ['invalid or unsupported Perl syntax', 'RE2 does not know a group of this kind', 'no look-around such as (?=…), (?!…), (?<=…) or (?<!…)'],
  ['invalid nested repetition operator', 'two repetitions follow one another', 'only one of *, + and ?'],
  ['invalid repeat count', 'it repeats too often', 'a count of at most 1000, the lower one first'],
  ['missing closing ]', 'a "[" is not closed', 'a "]", or \\[ for the mark itself'],
  ['missing closing )', 'a "(" is not closed', 'a ")", or \\( for the mark itself'],
  ['unexpected )', 'a ")" closes nothing', 'a "(" before it, or \\) for the mark itself'],
  [
    'missing argument to repetition operator',
    'nothing stands before a *, + or ?',
    'what is to be repeated, or a backslash before the mark',
  ],
  ['trailing backslash at end of expression', 'it ends in the middle of an escape', 'two backslashes for the mark itself'],
  ['expression nests too deeply', 'it has too many groups inside one another', 'a simpler one'],
  ['expression too large', 'it is too large', 'a simpler one'],
];

/** What is wrong with a pattern, and what to write, in words of our own; undefined when RE2 takes it. */
export function re2Slip(pattern: string): { readonly wrong: string; readonly cure: string } | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    const [, wrong, cure] = slips.find(([said]) => words.includes(said)) ?? [
      '',
      'RE2 does not take it',
      'RE2 syntax, without look-around and back references',
    ];
    return { wrong, cure };
  }
}
