import { readFileSync, statSync } from 'node:fs';
import type { Clock } from '../../clock';

/** Looked at no more often than this. */
const paceMs = 500;

/** A small file of the system, read again when it has changed. One that cannot be read is as if it were empty. */
export class WatchedFile<T> {
  readonly #path: string;
  readonly #parse: (text: string) => T;
  readonly #clock: Clock;
  #mark = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  #value: T;

  constructor(path: string, parse: (text: string) => T, clock: Clock) {
    this.#path = path;
    this.#parse = parse;
    this.#clock = clock;
    this.#value = parse('');
  }

  /** What the file says now, the same object for as long as that does not change. */
  get value(): T {
    const now = this.#clock.now();
    if (now - this.#lookedAt < paceMs) return this.#value;
    this.#lookedAt = now;
    const mark = this.#markNow();
    if (mark !== this.#mark) {
      this.#value = this.#parse(this.#text());
      this.#mark = mark;
    }
    return this.#value;
  }

  /** What changes with the file, also when another has been put in its place. */
  #markNow(): string {
    try {
      const { ino, mtimeNs, size } = statSync(this.#path, { bigint: true });
      return `${ino} ${mtimeNs} ${size}`;
    } catch {
      return '';
    }
  }

  #text(): string {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch {
      return '';
    }
  }
}
