import type { Done, Result } from './load';

/** What clients of one balancer saw in one phase. */
export type Seen = {
  readonly requests: number;
  /** How many requests failed in which way. */
  readonly failures: Readonly<Partial<Record<Result, number>>>;
  /** Of good answers, in milliseconds, from when the request was due. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  /** From when the backends were well again until one of them, or that one, answered; undefined where nothing was mended. */
  readonly backAfterMs: number | undefined;
  readonly streamsLost: number;
  readonly slowAnswersCut: number;
  readonly postsTwice: number;
  /** Answered with a success, and not done. */
  readonly postsLost: number;
};

type Recovery = { readonly since: number; readonly backend: string | undefined; afterMs: number };

class PhaseTally {
  requests = 0;
  readonly failures: Partial<Record<Result, number>> = {};
  readonly latencies: number[] = [];
  readonly recoveries: Recovery[] = [];
  streamsLost = 0;
  slowAnswersCut = 0;
  postsTwice = 0;
  postsLost = 0;
}

/** Counts what clients of one balancer see. What becomes of a request belongs to the phase in which it was due. */
export class Tally {
  readonly #phases: { readonly name: string; readonly since: number; until: number; readonly tally: PhaseTally }[] = [];
  readonly #posts = new Map<string, { readonly phase: PhaseTally; readonly isGood: boolean }>();

  begin(name: string): void {
    this.#phases.push({ name, since: performance.now(), until: Number.POSITIVE_INFINITY, tally: new PhaseTally() });
  }

  count({ arrival, result, intendedAt, ms, backend }: Done): void {
    const phase = this.#at(intendedAt);
    if (phase === undefined) return;
    phase.requests += 1;
    if (arrival.method === 'POST') this.#posts.set(arrival.nonce, { phase, isGood: result === 'good' });
    if (result !== 'good') {
      phase.failures[result] = (phase.failures[result] ?? 0) + 1;
      return;
    }
    phase.latencies.push(ms);
    for (const { tally } of this.#phases) for (const recovery of tally.recoveries) recover(recovery, intendedAt + ms, intendedAt, backend);
  }

  /** The backend, or all of them, can answer from now on. */
  expectBack(backend: string | undefined): void {
    this.#current.recoveries.push({ since: performance.now(), backend, afterMs: Number.POSITIVE_INFINITY });
  }

  streamLost(): void {
    this.#current.streamsLost += 1;
  }

  slowAnswersCut(count: number): void {
    this.#current.slowAnswersCut += count;
  }

  /** What the backends say they have done, once all is over. */
  compare(executed: readonly string[]): void {
    const times = new Map<string, number>();
    for (const nonce of executed) times.set(nonce, (times.get(nonce) ?? 0) + 1);
    for (const [nonce, { phase, isGood }] of this.#posts) {
      const count = times.get(nonce) ?? 0;
      if (count > 1) phase.postsTwice += 1;
      if (count === 0 && isGood) phase.postsLost += 1;
    }
  }

  /** By the names of the phases. */
  get seen(): ReadonlyMap<string, Seen> {
    return new Map(this.#phases.map(({ name, tally }) => [name, summary(tally)]));
  }

  /** What is due from now on belongs to no phase until the next begins. */
  end(): void {
    const phase = this.#phases.at(-1);
    if (phase !== undefined) phase.until = performance.now();
  }

  get #current(): PhaseTally {
    const current = this.#phases.at(-1)?.tally;
    if (current === undefined) throw new Error('no phase has begun');
    return current;
  }

  /** Undefined for a request that was due before the first phase or between two. */
  #at(time: number): PhaseTally | undefined {
    return this.#phases.find(({ since, until }) => since <= time && time < until)?.tally;
  }
}

function recover(recovery: Recovery, at: number, intendedAt: number, backend: string | undefined): void {
  if (recovery.afterMs < Number.POSITIVE_INFINITY || intendedAt < recovery.since) return;
  if (recovery.backend === undefined || recovery.backend === backend) recovery.afterMs = at - recovery.since;
}

function summary({ latencies, recoveries, ...counts }: PhaseTally): Seen {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  const backAfterMs = recoveries.length === 0 ? undefined : Math.max(...recoveries.map(({ afterMs }) => afterMs));
  return { ...counts, latency: { p50: at(0.5), p99: at(0.99), max: at(1) }, backAfterMs };
}

/** All that went wrong, whatever the way. */
export function failed({ failures }: Seen): number {
  return Object.values(failures).reduce((sum: number, count) => sum + (count ?? 0), 0);
}
