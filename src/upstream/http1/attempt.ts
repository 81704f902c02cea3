import type { Clock } from '../../clock';
import { Failure, messageOf, type Reason } from '../../errors';
import { connectFailure, isOutOfDescriptors, isOutOfMemory } from '../connect-failure';
import { asksForLogin, logsIn } from '../connection-logins';
import { copies } from '../copies';
import type { Dial } from '../dial';
import { type AnswerHandler, type AnswerHead, type Attempt, onlyReads, type UpstreamRequest } from '../transport';
import { type AnswerEvents, AnswerParser } from './answer-parser';
import type { Connection, ConnectionUser, PatientSocket } from './connection';
import { type ContentOwner, ContentSender } from './content-sender';
import { Malformed } from './fields';
import { closeKeptFor } from './idle-connections';
import { requestHead } from './request-head';

/** Where an attempt gets connections and leaves them. */
export interface AttemptOwner {
  readonly clock: Clock;
  /** Gets a connection back for another request; it may be kept for so many milliseconds where the backend said so. */
  keep(connection: Connection, keepMs: number | undefined): void;
  /** Gives the attempt a new connection in place of one that had been closed by the time it was used; false when there are no more. */
  renew(attempt: Http1Attempt): boolean;
  /** Is told of bytes that a backend has said behind an answer. */
  surplus(): void;
  /** Closes a connection that nobody uses, so that another can be made; false when there is none. */
  spare(): boolean;
}

/** One request and its answer on one connection. */
export class Http1Attempt implements Attempt, ConnectionUser, AnswerEvents, ContentOwner {
  readonly #request: UpstreamRequest;
  readonly #handler: AnswerHandler;
  readonly #address: string;
  readonly #owner: AttemptOwner;
  #parser: AnswerParser;
  #dial: Dial<PatientSocket> | undefined;
  #connection: Connection | undefined;
  #sent = false;
  /** Undefined where there is no content, and until there is a connection. */
  #content: ContentSender | undefined;
  #heard = false;
  #told = false;
  #headPassed = false;
  #keepMs: number | undefined;
  /** The agreement to a switch of protocols. */
  #switched: AnswerHead | undefined;
  /** Whether the connection may carry nothing behind this. */
  #isLast = false;
  #over = false;

  constructor(request: UpstreamRequest, handler: AnswerHandler, address: string, owner: AttemptOwner) {
    this.#request = request;
    this.#handler = handler;
    this.#address = address;
    this.#owner = owner;
    this.#parser = this.#newParser();
  }

  #newParser(): AnswerParser {
    const { method, upgrade } = this.#request;
    return new AnswerParser({ isHead: method === 'HEAD', isUpgrade: upgrade !== undefined }, this);
  }

  /** Whether it has been given up before it had a connection. */
  get isOver(): boolean {
    return this.#over;
  }

  get clock(): Clock {
    return this.#owner.clock;
  }

  get request(): UpstreamRequest {
    return this.#request;
  }

  get standing(): string | undefined {
    return this.#connection === undefined ? this.#dial?.standing : undefined;
  }

  /** Waits for a connection that is being made; `use` or `onNotConnected` follows, unless it is given up before. */
  await(dial: Dial<PatientSocket>): void {
    this.#connection = undefined;
    this.#dial = dial;
  }

  /** Takes a connection, and sends. */
  use(connection: Connection): void {
    this.#dial = undefined;
    this.#connection = connection;
    connection.lend(this);
    this.#send(connection);
  }

  /** No connection was made. */
  onNotConnected(error: Error): void {
    if (!this.#hasRoomBehind(error) || !this.#owner.renew(this)) this.#giveUp(connectFailure(error));
  }

  /** Whether others have made room for the connection that could not be made for want of it. */
  #hasRoomBehind(error: Error): boolean {
    if (this.#request.isExpendable) return false;
    if (isOutOfDescriptors(error)) return copies.dropOldest() || this.#owner.spare();
    return isOutOfMemory(error) && copies.dropOldest();
  }

  pause(): void {
    this.#parser.pause();
    this.#connection?.socket.pause();
  }

  resume(): void {
    if (this.#over) return;
    try {
      this.#parser.resume();
    } catch (error) {
      this.#failReading(error as Error);
    }
    if (!this.#over && !this.#parser.isPaused) this.#connection?.socket.resume();
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopBody();
    this.#dial?.cancel();
    this.#connection?.destroy();
  }

  #send({ socket, peer }: Connection): void {
    if (this.#over) return;
    this.#handler.onConnected(peer);
    // Whoever was told may have given up.
    if (this.#over) return;
    const { body, continueMs } = this.#request;
    const head = requestHead(this.#request, this.#address);
    if (body === undefined) {
      socket.write(head, 'latin1');
      this.onContentSent();
      return;
    }
    this.#content = new ContentSender(this.#request, body, socket, this);
    if (continueMs !== undefined) {
      socket.write(head, 'latin1');
      this.#content.beginIn(continueMs);
      return;
    }
    // The head leaves with the first content, if that is here already.
    socket.cork();
    socket.write(head, 'latin1');
    process.nextTick(() => socket.uncork());
    this.#content.begin();
  }

  onContentSent(): void {
    this.#sent = true;
    this.#handler.onSent();
    if (this.#switched !== undefined && this.#connection !== undefined && !this.#over) this.#handOver(this.#switched, this.#connection);
  }

  onContentError(error: Error): void {
    this.#fail('reset', error);
  }

  onDrain(): void {
    this.#content?.goOn();
  }

  onBytes(chunk: Buffer): void {
    this.#heard = true;
    if (this.#over) return;
    try {
      this.#parser.feed(chunk);
    } catch (error) {
      // What a backend said too much after the answer before may come only now.
      if (!this.#told && error instanceof Malformed && this.#renewed()) this.#owner.surplus();
      else this.#failReading(error as Error);
    }
  }

  onEnd(): void {
    if (this.#over || (!this.#heard && (this.#renewed() || this.lose()))) return;
    this.#readRest();
    if (this.#over) return;
    try {
      this.#parser.end();
    } catch (error) {
      this.#fail('reset', error as Error);
    }
  }

  onGone(error: Error | undefined): void {
    if (this.#over || (!this.#heard && (this.#renewed() || this.lose()))) return;
    this.#readRest();
    this.#fail('reset', error ?? new Error('the backend closed the connection'));
  }

  /** What came before the end of a connection may still wait for a slow reader, and be all that was missing. */
  #readRest(): void {
    try {
      this.#parser.drain();
    } catch (error) {
      this.#failReading(error as Error);
    }
  }

  onInterim(head: AnswerHead): void {
    if (this.#over) return;
    this.#told = true;
    if (head.status <= 101) this.#content?.begin();
    if (head.status !== 101 || this.#connection === undefined) {
      this.#handler.onInformation(head);
      return;
    }
    this.#switched = head;
    this.#connection.socket.pause();
    if (this.#sent) this.#handOver(head, this.#connection);
  }

  /** The backend may agree before it has read all of the content, which comes before the other protocol all the same. */
  #handOver(head: AnswerHead, connection: Connection): void {
    this.#over = true;
    // No more requests will come from the client.
    if (this.#request.client !== undefined) closeKeptFor(this.#request.client);
    // What came behind the head is read once the parser has returned.
    queueMicrotask(() => this.#handler.onSwitch(head, connection.release(), this.#parser.rest));
  }

  onHead(head: AnswerHead): void {
    if (this.#over) return;
    this.#told = true;
    this.#headPassed = true;
    this.#content?.answered(head.status);
    this.#keepMs = keepAliveMs(head.headers);
    // Whether the backend has read the content as such, nobody can tell.
    if (this.#request.upgrade !== undefined && this.#request.body !== undefined) this.#isLast = true;
    if (logsIn(this.#request.headers) || asksForLogin(head.status, head.headers)) this.#tie();
    // The answer can still say that it is the last for the client too.
    if (!this.#parser.isReusable) this.#connection?.endTie();
    this.#handler.onHead(head);
  }

  /** A login for one client must not serve another. */
  #tie(): void {
    const { client, endClient } = this.#request;
    if (client === undefined || endClient === undefined) this.#isLast = true;
    else this.#connection?.tieTo(client, endClient);
  }

  onContent(chunk: Buffer): void {
    if (!this.#over) this.#handler.onData(chunk);
  }

  onSurplus(): void {
    if (!this.#over) this.#owner.surplus();
  }

  onComplete(trailers: string[], reusable: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopBody();
    const connection = this.#connection;
    if (connection !== undefined && reusable && this.#sent && !this.#isLast) this.#owner.keep(connection, this.#keepMs);
    else connection?.destroy();
    this.#handler.onEnd(trailers);
  }

  /**
   * A kept connection that the backend had closed before it heard of this request, or on which it still had something to say, is no
   * failure of the backend: what is only read is asked for again, once, on a new one.
   */
  #renewed(): boolean {
    const connection = this.#connection;
    if (connection === undefined || !connection.isUsed || this.#request.isOnTie || !onlyReads(this.#request)) return false;
    this.#sent = false;
    this.#heard = false;
    this.#parser = this.#newParser();
    connection.destroy();
    return this.#owner.renew(this);
  }

  /** Fails as one whose connection was tied to the client's, and has ended without a word: no other can take its place. */
  lose(): boolean {
    if (this.#request.isOnTie)
      this.#giveUp(new Failure('connection_lost', 'the backend has closed the connection that the client is logged in on'));
    return this.#request.isOnTie === true;
  }

  /** Whoever is told of an answer may fail too, and that is no fault of the answer. */
  #failReading(error: Error): void {
    if (error instanceof Malformed) this.#fail('bad_answer', error);
    else this.#giveUp(new Failure('internal', messageOf(error), { cause: error }));
  }

  #fail(reason: Reason, error: Error): void {
    this.#giveUp(new Failure(this.#headPassed ? 'truncated' : reason, messageOf(error), { cause: error }));
  }

  #giveUp(failure: Failure): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopBody();
    this.#connection?.destroy();
    this.#handler.onFailure(failure);
  }

  #stopBody(): void {
    this.#content?.stop();
    if (!this.#sent) this.#request.body?.destroy();
  }
}

/** `Keep-Alive: timeout=5` (RFC 2068 §19.7.1.1) in milliseconds. */
function keepAliveMs(headers: readonly string[]): number | undefined {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    if (name.length !== 10 || name.toLowerCase() !== 'keep-alive') continue;
    const seconds = /(?:^|,)\s*timeout\s*=\s*"?(\d{1,6})/i.exec(headers[at + 1] as string)?.[1];
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return undefined;
}
