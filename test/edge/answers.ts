import type { Arena } from './arena';
import type { Trial } from './examination';
import { inWords, speak } from './raw-client';
import { type Message, parseAnswer, type StatusLine, valuesOf } from './strict-parser';

/** What a backend plays, and whether it is an answer that is to be delivered (whole, or cut where it was cut). */
export type PlayedAnswer = { readonly title: string; readonly input: string; readonly valid: boolean };

/** Each answer from a backend that keeps its connection open behind it, and from one that closes it. */
export function answerTrials(played: readonly PlayedAnswer[], group: string): Trial[] {
  return played.flatMap((one, index) => [false, true].map((end) => answerTrial(one, `/${group}/${index}/${end ? 'end' : 'open'}`, end)));
}

function answerTrial({ title, input, valid }: PlayedAnswer, path: string, end: boolean): Trial {
  const bytes = Buffer.from(input, 'latin1');
  const invalid = !valid;
  const method = /^Content-Length reset/.test(title) ? 'HEAD' : 'GET';
  return {
    name: `${title}, then ${end ? 'closed' : 'kept open'}: ${JSON.stringify(input.slice(0, 200))}`,
    run: async (arena, client) => {
      arena.plays.set(path, { pieces: end ? [bytes] : halves(bytes), behind: end ? 'close' : 'open' });
      const expected = readAnswer(bytes, method, end);
      const due = invalid || expected === 'malformed' || expected === 'cut' ? 'closed' : expected === 'never' ? 2 : 1;
      const patienceMs = expected === 'never' && !invalid ? 150 : 2000;
      const pieces = [
        Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: play.test\r\n${due === 'closed' ? 'Connection: close\r\n' : ''}\r\n`),
      ];
      const heard = await speak({ port: arena.mangrove.port, from: client, pieces, methods: [method], until: due, patienceMs });
      const fault = judge(invalid, expected, heard, method);
      if (fault !== undefined) return `${fault}: ${inWords(heard)}`;
      return nextClientIsServed(arena);
    },
  };
}

/** One packet's content in two, since what comes late may be taken in another way. */
function halves(bytes: Buffer): Buffer[] {
  return bytes.length < 2 ? [bytes] : [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];
}

/** `odd`: parsers take it, and to refuse it is no fault: an empty line before an answer. */
type Whole = { readonly message: Message<StatusLine>; readonly odd: boolean };

/** The final answer in the bytes; `cut` when they end before it does, `never` when more may yet come. */
type Expected = Whole | 'malformed' | 'cut' | 'never';

function readAnswer(bytes: Buffer, method: string, ended: boolean): Expected {
  let at = 0;
  for (let odd = false; ; ) {
    if (bytes.toString('latin1', at, at + 2) === '\r\n') {
      odd = true;
      at += 2;
    }
    const parsed = parseAnswer(bytes, at, method, ended, true);
    if (parsed.kind === 'malformed') return 'malformed';
    if (parsed.kind === 'incomplete') return ended ? 'cut' : 'never';
    at = parsed.next;
    if (parsed.message.status >= 200) return { message: parsed.message, odd };
  }
}

/** Fields of an answer that a proxy takes off or makes anew. */
const ownAffair = /^(connection|keep-alive|proxy-connection|transfer-encoding|content-length|upgrade|trailer|via)$/i;

function judge(invalid: boolean, expected: Expected, heard: Awaited<ReturnType<typeof speak>>, method: string): string | undefined {
  const [answer] = heard.answers;
  const refused = answer?.status === 502 || (answer === undefined && heard.end !== 'silence');
  if (heard.malformed !== undefined) return 'the client got a malformed answer';
  if (heard.answers.length > 1) return 'two answers';
  if (invalid) return refused ? undefined : 'an invalid answer was neither replaced nor cut';
  if (expected === 'cut') return refused ? undefined : 'a truncated answer was not cut';
  if (expected === 'never') return answer === undefined || refused ? undefined : 'an answer that may go on was ended';
  if (expected === 'malformed') return 'the strict reader takes it for malformed, and no reason is listed';
  if (refused && expected.odd) return undefined;
  if (answer === undefined) return heard.end === 'silence' ? 'hangs' : 'a valid answer was cut';
  return change(expected.message, answer, method);
}

function change(sent: Message<StatusLine>, answer: Message<StatusLine>, method: string): string | undefined {
  if (answer.status !== sent.status) return `status ${sent.status} arrived as ${answer.status}`;
  if (method !== 'HEAD' && !answer.body.equals(sent.body)) return `content arrived as ${JSON.stringify(answer.body.toString('latin1'))}`;
  const hops = valuesOf(sent.fields, 'connection').flatMap((value) => value.toLowerCase().split(/[\s,]+/));
  const kept = sent.fields.filter(([name]) => !ownAffair.test(name) && !hops.includes(name.toLowerCase()));
  const lost = kept.find(([name, value]) => !valuesOf(answer.fields, name.toLowerCase()).includes(value));
  return lost === undefined ? undefined : `the field ${lost.join(': ')} was lost`;
}

/** Nothing of what a backend said too much may reach whoever asks next. */
export async function nextClientIsServed(arena: Arena): Promise<string | undefined> {
  const client = arena.nextClient();
  const path = `/control/${client}`;
  arena.plays.set(path, { pieces: [Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`)], behind: 'open' });
  const pieces = [Buffer.from(`GET ${path} HTTP/1.1\r\nHost: play.test\r\n\r\n`)];
  const heard = await speak({ port: arena.mangrove.port, from: client, pieces, methods: ['GET'], until: 1, patienceMs: 2000 });
  const [answer] = heard.answers;
  return heard.answers.length === 1 && answer?.body.toString() === path ? undefined : `the next client got ${inWords(heard)}`;
}
