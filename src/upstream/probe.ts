import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { messageOf } from '../errors';

/** What a check found; the reason is in words for people. */
export type ProbeResult = {
  readonly passed: boolean;
  readonly reason: string;
  /** `X-Backend-Weight` and `X-Backend-State` of an HTTP check's answer. */
  readonly says: { readonly weight: string | undefined; readonly state: string | undefined } | undefined;
};

export type HttpProbe = {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly hostHeader: string | undefined;
  readonly timeoutMs: number;
  readonly expect: readonly { readonly from: number; readonly to: number }[];
  readonly body: string | undefined;
};

/** A check has a connection of its own, so that it learns whether the backend still accepts any. */
const agent = new Agent({ keepAlive: false });
const longestBody = 64 * 1024;

/** Passes when a TCP connection is accepted in time. Never rejects. */
export function probeTcp({ host, port, timeoutMs }: Pick<HttpProbe, 'host' | 'port' | 'timeoutMs'>): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
    socket.once('connect', () => {
      resolve({ passed: true, reason: 'accepts connections', says: undefined });
      socket.destroy();
    });
    socket.once('error', (error) => resolve(failed(error)));
    socket.once('close', () => clearTimeout(timer));
  });
}

/** Passes when `GET path` is answered in time with an expected status and, if asked for, the text in its body. Never rejects. */
export function probeHttp(probe: HttpProbe): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const { host, port, path, hostHeader, timeoutMs } = probe;
    const headers = { 'User-Agent': 'mangrove-check', ...(hostHeader === undefined ? {} : { Host: hostHeader }) };
    const outgoing = request({ host, port, path, agent, headers });
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    outgoing.once(
      'response',
      (answer) =>
        void judge(answer, probe)
          .then(resolve, (error) => resolve(failed(error)))
          .finally(() => outgoing.destroy()),
    );
    outgoing.once('error', (error) => resolve(failed(error)));
    outgoing.once('close', () => {
      clearTimeout(timer);
      resolve({ passed: false, reason: 'closed the connection without an answer', says: undefined });
    });
    outgoing.end();
  });
}

async function judge(answer: IncomingMessage, { expect, body }: HttpProbe): Promise<ProbeResult> {
  const status = answer.statusCode ?? 0;
  const says = { weight: single(answer.headers['x-backend-weight']), state: single(answer.headers['x-backend-state']) };
  if (!expect.some(({ from, to }) => status >= from && status <= to)) return { passed: false, reason: `answered ${status}`, says };
  if (body === undefined) return { passed: true, reason: `answered ${status}`, says };
  const found = (await firstBytes(answer)).includes(body);
  return {
    passed: found,
    reason: found ? `answered ${status} with the expected text` : `answered ${status} without the text "${body}"`,
    says,
  };
}

async function firstBytes(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= longestBody) break;
  }
  return Buffer.concat(chunks).subarray(0, longestBody);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function failed(error: Error): ProbeResult {
  const message = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : error.message;
  return { passed: false, reason: message, says: undefined };
}
