import { setTimeout as pause } from 'node:timers/promises';
import { type Fate, knock } from './flood';

const apartMs = 5;
const atATime = 4;

/** Clients that come one after the other, each with a connection of its own, until nobody wants to see more of them. */
export class PassersBy {
  readonly #fates: Fate[] = [];
  readonly #walks: Promise<void>[];
  #isOver = false;

  constructor(port: number, request: string) {
    this.#walks = Array.from({ length: atATime }, () => this.#walk(port, request));
  }

  get count(): number {
    return this.#fates.length;
  }

  /** What became of each, once the last has gone. */
  async over(): Promise<readonly Fate[]> {
    this.#isOver = true;
    await Promise.all(this.#walks);
    return this.#fates;
  }

  async #walk(port: number, request: string): Promise<void> {
    while (!this.#isOver) {
      const { fates } = await knock(port, request, 1);
      this.#fates.push(...(await fates));
      await pause(apartMs);
    }
  }
}
