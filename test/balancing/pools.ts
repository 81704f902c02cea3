import { Backend, backendsOf, type BackendSettings } from '../../src/balancing/backend';
import { type Pick, Pool, type PoolSettings } from '../../src/balancing/pool';

/** A clock that moves when told to. */
export class Clock {
  ms = 1_000;

  readonly now = () => this.ms;
}

/** Uniform in [0, 1) and the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Member = Partial<BackendSettings>;

/** A pool of backends a, b, c … with what matters to a test and plain values for the rest. */
export function poolOf(members: readonly Member[], settings: Partial<PoolSettings> = {}, clock = new Clock()): Pool {
  const backends = members.map(
    (member, at) => new Backend({ name: String.fromCodePoint(97 + at), host: '10.0.0.1', port: at + 1, weight: 1, ...member }),
  );
  return new Pool(
    'mango',
    backends,
    { policy: 'round_robin', panicPercent: 0, slowStartMs: 0, ...settings },
    { now: clock.now, random: seeded(members.length) },
  );
}

/** The pool in its place after a reload; each member needs the port that it is known by. */
export function successorOf(before: Pool, members: readonly (Member & { readonly port: number })[]): Pool {
  const settings = members.map((one) => ({ name: String.fromCodePoint(96 + one.port), host: '10.0.0.1', weight: 1, ...one }));
  const pool = new Pool(before.name, backendsOf(settings, { staying: before.backends, departed: [] }), before.settings, before.context);
  pool.goOnFrom(before);
  return pool;
}

export function weights(...all: readonly number[]): Member[] {
  return all.map((weight) => ({ weight }));
}

/** The backend of that position. */
export function member(pool: Pool, at: number): Backend {
  const backend = pool.backends[at];
  if (backend === undefined) throw new Error(`no backend ${at}`);
  return backend;
}

/** The name that was picked, or the kind of the answer when none was. */
export function nameOf(pick: Pick): string {
  return pick.kind === 'backend' ? pick.backend.name : pick.kind;
}

/** Names picked by so many requests, one after the other. */
export function names(pool: Pool, count: number, tried: readonly Backend[] = []): string {
  return Array.from({ length: count }, () => nameOf(pool.pick({}, tried))).join(' ');
}

/** How often each name was picked. */
export function tally(picked: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of picked.split(' ')) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
