import { tellWhile } from '../../scripts/moving-line';
import { type Arena, openArena } from './arena';
import { nextClientIsServed } from './answers';
import { mutate, type Random, seededRandom, split } from './mutate';
import { inWords, speak } from './raw-client';
import { disagreement, readRequests } from './requests';
import type { Play } from './strict-backend';
import { parseAnswer } from './strict-parser';

/**
 * Sends and plays mutated requests and answers, cut at random, for SECONDS (60), from SEED (a new one, printed). Whatever they are:
 * each request gets one answer or a closed connection, backends read whole requests only, nobody gets what is another's, and the
 * process lives. ROUND runs that round alone.
 */

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const seconds = Number(process.env.SECONDS ?? 60);
const only = process.env.ROUND === undefined ? undefined : Number(process.env.ROUND);

/** So many rounds are under way at a time. */
const width = 16;

/** So many faults are enough to know. */
const enough = 20;

/** How long a round may wait for what should come, and for what should not. */
const patienceMs = 2000;
const quietMs = 150;

/** The words by which clients are told apart, of rounds not long ago. */
const tags = new Map<string, string>();

async function main(): Promise<void> {
  console.log(`fuzz: SEED=${seed} SECONDS=${seconds}`);
  const arena = await openArena();
  const until = performance.now() + seconds * 1000;
  const faults: string[] = [];
  let rounds = 0;
  const telling = tellWhile(() => `fuzz: ${rounds} rounds, ${faults.length} failed; it takes ${seconds} s`);
  const worker = async () => {
    while (performance.now() < until && faults.length < enough && arena.mangrove.alive) {
      const round = only ?? rounds;
      if (only !== undefined && rounds > 0) return;
      rounds++;
      const client = arena.nextClient();
      const fault = await play(arena, client, round).catch((error: unknown) => String(error));
      if (fault !== undefined) faults.push(`  round ${round}: ${fault}\n    log: ${await arena.mangrove.logOf(client)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: width }, worker));
    for (const violation of [...arena.backend.violations, ...arena.player.violations]) faults.push(`  a backend read ${violation}`);
    if (!arena.mangrove.alive) faults.push(`  the process has ended: ${arena.mangrove.complaints}`);
    else if (arena.mangrove.complaints !== '') faults.push(`  it complained: ${arena.mangrove.complaints}`);
  } finally {
    telling.end();
    await arena.close();
  }
  for (const fault of faults) console.log(fault);
  console.log(`${rounds - Math.min(rounds, faults.length)} passed, ${faults.length} failed`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function play(arena: Arena, client: string, round: number): Promise<string | undefined> {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) + round);
  const tag = `tag${random.below(2 ** 31).toString(36)}x${round}z`;
  tags.set(client, tag);
  if (tags.size > 200) tags.delete(tags.keys().next().value ?? '');
  return random.chance(0.6) ? fuzzRequests(arena, client, tag, random) : fuzzAnswer(arena, client, tag, random);
}

async function fuzzRequests(arena: Arena, client: string, tag: string, random: Random): Promise<string | undefined> {
  const plain = Array.from({ length: 1 + random.below(4) }, (_, at) => request(`${tag}/${at}`, random)).join('');
  const bytes = Buffer.from(mutate(plain, random.chance(0.1) ? 0 : 1 + random.below(4), random), 'latin1');
  const { requests, behind } = readRequests(bytes);
  const methods = requests.map(({ method }) => method);
  const leaves = random.chance(0.1);
  const heard = await speak({
    port: arena.mangrove.port,
    from: client,
    pieces: split(bytes, random),
    methods: methods.length > 0 ? methods : [(/^[A-Z]+/.exec(bytes.toString('latin1')) ?? ['GET'])[0]],
    until: behind === 'malformed' || behind === 'closed' ? 'closed' : requests.length,
    patienceMs: leaves ? random.below(20) : behind === 'incomplete' && requests.length === 0 ? quietMs : patienceMs,
    lingerMs: behind === 'incomplete' ? quietMs : 2,
  });
  const seen = arena.backend.seenFrom(client);
  const sent = JSON.stringify(bytes.toString('latin1'));
  const stranger = strangerIn(JSON.stringify(seen.map(({ target, fields, body }) => [target, fields, body.toString('latin1')])), client);
  if (stranger !== undefined) return `bytes of ${stranger} are in a request of ${client}: ${sent}`;
  if (leaves) return undefined;
  // Whose methods are not known cannot be read behind a HEAD.
  const readable = behind === 'nothing' || !/HEAD/.test(sent);
  const fault = readable ? disagreement(heard, seen) : undefined;
  if (fault !== undefined) return `${fault}: ${sent}`;
  const owed = heard.end === 'silence' && heard.answers.length < requests.length;
  return owed ? `${requests.length} requests, heard ${inWords(heard)}: ${sent}` : undefined;
}

/** A valid request that says in its target, a field and its content whose it is. */
function request(tag: string, random: Random): string {
  const method = random.pick(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']);
  const target = random.pick([`/${tag}`, `/${tag}?a=b`, `http://fuzz.test/${tag}`, `/a/%2e/${tag}`]);
  const fields = [
    'Host: fuzz.test\r\n',
    `X-Tag: ${tag}\r\n`,
    random.pick(['', 'Connection: keep-alive\r\n', 'Connection: x-tag\r\n', 'Accept: */*\r\nCookie: a=b; c=d\r\n', 'TE: trailers\r\n']),
    random.pick([
      '',
      '',
      '',
      'Expect: 100-continue\r\n',
      'Connection: Upgrade\r\nUpgrade: websocket\r\n',
      'X-Forwarded-For: 192.0.2.1\r\n',
    ]),
  ].join('');
  const content = `content of ${tag}`.repeat(1 + random.below(3));
  const bare = method === 'GET' || method === 'HEAD' ? random.chance(0.9) : random.chance(0.2);
  if (bare) return `${method} ${target} HTTP/1.1\r\n${fields}\r\n`;
  if (random.chance(0.5)) return `${method} ${target} HTTP/1.1\r\n${fields}Content-Length: ${content.length}\r\n\r\n${content}`;
  return `${method} ${target} HTTP/1.1\r\n${fields}Transfer-Encoding: chunked\r\n\r\n${inChunks(content, random)}`;
}

function inChunks(content: string, random: Random): string {
  const chunks = split(Buffer.from(content), random).map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  return `${chunks.join('')}0\r\n${random.pick(['', '', 'X-Sum: 1\r\n'])}\r\n`;
}

async function fuzzAnswer(arena: Arena, client: string, tag: string, random: Random): Promise<string | undefined> {
  const times = random.chance(0.15) ? 0 : 1 + random.below(3);
  const bytes = Buffer.from(mutate(answer(tag, random), times, random), 'latin1');
  const behind = random.pick<Play['behind']>(['open', 'close', 'close', 'reset']);
  const path = `/${tag}`;
  const final = finalAnswer(bytes, behind === 'close');
  const expected = final?.message;
  // A second answer that comes a moment after the first cannot be told from the answer to whoever asked next.
  const isTwo = final !== undefined && final.next < bytes.length && parseAnswer(bytes, final.next, 'GET', false, true).kind !== 'malformed';
  arena.plays.set(path, { pieces: isTwo ? [bytes] : split(bytes, random), behind });
  const heard = await speak({
    port: arena.mangrove.port,
    from: client,
    pieces: [Buffer.from(`GET ${path} HTTP/1.1\r\nHost: play.test\r\n\r\n`)],
    methods: ['GET'],
    until: 1,
    patienceMs: expected === undefined && behind === 'open' ? quietMs : patienceMs,
    lingerMs: 2,
  });
  arena.plays.delete(path);
  const played = `${JSON.stringify(bytes.toString('latin1'))}, then ${behind}: ${inWords(heard)}`;
  const [got, ...others] = heard.answers;
  if (heard.malformed !== undefined) return `the client got a malformed answer to ${played}`;
  if (others.length > 0) return `the client got two answers to ${played}`;
  if (heard.end === 'silence' && (expected !== undefined || behind !== 'open')) return `hangs on ${played}`;
  const stranger = strangerIn(JSON.stringify([got?.fields, got?.body.toString('latin1')]), client);
  if (stranger !== undefined) return `bytes of ${stranger} are in an answer to ${client}: ${played}`;
  const replaced = got === undefined || [502, 504].includes(got.status);
  if (replaced)
    return times === 0 && behind === 'close' && expected !== undefined
      ? `a valid answer was refused: ${played}`
      : nextClientIsServed(arena);
  if (expected === undefined) return `an answer that is none was delivered: ${played}`;
  if (got.status !== expected.status || !got.body.equals(expected.body)) return `an answer was changed: ${played}`;
  return nextClientIsServed(arena);
}

function answer(tag: string, random: Random): string {
  const content = `answer to ${tag}`;
  const hints = random.pick(['', '', 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n']);
  const head = `${hints}HTTP/1.1 ${random.pick(['200 OK', '201 Created', '404 Not Found', '500 x', '203'])}\r\nX-Tag: ${tag}\r\n`;
  if (random.chance(0.4)) return `${head}Content-Length: ${content.length}\r\n\r\n${content}`;
  if (random.chance(0.7)) return `${head}Transfer-Encoding: chunked\r\n\r\n${inChunks(content, random)}`;
  return `${head}Connection: close\r\n\r\n${content}`;
}

/** The final answer in the bytes, when a strict reader finds a whole one. */
function finalAnswer(bytes: Buffer, ended: boolean) {
  // An empty line before an answer is taken by every parser.
  for (let at = bytes.toString('latin1', 0, 2) === '\r\n' ? 2 : 0; at < bytes.length; ) {
    const parsed = parseAnswer(bytes, at, 'GET', ended, true);
    if (parsed.kind !== 'whole' || parsed.message.status === 101) return undefined;
    if (parsed.message.status >= 200) return parsed;
    at = parsed.next;
  }
  return undefined;
}

/** Another client than this one whose tag is in the text. */
function strangerIn(text: string, client: string): string | undefined {
  for (const [other, tag] of tags) if (other !== client && text.includes(tag)) return other;
  return undefined;
}

void main();
