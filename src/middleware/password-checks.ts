import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { type PasswordHash, scryptMemory } from '../config/password-hash';
import { Failure } from '../errors';
import type { Credentials } from '../routing/credentials';
import { FairLine } from './fair-line';
import { Lately } from './lately';

type Settings = {
  /** How many keys are made at a time; each takes a thread of Node's pool, which also looks up names and reads files. */
  readonly atOnce: number;
  /** How many more may wait, of each of the three kinds of `lines`. */
  readonly waiting: number;
  /** How many right passwords, and addresses that gave one, are remembered. */
  readonly remembered: number;
  /** How long after its last use a right password is not checked again. */
  readonly rememberedMs: number;
  /** How long after that it, and the address that gave it, go before strangers. */
  readonly provenMs: number;
};

/** A password being tried. Who no longer wants to know must say so, once. */
export type PasswordCheck = { readonly verdict: Promise<boolean>; abandon(): void };

type Job = {
  readonly id: string;
  /** The address of who asked first. */
  readonly address: string;
  readonly password: string;
  readonly hash: PasswordHash;
  readonly verdict: PromiseWithResolvers<boolean>;
  readonly line: FairLine<Job>;
  askers: number;
};

const defaults: Settings = { atOnce: 2, waiting: 100, remembered: 10_000, rememberedMs: 60_000, provenMs: 3_600_000 };

/**
 * Tries passwords against hashes, away from the event loop and few at a time, because each costs much by design. The same
 * question asked by several is answered once, and a right password is not asked again as long as it is in use. That needs no limit: the
 * verdict on a password and a hash never changes, and a password that is changed has another hash.
 */
export class PasswordChecks {
  readonly #settings: Settings;
  readonly #now: () => number;
  /** Names in memory stand for credentials, and say nothing of them without this. */
  readonly #secret = randomBytes(32);
  readonly #right: Lately;
  /** Those from which a right password has come. */
  readonly #addresses: Lately;
  readonly #jobs = new Map<string, Job>();
  /** In each, addresses take turns. Whoever guesses is a stranger, or has to share with those at its own address. */
  readonly #lines: { readonly proven: FairLine<Job>; readonly known: FairLine<Job>; readonly strangers: FairLine<Job> };
  #wasStranger = false;
  #running = 0;

  constructor(now: () => number, settings: Partial<Settings> = {}) {
    this.#settings = { ...defaults, ...settings };
    this.#now = now;
    const { waiting, remembered } = this.#settings;
    this.#right = new Lately(remembered);
    this.#addresses = new Lately(remembered);
    this.#lines = { proven: new FairLine(waiting), known: new FairLine(waiting), strangers: new FairLine(waiting) };
  }

  /** True for credentials known to be right, else a check of them; undefined when too many wait already. */
  check({ user, password }: Credentials, hash: PasswordHash, address: string): true | PasswordCheck | undefined {
    const id = this.#idOf(user, password, hash);
    if (this.#right.has(id, this.#now(), this.#settings.rememberedMs)) {
      this.#remember(id, address);
      return true;
    }
    const job = this.#jobs.get(id) ?? this.#begin({ ...this.#job(id, address), password, hash });
    if (job === undefined) return undefined;
    job.askers += 1;
    return { verdict: job.verdict.promise, abandon: () => this.#abandon(job) };
  }

  /** A password that has been changed has another hash, and so another id. */
  #idOf(user: string, password: string, { salt, key }: PasswordHash): string {
    const hmac = createHmac('sha256', this.#secret);
    for (const part of [salt, key, user, password]) hmac.update(`${part.length}:`).update(part);
    return hmac.digest('base64');
  }

  #job(id: string, address: string) {
    const { proven, known, strangers } = this.#lines;
    const now = this.#now();
    const { provenMs } = this.#settings;
    const line = this.#right.has(id, now, provenMs) ? proven : this.#addresses.has(address, now, provenMs) ? known : strangers;
    return { id, address, line, verdict: Promise.withResolvers<boolean>(), askers: 0 };
  }

  #begin(job: Job): Job | undefined {
    if (this.#running >= this.#settings.atOnce) {
      const joined = job.line.join(job.address, job);
      if (joined === undefined) return undefined;
      if (joined.pushedOut !== undefined) this.#turnAway(joined.pushedOut);
    } else this.#run(job);
    this.#jobs.set(job.id, job);
    return job;
  }

  #turnAway({ id, verdict }: Job): void {
    this.#jobs.delete(id);
    verdict.reject(new Failure('auth_unavailable', 'too many passwords from this address wait to be checked'));
  }

  #abandon(job: Job): void {
    job.askers -= 1;
    if (job.askers > 0 || !job.line.leave(job.address, job)) return;
    this.#jobs.delete(job.id);
  }

  #run(job: Job): void {
    const { cost, blockSize, parallelization, salt, key } = job.hash;
    this.#running += 1;
    const options = { cost, blockSize, parallelization, maxmem: 2 * scryptMemory(job.hash) };
    scrypt(job.password, salt, key.length, options, (error, made) => {
      this.#running -= 1;
      this.#jobs.delete(job.id);
      const isRight = error === null && timingSafeEqual(made, key);
      if (isRight) this.#remember(job.id, job.address);
      if (error === null) job.verdict.resolve(isRight);
      else job.verdict.reject(error);
      const next = this.#next();
      if (next !== undefined) this.#run(next);
    });
  }

  /** A password that was right goes first: nobody can make one up. Of the others, those at known addresses and strangers take turns. */
  #next(): Job | undefined {
    const { proven, known, strangers } = this.#lines;
    const first = proven.next();
    if (first !== undefined) return first;
    const isKnownsTurn = known.size > 0 && (this.#wasStranger || strangers.size === 0);
    this.#wasStranger = !isKnownsTurn;
    return isKnownsTurn ? known.next() : strangers.next();
  }

  #remember(id: string, address: string): void {
    const now = this.#now();
    this.#right.note(id, now);
    this.#addresses.note(address, now);
  }
}
