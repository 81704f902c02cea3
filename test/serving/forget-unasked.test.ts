import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Pool } from '../../src/balancing/pool';
import type { PoolConfig } from '../../src/config/schema';
import { forgetUnasked } from '../../src/serving/forget-unasked';

/** What is forgotten of a backend that is ill in every way, and of one that is well, in a pool with such checks. */
function forgotten(health: PoolConfig['health']): string[] {
  const said: string[] = [];
  const ill = { name: 'ill', circuit: 'open', health: 'unhealthy' };
  const halfOpen = { name: 'half open', circuit: 'half_open', health: 'healthy' };
  const well = { name: 'well', circuit: 'closed', health: 'healthy' };
  const say =
    (what: string) =>
    ({ name }: { name: string }, ...how: unknown[]) =>
      said.push([name, what, ...how.map((one) => JSON.stringify(one))].join(' '));
  const pool = {
    backends: [ill, halfOpen, well],
    uneject: say('uneject'),
    setCircuit: say('circuit'),
    setHealth: say('health'),
    tell: say('tell'),
  };
  forgetUnasked(pool as unknown as Pool, health);
  return said.sort();
}

describe('what a new pool forgets of its backends', () => {
  const reason = '"the config of its pool has changed"';
  const outcomes = [
    `half open circuit "closed" ${reason}`,
    `half open uneject ${reason}`,
    `ill circuit "closed" ${reason}`,
    `ill uneject ${reason}`,
    `well uneject ${reason}`,
  ];
  const words = ['half open', 'ill', 'well'].map((name) => `${name} tell {"percent":100,"mode":"ready"}`);

  it('is what clients have met, where checks go on over HTTP', () => {
    expect(forgotten({ type: 'http' } as PoolConfig['health'])).to.deep.equal(outcomes);
  });

  it('is its own words too, where checks only connect', () => {
    expect(forgotten({ type: 'tcp' } as PoolConfig['health'])).to.deep.equal([...outcomes, ...words].sort());
  });

  it('is what checks have found too, where there are none any more', () => {
    expect(forgotten(false)).to.deep.equal([...outcomes, ...words, 'ill health true "checked no more"'].sort());
  });
});
