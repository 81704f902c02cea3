import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Backend } from './backend';

type Entry = { readonly backend: Backend; readonly bytes: Buffer };

/** 128 bits in base64url. */
const valueLength = 22;
/** Looked up openly, which gives away only which backends there are; the other 80 bits are compared in constant time. */
const prefixLength = 8;

/** The cookie values that stand for backends: HMAC-SHA-256 of the identity (RFC 2104), so that nobody can make one up. */
export class StickyTable {
  readonly #values = new Map<Backend, string>();
  readonly #byPrefix = new Map<string, Entry[]>();

  constructor(backends: readonly Backend[], secret: string) {
    for (const backend of backends) {
      const value = createHmac('sha256', secret).update(backend.id).digest('base64url').slice(0, valueLength);
      this.#values.set(backend, value);
      const prefix = value.slice(0, prefixLength);
      this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), { backend, bytes: Buffer.from(value) }]);
    }
  }

  /** The value that leads back to `backend`; undefined for one of another pool. */
  valueOf(backend: Backend): string | undefined {
    return this.#values.get(backend);
  }

  /** The backend that a client's cookie stands for; undefined when it was not made here. */
  find(value: string): Backend | undefined {
    if (value.length !== valueLength) return undefined;
    const entries = this.#byPrefix.get(value.slice(0, prefixLength));
    if (entries === undefined) return undefined;
    const bytes = Buffer.from(value);
    return entries.find((entry) => entry.bytes.length === bytes.length && timingSafeEqual(entry.bytes, bytes))?.backend;
  }
}
