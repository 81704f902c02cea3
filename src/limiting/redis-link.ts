import type { LookupFunction } from 'node:net';
import { createClient } from '@redis/client';
import type { Logger } from 'pino';
import { type Clock, pause } from '../clock';
import type { RateLimitStore } from '../config/rate-limit';
import { messageOf } from '../errors';

type Arguments = { readonly keys: string[]; readonly arguments: string[] };
type Tools = { readonly log: Logger; readonly clock: Clock; readonly lookup: LookupFunction | undefined };
type Client = ReturnType<typeof newClient>;

/** Counts KEYS[1] up by ARGV[1]; a first count begins a window of ARGV[2] ms. Gives the count, and the ms until the end of the window. */
export const countScript = `
redis.call('SET', KEYS[1], 0, 'PX', ARGV[2], 'NX')
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local rest = redis.call('PTTL', KEYS[1])
if rest < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  rest = tonumber(ARGV[2])
end
return {count, rest}`;

const mostConnectMs = 1_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** A connection that has held for so long is not one of a series of failures. */
const steadyMs = 10_000;
const mostCommands = 10_000;
/** Enough of an answer to know it by. */
const shownLength = 60;

/**
 * The connection to a Redis server, kept up for as long as it is open. The first command that fails or is late takes it down for
 * all; it is up again when a new connection has proved that it can count. Down and up are each said once in the log.
 */
export class RedisLink {
  readonly #store: RateLimitStore;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #lookup: LookupFunction | undefined;
  /** Without what may be secret. */
  readonly #name: string;
  readonly #closing = new AbortController();
  #client: Client | undefined;
  #isToldAway = false;
  #hasBeenUp = false;
  #lose: (reason: unknown) => void = () => undefined;

  constructor(store: RateLimitStore, { log, clock, lookup }: Tools) {
    this.#lookup = lookup;
    this.#store = store;
    this.#log = log;
    this.#clock = clock;
    this.#name = new URL(store.url).host;
  }

  get isUp(): boolean {
    return this.#client !== undefined;
  }

  /** Begins to connect, and goes on until `close`. */
  async open(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const startedAt = this.#clock.now();
      const reason = await this.#connection();
      if (signal.aborted) return;
      this.#tellAway(reason);
      if (this.#clock.now() - startedAt > steadyMs) failures = 0;
      await pause(this.#clock, pauseMs(failures), { signal, ref: false });
    }
  }

  close(): void {
    this.#closing.abort();
    this.#lose(undefined);
  }

  /** As a client's own for `countScript`; rejects when there is no connection, or no count in time. */
  async eval(script: string, options: Arguments): Promise<unknown> {
    const client = this.#client;
    if (client === undefined) throw new Error('not connected');
    try {
      return await this.#counted(client, script, options, this.#store.timeout);
    } catch (error) {
      if (client === this.#client) this.#lose(error);
      throw error;
    }
  }

  /** Connects, and resolves with the reason when that has failed or the connection is lost. Nothing of it is left then. */
  async #connection(): Promise<unknown> {
    const patienceMs = Math.min(mostConnectMs, 10 * this.#store.timeout);
    const client = newClient(this.#store.url, patienceMs, this.#lookup);
    const lost = new Promise<unknown>((resolve) => {
      this.#lose = (reason) => {
        if (this.#client === client) this.#client = undefined;
        resolve(reason);
      };
      client.on('error', this.#lose);
    });
    try {
      // Longer than the client itself waits for a connection, so that there is one to destroy.
      await this.#inTime(client.connect(), 2 * patienceMs);
      await this.#counted(client, countScript, probe, patienceMs);
      // The first command of a connection may take longer. Who cannot do better would be lost again with the next request.
      await this.#counted(client, countScript, probe, this.#store.timeout);
      if (this.#closing.signal.aborted) return undefined;
      this.#client = client;
      this.#tellBack();
      return await lost;
    } catch (error) {
      return error;
    } finally {
      this.#client = undefined;
      if (client.isOpen) client.destroy();
    }
  }

  /** What `countScript` gives; rejects when it comes too late, or is anything but a count and a rest. */
  async #counted(client: Client, script: string, options: Arguments, ms: number): Promise<unknown> {
    const answer: unknown = await this.#inTime(client.eval(script, options), ms);
    if (Array.isArray(answer) && answer.length === 2 && answer.every((one) => Number.isSafeInteger(one) && one >= 0)) return answer;
    throw new Error(`this is no count: ${String(JSON.stringify(answer)).slice(0, shownLength)}`);
  }

  /** What has come by the time that timers run is still read: this process may have been the slow one. */
  #inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`no answer within ${ms} ms`));
      const timer = this.#clock.setTimeout(() => setImmediate(late), ms).unref();
      promise.then(resolve, reject).finally(() => this.#clock.clearTimeout(timer));
    });
  }

  #tellAway(reason: unknown): void {
    if (this.#isToldAway) return;
    this.#isToldAway = true;
    this.#log.warn({ store: this.#name, detail: messageOf(reason) }, 'the rate limit store is away: rates are counted here');
  }

  #tellBack(): void {
    const message = this.#isToldAway
      ? 'the rate limit store is back: rates are counted there'
      : 'rates are counted in the rate limit store';
    if (this.#isToldAway || !this.#hasBeenUp) this.#log.info({ store: this.#name }, message);
    this.#hasBeenUp = true;
    this.#isToldAway = false;
  }
}

/** Counts what nobody asks for. */
const probe: Arguments = { keys: ['mangrove:rate_limit:probe'], arguments: ['1', '1000'] };

function newClient(url: string, connectTimeout: number, lookup: LookupFunction | undefined) {
  const client = createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    commandsQueueMaxLength: mostCommands,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout, reconnectStrategy: false, ...(lookup && { lookup }) },
  });
  client.unref();
  return client;
}

/** Half of it at random, so that instances do not all come at once. */
function pauseMs(failures: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** failures) * (0.5 + Math.random() / 2);
}
