import { createHash } from 'node:crypto';

/**
 * All of these in an order by lot, the same one for the same seed. Each has its place by its name alone: what is added,
 * changed or left out later leaves the others in their order.
 */
export function byLot<T extends { readonly name: string }>(things: readonly T[], seed: string): T[] {
  const lotOf = ({ name }: T) => createHash('sha256').update(`${seed}\0${name}`).digest('latin1');
  return things
    .map((thing) => ({ thing, lot: lotOf(thing) }))
    .sort((one, other) => (one.lot < other.lot ? -1 : 1))
    .map(({ thing }) => thing);
}
