import type { Arena } from './arena';
import { type Heard, inWords, speak } from './raw-client';
import { impression, type Seen } from './strict-backend';
import { type Field, type Message, parseRequest, type RequestLine, valuesOf } from './strict-parser';

/** What a strict reader finds in the bytes of a connection, and what is behind the last whole request. */
export type Reading = {
  readonly requests: readonly Message<RequestLine>[];
  readonly behind: 'nothing' | 'incomplete' | 'malformed' | 'closed';
  readonly why: string;
};

/** Reads requests as a server does: empty lines before one are skipped (RFC 9112 §2.2), and one that closes is the last. */
export function readRequests(bytes: Buffer): Reading {
  const requests: Message<RequestLine>[] = [];
  for (let at = 0; ; ) {
    while (bytes.toString('latin1', at, at + 2) === '\r\n') at += 2;
    if (at === bytes.length) return { requests, behind: 'nothing', why: '' };
    const parsed = parseRequest(bytes, at);
    if (parsed.kind === 'incomplete') return { requests, behind: 'incomplete', why: '' };
    if (parsed.kind === 'malformed') return { requests, behind: 'malformed', why: parsed.why };
    requests.push(parsed.message);
    at = parsed.next;
    if (closes(parsed.message)) return { requests, behind: 'closed', why: '' };
  }
}

function closes({ fields, minor }: Message<RequestLine>): boolean {
  const options = optionsOf(fields);
  return options.has('close') || (minor === 0 && !options.has('keep-alive'));
}

function optionsOf(fields: readonly Field[]): Set<string> {
  return new Set(valuesOf(fields, 'connection').flatMap((value) => value.split(',').map((option) => option.trim().toLowerCase())));
}

/** How long an answer may take before it counts as a hang. */
const hangMs = 2000;

/** How long to wait where nothing is to come. */
const quietMs = 120;

/**
 * Sends what must be refused behind `served` requests that need not be. No whole request of it may reach a backend, and the
 * connection must end, with an answer of its own or without.
 */
export async function expectRefusal(arena: Arena, client: string, pieces: readonly Buffer[], served = 0): Promise<string | undefined> {
  const heard = await speak({ port: arena.mangrove.port, from: client, pieces, methods: [], until: 'closed', patienceMs: hangMs });
  const seen = arena.backend.seenFrom(client);
  const [last] = heard.answers.slice(-1);
  if (heard.end === 'silence') return `is neither refused nor closed: ${inWords(heard)}`;
  if (seen.length > served) return `reached a backend: ${seen.map(asLine).join('; ')}; heard ${inWords(heard)}`;
  const isRefused = last === undefined || (last.status >= 400 && last.status <= 499) || last.status === 501;
  if (!isRefused && heard.answers.length > seen.length) return `was answered ${inWords(heard)}`;
  return disagreement(heard, seen);
}

/** Sends what must be served: every whole request in it arrives as sent and is answered once, in order. */
export async function expectService(arena: Arena, client: string, pieces: readonly Buffer[]): Promise<string | undefined> {
  const { requests, behind } = readRequests(Buffer.concat(pieces));
  const methods = requests.map(({ method }) => method);
  const ends = behind === 'closed' || behind === 'malformed';
  const patienceMs = requests.length === 0 ? quietMs : hangMs;
  const heard = await speak({
    port: arena.mangrove.port,
    from: client,
    pieces,
    methods,
    until: ends ? 'closed' : requests.length,
    patienceMs,
  });
  const seen = arena.backend.seenFrom(client);
  if (heard.end === 'silence' && patienceMs === hangMs) return `hangs: ${inWords(heard)}`;
  const served = heard.answers.slice(0, requests.length);
  if (served.length < requests.length || served.some(({ status }) => status !== 200)) return `was answered ${inWords(heard)}`;
  const further = heard.answers.slice(requests.length);
  if (further.length > (behind === 'malformed' ? 1 : 0) || further.some(({ status }) => status !== 400))
    return `was answered ${inWords(heard)}`;
  const changed = requests
    .map((request) =>
      difference(
        request,
        seen.find(({ method, target }) => method === request.method && target === originForm(request.target)),
      ),
    )
    .find((text) => text !== undefined);
  return changed ?? disagreement(heard, seen);
}

/** Sends what may be refused or served, as long as client, balancer and backend agree where each request ends. */
export async function expectAgreement(arena: Arena, client: string, pieces: readonly Buffer[], upTo: number): Promise<string | undefined> {
  const methods = pieces[0]?.toString('latin1', 0, 5) === 'HEAD ' ? ['HEAD'] : [];
  const heard = await speak({ port: arena.mangrove.port, from: client, pieces, methods, until: upTo, patienceMs: hangMs });
  return disagreement(heard, arena.backend.seenFrom(client));
}

/** Every answer of the backend belongs to one request that it saw, in order; nothing else came from a backend. */
export function disagreement(heard: Heard, seen: readonly Seen[]): string | undefined {
  if (heard.malformed !== undefined) return `the answer is malformed: ${inWords(heard)}`;
  const whole = seen.filter((one) => one.whole);
  const told = heard.answers.flatMap(({ status, fields }) => (status === 200 ? valuesOf(fields, 'x-saw') : []));
  const impressions = whole.map(impression);
  const unheard = told.find((text) => !impressions.includes(text));
  if (unheard !== undefined) return `heard ${told.join('; ')}, but the backend saw ${impressions.join('; ')}`;
  // Only safe requests may overtake each other (RFC 9112 §9.3.2).
  const ordered = whole.some(({ method }) => !/^(GET|HEAD|OPTIONS)$/.test(method));
  if (ordered && told.join() !== impressions.slice(0, told.length).join())
    return `overtaken: heard ${told.join('; ')}, but the backend saw ${impressions.join('; ')}`;
  if (whole.length > told.length && heard.end === 'content')
    return `the backend saw ${whole.map(impression).join('; ')}, heard ${inWords(heard)}`;
  return undefined;
}

/** Fields that a proxy takes off, makes anew or may change; all others arrive as sent. */
const ownAffair = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'upgrade', 'expect'],
  ...['transfer-encoding', 'content-length', 'host', 'via', 'x-request-id', 'http2-settings', 'forwarded'],
  ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-forwarded-prefix'],
]);

function difference(sent: Message<RequestLine>, seen: Seen | undefined): string | undefined {
  if (seen === undefined || !seen.whole) return `${sent.method} ${sent.target} did not arrive whole`;
  if (!seen.body.equals(sent.body)) return `${sent.body.length} bytes of content arrived as ${seen.body.length}`;
  const options = optionsOf(sent.fields);
  const lines = (fields: readonly Field[]) => fields.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  const expected = sent.fields.filter(([name]) => !ownAffair.has(name.toLowerCase()) && !options.has(name.toLowerCase()));
  const arrived = lines(seen.fields);
  let at = 0;
  for (const line of lines(expected)) {
    at = arrived.indexOf(line, at) + 1;
    if (at === 0) return `the field ${JSON.stringify(line)} did not arrive in its place: ${JSON.stringify(arrived)}`;
  }
  const codings = valuesOf(sent.fields, 'transfer-encoding').join(', ');
  const codingsSeen = valuesOf(seen.fields, 'transfer-encoding').join(', ');
  if (plain(codings) !== plain(codingsSeen) && codings !== '') return `content coded ${codings} arrived as ${codingsSeen}`;
  return undefined;
}

/** The codings in one spelling; `identity` says nothing. */
function plain(codings: string): string {
  return codings
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'identity')
    .join(', ');
}

function originForm(target: string): string {
  return target.replace(/^https?:\/\/[^/?]*/i, '').replace(/^(?!\/)/, '/');
}

function asLine({ method, target, fields, body }: Message<RequestLine>): string {
  return JSON.stringify(`${method} ${target} with ${fields.length} fields and ${body.length} bytes`);
}
