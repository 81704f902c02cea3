import { readForwarded } from '../src/routing/forwarded-field';
import { ChunkReader } from '../src/connection/chunk-reader';
import { cookieValues } from '../src/routing/cookie-values';
import { compileCookieEdits, editCookies } from '../src/routing/edit-cookies';
import { compileQueryEdits, editQuery } from '../src/routing/edit-query';
import { otherReadings } from '../src/routing/other-reading';
import { compileRewrites, rewritePath } from '../src/routing/rewrite-path';
import { normalisePath } from '../src/http/target';
import { compilePattern } from '../src/routing/text-pattern';
import { asksForLogin, logsIn } from '../src/upstream/connection-logins';

/** What twice the length may cost at most: in proportion it is 2, and quadratic is 4. */
const mostFactor = 2.5;
/** Below this a factor says nothing: what costs so little harms nobody. */
const leastMs = 0.5;
const kibibyte = 1024;
const rounds = 7;

type Matcher = {
  readonly name: string;
  /** What a client would send to make it slow, of so many bytes. */
  text(bytes: number): string;
  run(text: string): unknown;
};

/** Patterns that search the rest of the path at each of many places, and texts in which they find as much as they can. */
const searched: readonly (readonly [pattern: string, piece: string, end?: string])[] = [
  ['/old(/.*/end)?', '/old'],
  ['/old(/.*/end)?', '/old/a'],
  ['a(.*b)?', 'a'],
  ['a.*b|a', 'a'],
  ['/(?:[^.]*\\.html)?', '/a'],
  ['/([^/]+)/([^/]+)(.*\\.php)?', '/a'],
  ['x(\\w*)=|x', 'x'],
  ['\\b(\\w+\\W+)*$|\\w', 'a/'],
  ['(?:a|aa)*?b|a', 'a'],
  ['^/(a+)+$', 'a', '!'],
  ['^(/[^/]*)*/x$', '/a', '/x'],
  ['(.*)(.*)(.*)(.*)z', 'a', 'z'],
  ['(a|b|c)*?(d.*)?e', 'abcd', 'e'],
  ['(?:.*?a){20}$|a', 'a', '/'],
  ['(?i)/OLD.*?z', '/old', 'z'],
  ['', 'a'],
  ['$', 'a'],
];

const repeated = (piece: string, bytes: number, end = '') =>
  piece.repeat(Math.ceil(bytes / piece.length)).slice(0, bytes - end.length) + end;

const rewriting = searched.map(([pattern, piece, end]): Matcher => {
  const rewrites = compileRewrites({ replace: new Map(), regex: new Map([[pattern, '/new$1'.slice(0, pattern.includes('(') ? 6 : 4)]]) });
  return {
    name: `rewrite_rules.regex ${pattern || '(empty)'} before ${piece}…${end ?? ''}`,
    text: (bytes) => repeated(piece, bytes, end),
    run: (text) => rewritePath(text, rewrites),
  };
});

function chunked(trailer: string): unknown {
  return new ChunkReader().read(Buffer.from(`0\r\nX: ${trailer}\r\n\r\n`, 'latin1'), () => undefined);
}

const edits = { add: { a: '1' }, append: {}, remove: ['b'] };
const cookieEdits = compileCookieEdits(edits);
const queryEdits = compileQueryEdits(edits);
const headerPattern = compilePattern('a*b*a*c');

/** Everything else that looks for something in what a client sends. */
const others: readonly Matcher[] = [
  ...['a', 'ab', 'a,', 'a  ,', 'b,a '].map((piece) => ({
    name: `header_reject a*b*a*c in ${piece}…`,
    text: (bytes: number) => repeated(piece, bytes),
    run: (text: string) => headerPattern(text),
  })),
  ...['a=1;', 'a;', ' ;', ' ', 'a=  '].map((piece) => ({
    name: `cookie_rules in ${piece}…`,
    text: (bytes: number) => repeated(piece, bytes),
    run: (text: string) => [editCookies(['Cookie', text], cookieEdits === undefined ? [] : [cookieEdits]), cookieValues(text, 'a')],
  })),
  ...['a=1&', '&', '%61', '+'].map((piece) => ({
    name: `param_rules in ${piece}…`,
    text: (bytes: number) => repeated(piece, bytes),
    run: (text: string) => [editQuery(text, queryEdits === undefined ? [] : [queryEdits]), new URLSearchParams(text)],
  })),
  ...['/', '/a/..', '/%2e%2e/a', ';', '\\', '%2F', '/..;a/'].map((piece) => ({
    name: `a path of ${piece}…`,
    text: (bytes: number) => `/a${repeated(piece, bytes - 2)}`,
    run: (text: string) => otherReadings(normalisePath(text) ?? text),
  })),
  ...['for=a,', 'for="', '\\"', ';', ' ', 'for="\\', '"", '].map((piece) => ({
    name: `Forwarded: ${piece}…`,
    text: (bytes: number) => repeated(piece, bytes),
    run: (text: string) => readForwarded(text),
  })),
  ...['""', '"\\', 'a,', ', '].map((piece) => ({
    name: `Authorization: ${piece}…`,
    text: (bytes: number) => repeated(piece, bytes),
    run: (text: string) => [logsIn(['Authorization', text]), asksForLogin(401, ['WWW-Authenticate', text])],
  })),
  ...[' ', 'a ', '\t'].map((piece) => ({
    name: `a trailer field of ${JSON.stringify(piece)}…`,
    text: (bytes: number) => repeated(piece, bytes - 100, 'a'),
    run: chunked,
  })),
];

/** The processor time of the quickest of some runs, in milliseconds. */
function costMs({ text, run }: Matcher, bytes: number): number {
  const subject = text(bytes);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    run(subject);
    best = Math.min(best, process.cpuUsage(before).user / 1000);
  }
  return best;
}

/**
 * Measures everything that looks for something in what clients send, with texts made to take long, at 4, 8 and 16 KiB. Exits with 1 where
 * twice the length costs more than two and a half times as much.
 */
function main(): void {
  const slow = [...rewriting, ...others].filter((matcher) => {
    const costs = [4, 8, 16].map((size) => costMs(matcher, size * kibibyte));
    const [, ...factors] = costs.map((cost, at) => cost / Math.max(leastMs, costs[at - 1] ?? cost));
    process.stdout.write(`${costs.map((cost) => cost.toFixed(2).padStart(8)).join('')} ms  ${matcher.name}\n`);
    return factors.some((factor) => factor > mostFactor);
  });
  if (slow.length === 0) return;
  process.exitCode = 1;
  process.stderr.write(`more than ${mostFactor} times as much for twice the length:\n${slow.map(({ name }) => `  ${name}\n`).join('')}`);
}

main();
