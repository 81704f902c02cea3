import { Socket } from 'node:net';
import type { Clock, Timer } from '../clock';
import { type Failure, isBackendFault } from '../errors';
import { fieldValues } from '../http/field-values';
import { Dial } from './dial';
import type { Endpoint } from './endpoint';
import { connectFailure } from './connect-failure';
import { type ProxyVersion, proxyHeader } from './send-proxy';
import type { AnswerHandler, AnswerHead, Attempt, Transport } from './transport';

/** What a check found; the reason is in words for people. */
export type ProbeResult = {
  /** Undefined when nobody could be asked, for a lack of our own. */
  readonly passed: boolean | undefined;
  readonly reason: string;
  /** `X-Backend-Weight` and `X-Backend-State` of an HTTP check's answer. */
  readonly says: { readonly weight: string | undefined; readonly state: string | undefined } | undefined;
};

export type TcpProbe = {
  readonly endpoint: Endpoint;
  readonly timeoutMs: number;
  /** Says so with a PROXY header that nobody is behind the connection. */
  readonly sendProxy?: ProxyVersion | undefined;
};

export type HttpProbe = {
  readonly path: string;
  readonly hostHeader: string | undefined;
  readonly timeoutMs: number;
  readonly expect: readonly { readonly from: number; readonly to: number }[];
  /** Text to look for in the first 64 KiB. */
  readonly body: string | undefined;
};

const longestBody = 64 * 1024;

/** Passes when a TCP connection is accepted in time. Never rejects. */
export function probeTcp({ endpoint, timeoutMs, sendProxy }: TcpProbe): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const dial = new Dial({
      endpoint,
      patienceMs: timeoutMs,
      socket: () => new Socket(),
      onConnected(socket) {
        resolve({ passed: true, reason: 'accepts connections', says: undefined });
        socket.on('error', () => undefined);
        if (sendProxy === undefined) socket.destroy();
        else socket.end(proxyHeader(sendProxy, undefined), () => socket.destroy());
      },
      onFailed: (error) => resolve(failed(connectFailure(error))),
      onOver: () => endpoint.clock.clearTimeout(timer),
    });
    const timer = endpoint.clock.setTimeout(
      () => setImmediate(() => dial.fail(new Error(`no connection within ${timeoutMs} ms: ${dial.standing}`))),
      timeoutMs,
    );
  });
}

/** Passes when `GET path` is answered in time with an expected status and, if asked for, the text in its body. Never rejects. */
export function probeHttp(transport: Transport, probe: HttpProbe, clock: Clock): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const check = new HttpCheck(probe, clock, resolve);
    const headers = ['User-Agent', 'mangrove-check'];
    if (probe.hostHeader !== undefined) headers.push('Host', probe.hostHeader);
    const rest = { body: undefined, isChunked: false, trailers: undefined, upgrade: undefined };
    check.attempt = transport.send({ method: 'GET', path: probe.path, headers, ...rest }, check);
  });
}

class HttpCheck implements AnswerHandler {
  attempt: Attempt | undefined;
  readonly #probe: HttpProbe;
  readonly #resolve: (result: ProbeResult) => void;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #head: AnswerHead | undefined;

  constructor(probe: HttpProbe, clock: Clock, resolve: (result: ProbeResult) => void) {
    this.#probe = probe;
    this.#clock = clock;
    this.#resolve = resolve;
    this.#timer = clock.setTimeout(() => setImmediate(() => this.#giveUp()), probe.timeoutMs);
  }

  onConnected(): void {}
  onSent(): void {}
  onInformation(): void {}
  onSwitch(): void {}

  onHead(head: AnswerHead): void {
    this.#head = head;
  }

  onData(chunk: Buffer): void {
    if (this.#probe.body !== undefined) this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < longestBody) return;
    this.attempt?.abort();
    this.onEnd();
  }

  onEnd(): void {
    this.#clock.clearTimeout(this.#timer);
    const { expect, body } = this.#probe;
    const { status = 0, headers = [] } = this.#head ?? {};
    const [weight] = fieldValues(headers, 'x-backend-weight');
    const [state] = fieldValues(headers, 'x-backend-state');
    const says = { weight, state };
    const isExpected = expect.some(({ from, to }) => status >= from && status <= to);
    if (!isExpected || body === undefined) {
      this.#resolve({ passed: isExpected, reason: `answered ${status}`, says });
      return;
    }
    const passed = Buffer.concat(this.#chunks).subarray(0, longestBody).includes(body);
    this.#resolve({ passed, reason: `answered ${status} ${passed ? 'with the expected text' : `without the text "${body}"`}`, says });
  }

  onFailure(failure: Failure): void {
    this.#clock.clearTimeout(this.#timer);
    this.#resolve(failed(failure));
  }

  #giveUp(): void {
    const standing = this.attempt?.standing;
    this.attempt?.abort();
    const met = standing === undefined ? '' : `: ${standing}`;
    this.#resolve({ passed: false, reason: `no answer within ${this.#probe.timeoutMs} ms${met}`, says: undefined });
  }
}

function failed({ reason, cause, message }: Failure): ProbeResult {
  const inWords = cause instanceof Error ? cause.message : message;
  return { passed: isBackendFault(reason) ? false : undefined, reason: inWords, says: undefined };
}
