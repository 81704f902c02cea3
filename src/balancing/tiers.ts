import type { Backend } from './backend';

/** Backends of one priority, and who of them may be chosen just now. */
export type Tier = {
  readonly members: readonly Backend[];
  usable: readonly Backend[];
  /** Sum of the shares of the usable ones when the round began. */
  share: number;
  limited: boolean;
  panicking: boolean;
  last: Backend | undefined;
};

/** Ready, with a share of the traffic. */
export function mayServe(backend: Backend): boolean {
  return backend.mode === 'ready' && backend.share > 0;
}

/**
 * Gives a tier its candidates. When they or their shares have changed a fresh round starts, after the one chosen last: what
 * was owed in another company would come as a burst. Standings are whole numbers, so the half only decides between equals.
 */
export function settle(tier: Tier, usable: readonly Backend[]): void {
  const share = usable.reduce((sum, backend) => sum + backend.share, 0);
  const same = share === tier.share && usable.length === tier.usable.length && usable.every((backend, at) => backend === tier.usable[at]);
  tier.usable = usable;
  tier.limited = usable.some((backend) => backend.limited);
  if (same) return;
  tier.share = share;
  const last = tier.last === undefined ? -1 : tier.members.indexOf(tier.last);
  tier.members.forEach((backend, at) => {
    backend.turn = at <= last ? -0.5 : 0;
  });
}

/** The backends by priority, the backups in a tier of their own after all others. */
export function tiersOf(backends: readonly Backend[]): readonly Tier[] {
  const ranks = new Map<number, Backend[]>();
  for (const backend of backends) {
    const rank = backend.backup ? Number.POSITIVE_INFINITY : backend.priority;
    ranks.set(rank, [...(ranks.get(rank) ?? []), backend]);
  }
  return [...ranks.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => ({ members, usable: [], share: 0, limited: false, panicking: false, last: undefined }));
}

/**
 * Lets the rounds of a pool go on in the one that takes its place. Whoever has come or gone, and whatever they weigh now, each backend
 * is owed the same part of a request as before: that is less than one, so that nobody gets a burst, and however often a pool is
 * replaced, nobody is passed over.
 */
export function resume(tiers: readonly Tier[], before: readonly Tier[]): void {
  const owed = new Map<string, Owed>();
  for (const tier of before) for (const backend of tier.members) owed.set(backend.id, owedTo(backend, tier));
  for (const tier of tiers) {
    tier.last = tier.members.find(({ id }) => before.some(({ last }) => last?.id === id));
    for (const backend of tier.members) {
      const { part, half } = owed.get(backend.id) ?? nothing;
      backend.turn = Math.round(part * tier.share) - half;
    }
  }
}

/** A part of a request, from -1 to 1, and the half that decides between equals. */
type Owed = { readonly part: number; readonly half: number };

const nothing: Owed = { part: 0, half: 0 };

function owedTo({ turn }: Backend, { share }: Tier): Owed {
  const whole = Math.ceil(turn);
  return { part: share === 0 ? 0 : Math.max(-1, Math.min(1, whole / share)), half: whole - turn };
}
