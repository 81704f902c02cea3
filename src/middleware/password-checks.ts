import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { type PasswordHash, scryptMemory } from '../config/password-hash';
import type { Credentials } from '../routing/credentials';

type Settings = {
  /** How many keys are made at a time; each takes a thread of Node's pool, which also looks up names and reads files. */
  readonly atOnce: number;
  /** How many more may wait. */
  readonly waiting: number;
  /** How many right passwords are remembered, and for how long. */
  readonly remembered: number;
  readonly rememberedMs: number;
};

/** A password being tried. Who no longer wants to know must say so, once. */
export type PasswordCheck = { readonly verdict: Promise<boolean>; abandon(): void };

type Job = {
  readonly id: string;
  readonly password: string;
  readonly hash: PasswordHash;
  readonly verdict: PromiseWithResolvers<boolean>;
  askers: number;
};

const defaults: Settings = { atOnce: 2, waiting: 100, remembered: 1000, rememberedMs: 60_000 };

/**
 * Tries passwords against hashes, away from the event loop and few at a time, because each costs much by design. The same
 * question asked by several is answered once, and a right password is not asked again for a while.
 */
export class PasswordChecks {
  readonly #settings: Settings;
  readonly #now: () => number;
  /** Names in memory stand for credentials, and say nothing of them without this. */
  readonly #secret = randomBytes(32);
  readonly #right = new Map<string, number>();
  readonly #jobs = new Map<string, Job>();
  readonly #line = new Set<Job>();
  #running = 0;

  constructor(settings: Partial<Settings> = {}, now: () => number = () => performance.now()) {
    this.#settings = { ...defaults, ...settings };
    this.#now = now;
  }

  /** True for credentials known to be right, else a check of them; undefined when too many wait already. */
  check({ user, password }: Credentials, hash: PasswordHash): true | PasswordCheck | undefined {
    const id = this.#idOf(user, password, hash);
    if ((this.#right.get(id) ?? 0) > this.#now()) return true;
    const job = this.#jobs.get(id) ?? this.#begin({ id, password, hash, verdict: Promise.withResolvers<boolean>(), askers: 0 });
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

  #begin(job: Job): Job | undefined {
    if (this.#running >= this.#settings.atOnce) {
      if (this.#line.size >= this.#settings.waiting) return undefined;
      this.#line.add(job);
    } else this.#run(job);
    this.#jobs.set(job.id, job);
    return job;
  }

  #abandon(job: Job): void {
    job.askers -= 1;
    if (job.askers > 0 || !this.#line.delete(job)) return;
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
      if (isRight) this.#remember(job.id);
      if (error === null) job.verdict.resolve(isRight);
      else job.verdict.reject(error);
      const [next] = this.#line;
      if (next === undefined) return;
      this.#line.delete(next);
      this.#run(next);
    });
  }

  #remember(id: string): void {
    const { remembered, rememberedMs } = this.#settings;
    this.#right.delete(id);
    this.#right.set(id, this.#now() + rememberedMs);
    const [oldest] = this.#right.keys();
    if (this.#right.size > remembered && oldest !== undefined) this.#right.delete(oldest);
  }
}
