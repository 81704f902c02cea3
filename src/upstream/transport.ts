import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Failure } from '../errors';

/** What is sent to a backend. The fields are end-to-end ones only, flat: name, value, name, value. */
export type UpstreamRequest = {
  readonly method: string;
  /** Origin-form: path and query. */
  readonly path: string;
  readonly headers: string[];
  /** Undefined when the request has no content. Destroyed by the transport when the attempt fails. */
  readonly body: Readable | undefined;
  /** Whether a body goes in chunks; otherwise `Content-Length` tells its length. */
  readonly isChunked: boolean;
  /** The trailer fields, flat, once the body has ended; undefined for a body that cannot have any. */
  readonly trailers: (() => string[]) | undefined;
  /**
   * How long the content waits for the backend's `100 Continue` before it is sent all the same (RFC 9110 §10.1.1); undefined where
   * the backend is not asked for one. A transport that cannot ask sends the content at once.
   */
  readonly continueMs?: number | undefined;
  /** The protocol to switch to (RFC 9110 §7.8). */
  readonly upgrade: string | undefined;
  /** The client's connection that it came on; undefined for a request of our own, such as a check. */
  readonly client?: Socket | undefined;
  /**
   * Ends the client's connection, behind the answer that is under way on it. A connection to a backend that has been logged in for a
   * client (NTLM, Negotiate) calls it when it ends itself. Undefined where the answer does not go to the client: such a connection
   * carries no other request then.
   */
  readonly endClient?: ((client: Socket) => void) | undefined;
  /** Whether it has to go over the connection that is tied to the client's. Where that has ended it fails as `connection_lost`. */
  readonly isOnTie?: boolean;
  /** Whether nobody waits for it: it gets a connection only where that takes nothing from others. */
  readonly isExpendable?: boolean;
};

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request may be sent twice without harm by whoever keeps nothing of it (RFC 9110 §9.2.1). */
export function onlyReads({ method, body }: UpstreamRequest): boolean {
  return body === undefined && readingMethods.has(method);
}

export type AnswerHead = {
  readonly status: number;
  readonly message: string;
  /** As received, flat: name, value, name, value. */
  readonly headers: string[];
};

/**
 * What an attempt tells: connected, sent, any number of information heads, one head, any number of data, the end; or, at any
 * time, one failure. Nothing follows an end or a failure, and nothing at all follows an abort.
 */
export interface AnswerHandler {
  /** A connection to `address` is there, new or used before; the request is being sent. Undefined where the transport cannot tell. */
  onConnected(address?: string): void;
  /** The whole request has been handed to the connection. */
  onSent(): void;
  /** An interim answer, such as 103 Early Hints. */
  onInformation(head: AnswerHead): void;
  /** The backend has switched protocols: the bare socket, and the bytes that came behind the head. Nothing follows. */
  onSwitch(head: AnswerHead, socket: Socket, rest: Buffer): void;
  onHead(head: AnswerHead): void;
  onData(chunk: Buffer): void;
  /** The answer is complete. Trailer fields are flat, as received. */
  onEnd(trailers: string[]): void;
  onFailure(failure: Failure): void;
}

/** One try of one request at one backend, under way. */
export interface Attempt {
  /** Stops reading the answer, so that the backend feels it. */
  pause(): void;
  resume(): void;
  /** What a connection that is still being made has met so far, in words; undefined where nobody can tell. */
  readonly standing?: string | undefined;
  /** Gives up: closes the connection and tells the handler no more. */
  abort(): void;
}

/** Carries requests to one backend and keeps its connections. */
export interface Transport {
  send(request: UpstreamRequest, handler: AnswerHandler): Attempt;
  /** Whether a connection is tied to this client's: the client's next request has to be sent here. */
  isTiedTo?(client: Socket): boolean;
  /** Keeps connections for nobody any more: what is asked from now on is the end of what has begun. */
  retire(): void;
  /** Closes every connection; attempts under way fail. */
  close(): Promise<void>;
}
