import type { Trial } from './examination';
import { speak } from './raw-client';
import { expectAgreement, expectRefusal, expectService } from './requests';

/** A request that http-desync-guardian classified. */
export type GuardianCase = {
  readonly name: string;
  readonly uri: string;
  readonly method: string;
  readonly version: string;
  readonly headers: readonly { readonly name: string; readonly value: string | number }[] | null;
  readonly expected: { readonly tier: 'Compliant' | 'Acceptable' | 'Ambiguous' | 'Severe' };
};

/** Compliant in the guardian's eyes, which sees no more than the head; these may be refused all the same, with the reason. */
const refusable: readonly { readonly why: string; readonly is: RegExp }[] = [
  { why: 'there is no target between the two blanks', is: /^GET {2}HTTP/ },
  { why: 'bytes above ASCII must be escaped in a URI (RFC 3986 §2)', is: /^GET \/[^ ]*[\x80-\xff]/ },
  { why: 'chunked has no parameters (RFC 9112 §7)', is: /chunked;custom_param/ },
  { why: 'a coding before the chunks is not implemented (RFC 9112 §6.1)', is: /^Transfer-Encoding: [^\r]*(?:gzip|identity)/im },
];

/** What lies behind a request follows it at once, since some parsers lose their place behind content. */
const follower = 'GET /behind HTTP/1.1\r\nHost: guardian.test\r\n\r\n';

/** Severe ones are refused, Compliant ones served but for a few; all others are served or refused, but understood alike. */
export function guardianTrials(cases: readonly GuardianCase[]): Trial[] {
  return cases.flatMap((one) => {
    const encodings: BufferEncoding[] = /[^\x20-\x7e]/.test(headOf(one).replaceAll('\r\n', '')) ? ['latin1', 'utf8'] : ['utf8'];
    return encodings.map((encoding) => guardianTrial(one, encoding));
  });
}

function guardianTrial(one: GuardianCase, encoding: BufferEncoding): Trial {
  const { tier } = one.expected;
  const head = Buffer.from(headOf(one), encoding);
  const bytes = Buffer.concat([head, Buffer.from(contentOf(one))]);
  const both = [Buffer.concat([bytes, Buffer.from(follower)])];
  const mayRefuse = refusable.some(({ is }) => is.test(head.toString('latin1')));
  return {
    name: `${tier}, ${one.name} (${encoding}): ${JSON.stringify(head.toString('latin1').slice(0, 300))}`,
    run: (arena, client) => {
      if (tier === 'Severe') return expectRefusal(arena, client, [bytes]);
      return tier === 'Compliant' && !mayRefuse ? expectService(arena, client, both) : expectAgreement(arena, client, both, 2);
    },
  };
}

/** So many Compliant ones must be served: Node's parser refuses four others, and five have a coding before the chunks. */
const enough = 19;

/** Counts the Compliant ones that are served. */
export function guardianTally(cases: readonly GuardianCase[]): Trial {
  const compliant = cases.filter(({ expected }) => expected.tier === 'Compliant');
  return {
    name: `at least ${enough} of ${compliant.length} Compliant requests are served`,
    run: async (arena) => {
      const refused: string[] = [];
      for (const one of compliant) {
        const pieces = [Buffer.from(headOf(one)), Buffer.from(contentOf(one))];
        const { port } = arena.mangrove;
        const heard = await speak({ port, from: arena.nextClient(), pieces, methods: [one.method], until: 1, patienceMs: 2000 });
        if (heard.answers[0]?.status !== 200) refused.push(one.name);
      }
      return compliant.length - refused.length >= enough ? undefined : `all but ${refused.length}: ${refused.join('; ')}`;
    },
  };
}

function headOf({ method, uri, version, headers }: GuardianCase): string {
  const fields = (headers ?? []).map(({ name, value }) => `${name}: ${value}\r\n`);
  const host = fields.some((field) => /^host:/i.test(field)) ? '' : 'Host: guardian.test\r\n';
  return `${[method, uri, version].join(' ').trimEnd()}\r\n${host}${fields.join('')}\r\n`;
}

function contentOf(one: GuardianCase): string {
  const value = (name: RegExp) => one.headers?.find((header) => name.test(header.name))?.value;
  if (value(/transfer.?encoding/i) !== undefined) return '5\r\nhello\r\n0\r\n\r\n';
  const length = Number(value(/content.?length/i) ?? 0);
  return 'a'.repeat(length < 1e7 ? length : 0);
}
