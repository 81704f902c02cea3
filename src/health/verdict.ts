import type { Mode } from '../balancing/backend';
import type { Words } from '../balancing/pool';

export type VerdictSettings = {
  /** Passed checks in a row that make an unhealthy backend healthy; at least 1. */
  readonly rise: number;
  /** Failed checks in a row that make a healthy backend unhealthy; at least 1. */
  readonly fall: number;
  /** `up` and `down` turn with the first check that says otherwise; `fully_up` and `fully_down` take `fall` and `rise` of them. */
  readonly initial: 'up' | 'down' | 'fully_up' | 'fully_down';
};

/**
 * Turns the results of checks into health: one counter from 0 to rise + fall - 1, healthy from `rise` on; a turn for the
 * better fills it, a turn for the worse empties it (HAProxy, `check->health`).
 */
export class Verdict {
  readonly #rise: number;
  readonly #top: number;
  #standing: number;

  constructor({ rise, fall, initial }: VerdictSettings) {
    this.#rise = rise;
    this.#top = rise + fall - 1;
    this.#standing = { up: rise, down: rise - 1, fully_up: this.#top, fully_down: 0 }[initial];
  }

  get healthy(): boolean {
    return this.#standing >= this.#rise;
  }

  /** Whether nothing speaks against its being healthy. */
  get isSure(): boolean {
    return this.#standing === this.#top;
  }

  /** Whether the next results may change the verdict (HAProxy: "transitionally up" or "transitionally down"). */
  get isTurning(): boolean {
    return this.#standing !== 0 && this.#standing !== this.#top;
  }

  /** Takes in one result and says whether health has changed by it. */
  record(passed: boolean): boolean {
    const before = this.healthy;
    this.#standing += passed ? 1 : -1;
    if (this.#standing >= this.#rise && passed) this.#standing = this.#top;
    if (this.#standing < this.#rise && !passed) this.#standing = 0;
    return this.healthy !== before;
  }
}

const modeWords = new Map<string, Mode>([
  ['ready', 'ready'],
  ['drain', 'draining'],
  ['maint', 'maintenance'],
]);

/**
 * What a check's answer says in `X-Backend-Weight` (0 to 100, `%` allowed) and `X-Backend-State` (`ready`, `drain`, `maint`);
 * anything else is taken for silence.
 */
export function wordsOf(weight: string | undefined, state: string | undefined): Words {
  const [, digits] = /^\s*(\d{1,3})\s*%?\s*$/.exec(weight ?? '') ?? [];
  const percent = digits === undefined || Number(digits) > 100 ? undefined : Number(digits);
  return { percent, mode: modeWords.get(state?.trim().toLowerCase() ?? '') };
}
