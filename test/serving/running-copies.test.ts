import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RunningCopies } from '../../src/serving/running-copies';
import { copies } from '../../src/upstream/copies';
import { member, poolOf } from '../balancing/pools';

describe('copies under way', () => {
  it('are counted at their backend, in the pool and in the process until they end, once', () => {
    const backend = member(poolOf([{}]), 0);
    const running = new RunningCopies();
    const [first, second] = [1, 2].map(() => ({ backend, drop: () => undefined }));
    if (first === undefined || second === undefined) throw new Error('two copies');
    running.add(first);
    running.add(second);
    expect([running.size, [...running.at(backend)]]).to.deep.equal([2, [first, second]]);
    running.delete(first);
    running.delete(first);
    expect([running.size, [...running.at(backend)]]).to.deep.equal([1, [second]]);
    running.delete(second);
    expect([running.size, running.at(backend).size, copies.dropOldest()]).to.deep.equal([0, 0, false]);
  });
});
