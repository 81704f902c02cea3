/** A line that changes on a terminal; nothing where the output goes elsewhere. */
export class Progress {
  readonly #isSeen = process.stdout.isTTY;
  #shown = false;

  show(line: string): void {
    if (this.#isSeen) process.stdout.write(`\r\u001b[K${line}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#isSeen && this.#shown) process.stdout.write('\r\u001b[K');
    this.#shown = false;
  }
}
