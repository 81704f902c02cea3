import { request as httpRequest, type IncomingMessage } from 'node:http';
import got, { type Method, type RequestError } from 'got';
import type { Answer } from './answer';
import { type HeaderList, pairs } from './header-list';
import { afterPatience, patience, patientNow } from './patience';

export type Asking = {
  readonly method?: string;
  /** The Host header. */
  readonly host: string;
  /** The request target, sent byte for byte. */
  readonly target: string;
  readonly headers?: HeaderList;
  readonly body?: string | Buffer;
  /** The address that it comes from; the system's choice when undefined. */
  readonly from?: string | undefined;
};

/** Asks the server at a port of 127.0.0.1 once, and gives whatever comes: no retries, no redirects, nothing decompressed. */
export async function ask(port: number, asking: Asking): Promise<Answer> {
  const started = patientNow();
  const impatience = new AbortController();
  const calm = afterPatience(patience.while, () => impatience.abort());
  let response: IncomingMessage | undefined;
  const sent = got(`http://127.0.0.1:${port}/`, {
    method: (asking.method ?? 'GET') as Method,
    headers: { ...grouped(asking.headers ?? []), host: asking.host },
    ...(asking.body === undefined ? {} : { body: asking.body }),
    allowGetBody: true,
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    decompress: false,
    responseType: 'buffer',
    signal: impatience.signal,
    request: (url, options, callback) =>
      httpRequest(url, { ...options, path: asking.target, agent: false, localAddress: asking.from }, (message) => {
        response = message;
        callback?.(message);
      }),
  });
  try {
    const answer = await sent;
    return answerFrom(answer as unknown as IncomingMessage, Buffer.from(answer.rawBody), 'complete', started);
  } catch (error) {
    if (response === undefined)
      throw new Error(`no answer to ${asking.method ?? 'GET'} ${asking.target}`, { cause: error as RequestError });
    return answerFrom(response, Buffer.alloc(0), 'broken', started);
  } finally {
    calm();
  }
}

/** An answer whose head is here and whose body is read piece by piece. */
export class OpenAnswer {
  readonly message: IncomingMessage;
  #pieces: Buffer[] = [];
  #ending: Answer['ending'] | undefined;
  readonly #started: number;

  constructor(message: IncomingMessage, started: number, reading: boolean) {
    this.message = message;
    this.#started = started;
    message.on('error', () => undefined);
    message.once('close', () => {
      this.#ending = message.complete ? 'complete' : 'broken';
    });
    if (reading) this.read();
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  /** Undefined while more may come. */
  get ending(): Answer['ending'] | undefined {
    return this.#ending;
  }

  get answer(): Answer {
    return answerFrom(this.message, Buffer.concat(this.#pieces), this.#ending ?? 'broken', this.#started);
  }

  read(): void {
    this.message.on('data', (piece: Buffer) => this.#pieces.push(piece));
  }
}

/** A request that is sent piece by piece, and whose answer is looked at while it comes. */
export class OpenRequest {
  readonly #request: ReturnType<typeof httpRequest>;
  readonly #answer = Promise.withResolvers<OpenAnswer>();
  readonly interim: number[] = [];
  #current: OpenAnswer | undefined;
  #failed: Error | undefined;

  constructor(port: number, asking: Asking, options: { readonly reading?: boolean } = {}) {
    const started = patientNow();
    const headers = { ...grouped(asking.headers ?? []), host: asking.host };
    this.#request = httpRequest({ host: '127.0.0.1', port, agent: false, path: asking.target, method: asking.method ?? 'GET', headers });
    this.#request.once('response', (message) => {
      this.#current = new OpenAnswer(message, started, options.reading !== false);
      this.#answer.resolve(this.#current);
    });
    this.#request.on('information', ({ statusCode }) => this.interim.push(statusCode));
    this.#request.on('continue', () => this.interim.push(100));
    this.#request.on('error', (error) => {
      this.#failed = error;
      this.#answer.reject(error);
    });
    this.#answer.promise.catch(() => undefined);
    this.#request.flushHeaders();
  }

  /** Resolves when the head of the answer is here. */
  get head(): Promise<OpenAnswer> {
    return this.#answer.promise;
  }

  /** The answer if its head is here. */
  get current(): OpenAnswer | undefined {
    return this.#current;
  }

  get failed(): Error | undefined {
    return this.#failed;
  }

  /** Bytes that wait because the other side does not take them. */
  get waitingBytes(): number {
    return this.#request.writableLength;
  }

  send(piece: string | Buffer): boolean {
    return this.#request.write(piece);
  }

  finish(trailers?: Readonly<Record<string, string>>): void {
    if (trailers !== undefined) this.#request.addTrailers(trailers);
    this.#request.end();
  }

  /** Breaks the connection. */
  leave(): void {
    this.#request.destroy();
  }
}

function answerFrom(message: IncomingMessage, bytes: Buffer, ending: Answer['ending'], started: number): Answer {
  return {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    headers: pairs(message.rawHeaders),
    trailers: pairs(message.rawTrailers ?? []),
    bytes,
    ending,
    tookMs: patientNow() - started,
  };
}

function grouped(headers: HeaderList): Record<string, string | string[]> {
  const grouped: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const before = grouped[name];
    grouped[name] = before === undefined ? value : [before, value].flat();
  }
  return grouped;
}
