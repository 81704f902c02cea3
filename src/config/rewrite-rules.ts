import { z } from 'zod';
import { asciiPattern } from './ascii-pattern';
import { quote } from './problems';
import { re2Slip } from './re2-slips';
import { text } from './values';
import { escapedPart } from '../http/wire-text';

const pattern = z
  .string('an RE2 pattern')
  .min(1)
  .refine((value) => re2Slip(value) === undefined, {
    error: ({ input }) => {
      const { wrong, cure } = re2Slip(String(input)) ?? {};
      return `${quote(String(input))} is no RE2 pattern, since ${wrong}: expected ${cure}`;
    },
    abort: true,
  })
  .refine((value) => asciiPattern(value) !== undefined, {
    error: ({ input }) =>
      `${quote(String(input))} has letters beyond ASCII in brackets, where paths have escapes: expected (?:ä|ö) in place of [äö]`,
  });

/**
 * Texts and what stands in their place, in the order of the file, which counts; both as they stand in a path, where letters beyond
 * ASCII are escapes.
 */
const pairs = (from: z.ZodType<string>, escaped: (key: string) => string) =>
  z
    .map(z.string(), text)
    .check(({ value, issues }) => {
      for (const key of value.keys()) {
        const { error } = from.safeParse(key);
        if (error) issues.push({ code: 'invalid_key', origin: 'map', issues: error.issues, path: [key], input: value, inst: from });
      }
    })
    .transform((map) => new Map(Array.from(map, ([key, value]) => [escaped(key), escapedPart(value)])));

/** Changes to the path that the backend sees. */
export const rewriteRules = z
  .strictObject({
    replace: pairs(z.string('the text to replace').min(1, 'the text to replace'), escapedPart)
      .prefault(new Map())
      .describe(
        'Pairs of text and replacement, applied to the path in their order, as often as the text is there. A request whose path would be longer than 65536 characters is refused with 400.',
      ),
    regex: pairs(pattern, (key) => asciiPattern(key) ?? key)
      .prefault(new Map())
      .describe(
        'Pairs of RE2 pattern and replacement (`$1` is the first group), applied to the path after `replace`. A request is refused with 400 when its path has more than 8192 characters by then, or the pattern matches it more than 32 times: a search takes linear time, but each match begins another.',
      ),
  })
  .describe('Changes the path that the backend sees.')
  .meta({ id: 'rewrite_rules' })
  .optional()
  .describe('Changes the path that the backend sees.');
