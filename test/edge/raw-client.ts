import { connect } from 'node:net';
import { type Message, parseAnswer, type StatusLine } from './strict-parser';

export type Answer = Message<StatusLine> & { readonly interim: readonly number[] };

/** All that came back on a connection, and how it ended: by the peer, by us once content, or not within the limit. */
export type Heard = {
  readonly answers: readonly Answer[];
  /** What came behind the last whole answer. */
  readonly rest: string;
  readonly malformed: string | undefined;
  readonly end: 'closed' | 'reset' | 'content' | 'silence';
};

export type Speech = {
  readonly port: number;
  /** The loopback address to speak from: each client has one of its own. */
  readonly from: string;
  readonly pieces: readonly Buffer[];
  /** Methods of the requests, which answers need to be read. */
  readonly methods: readonly string[];
  /** How many final answers are hoped for; `closed` waits for the peer to close. */
  readonly until: number | 'closed';
  /** How long to wait for that. */
  readonly patienceMs: number;
  /** How long to listen on for what should not come. */
  readonly lingerMs?: number;
};

/** The n-th address of 127.0.0.0/8, all of which are the loopback on Linux. */
export function clientAddress(n: number): string {
  return `127.${10 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
}

/** Says the pieces, each in a packet of its own, and listens. */
export function speak({ port, from, pieces, methods, until, patienceMs, lingerMs = 10 }: Speech): Promise<Heard> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    let linger: NodeJS.Timeout | undefined;
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true, allowHalfOpen: true });
    const finish = (end: Heard['end']) => {
      clearTimeout(patience);
      clearTimeout(linger);
      socket.destroy();
      resolve({ ...readAnswers(received, methods, end === 'closed'), end });
    };
    const patience = setTimeout(() => finish('silence'), patienceMs);
    socket.on('error', () => finish('reset'));
    socket.on('end', () => finish('closed'));
    socket.on('close', () => finish('reset'));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (until === 'closed' || linger !== undefined || readAnswers(received, methods, false).answers.length < until) return;
      linger = setTimeout(() => finish('content'), lingerMs);
    });
    socket.on('connect', () => say(pieces));
    const say = ([piece, ...others]: readonly Buffer[]) => {
      if (piece !== undefined && socket.writable) socket.write(piece, () => setImmediate(() => say(others)));
    };
  });
}

function readAnswers(received: Buffer, methods: readonly string[], ended: boolean): Omit<Heard, 'end'> {
  const answers: Answer[] = [];
  let interim: number[] = [];
  for (let at = 0; ; ) {
    const rest = () => received.toString('latin1', at);
    if (at === received.length) return { answers, rest: '', malformed: undefined };
    const parsed = parseAnswer(received, at, methods[answers.length] ?? 'GET', ended);
    if (parsed.kind === 'malformed') return { answers, rest: rest(), malformed: parsed.why };
    if (parsed.kind === 'incomplete') return { answers, rest: rest(), malformed: undefined };
    at = parsed.next;
    if (parsed.message.status < 200) {
      interim.push(parsed.message.status);
      continue;
    }
    answers.push({ ...parsed.message, interim });
    interim = [];
  }
}

/** A conversation in one line, for a report. */
export function inWords({ answers, rest, malformed, end }: Heard): string {
  const statuses = answers.map(({ status }) => status).join(', ') || 'no answer';
  const behind = rest === '' ? '' : `, then ${JSON.stringify(rest.slice(0, 160))}`;
  return `${statuses}${behind}${malformed === undefined ? '' : ` (malformed: ${malformed})`}, ${end}`;
}
