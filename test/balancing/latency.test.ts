import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Latency } from '../../src/balancing/latency';

/** As slow as it ever was by now: 1 s at the time 0. */
function slowOnce(): Latency {
  const latency = new Latency();
  latency.measure(1_000, 0);
  return latency;
}

describe('the time to the first byte that is remembered', () => {
  it('rises at once', () => {
    const latency = new Latency();
    latency.measure(10, 0);
    latency.measure(1_000, 1);
    expect(latency.at(1)).to.equal(1_000);
  });

  it('falls little by little, the more the longer ago it was measured', () => {
    const soon = slowOnce();
    soon.measure(10, 1_000);
    expect(soon.at(1_000)).to.be.closeTo(10 + 990 * Math.exp(-0.1), 0.001);
    const late = slowOnce();
    late.measure(10, 20_000);
    expect(late.at(20_000)).to.be.closeTo(10 + 990 * Math.exp(-2), 0.001);
  });

  it('fades while nothing is measured, to 1/e in ten seconds', () => {
    const latency = slowOnce();
    expect(latency.at(10_000)).to.be.closeTo(1_000 / Math.E, 0.001);
    expect(latency.at(20_000)).to.be.closeTo(1_000 / Math.E ** 2, 0.001);
  });

  it('counts an attempt without an answer as five seconds', () => {
    const latency = new Latency();
    latency.measure(undefined, 0);
    expect(latency.at(0)).to.equal(5_000);
  });
});
