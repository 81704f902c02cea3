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
