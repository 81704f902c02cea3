/** A door that is shut until somebody opens it; it stays open then. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();

  /** Resolves when the gate is open. */
  get passed(): Promise<void> {
    return this.#opened.promise;
  }

  open(): void {
    this.#opened.resolve();
  }
}
