import type { Backend } from '../balancing/backend';
import { type Copy, copies } from '../upstream/copies';

/** A copy of a request under way at a backend. */
export type CopyAt = Copy & { readonly backend: Backend };

const none: ReadonlySet<CopyAt> = new Set();

/**
 * The copies under way at the backends of a pool and of those in whose place it came: one that hangs goes on hanging through a reload.
 */
export class RunningCopies {
  /** By the identity of the backend, those of each in the order in which they began. */
  readonly #byBackend = new Map<string, Set<CopyAt>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** In the order in which they began. */
  at({ id }: Backend): ReadonlySet<CopyAt> {
    return this.#byBackend.get(id) ?? none;
  }

  add(copy: CopyAt): void {
    const { id } = copy.backend;
    const others = this.#byBackend.get(id);
    if (others === undefined) this.#byBackend.set(id, new Set([copy]));
    else others.add(copy);
    this.#size += 1;
    copies.add(copy);
  }

  /** Does nothing for one that is not among them any more. */
  delete(copy: CopyAt): void {
    const { id } = copy.backend;
    const others = this.#byBackend.get(id);
    if (others?.delete(copy) !== true) return;
    this.#size -= 1;
    if (others.size === 0) this.#byBackend.delete(id);
    copies.delete(copy);
  }
}
