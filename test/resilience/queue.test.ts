import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Place, WaitingLine } from '../../src/resilience/queue';

/** Takes out who is first. */
function next<Item>(line: WaitingLine<Item>): Item | undefined {
  const [first] = line.places();
  if (first === undefined) return undefined;
  line.leave(first);
  return first.item;
}

describe('the queue', () => {
  it('serves who came first', () => {
    const line = new WaitingLine<string>(3_000);
    line.join('Anna', 0);
    line.join('Ben', 1);
    expect([line.peek(), next(line), next(line), next(line)]).to.deep.equal(['Anna', 'Anna', 'Ben', undefined]);
  });

  it('takes out who leaves, once', () => {
    const line = new WaitingLine<string>(3_000);
    const [anna, ben] = [line.join('Anna', 0), line.join('Ben', 0)];
    expect([line.leave(anna), line.leave(anna), next(line), line.leave(ben), line.size]).to.deep.equal([true, false, 'Ben', false, 0]);
  });

  it('shows all who wait in their order, while they leave', () => {
    const line = new WaitingLine<string>(3_000);
    for (const name of ['Anna', 'Ben', 'Cleo']) line.join(name, 0);
    const seen: string[] = [];
    for (const place of line.places()) {
      seen.push(place.item);
      if (place.item !== 'Ben') line.leave(place);
    }
    expect([seen, line.size, line.peek()]).to.deep.equal([['Anna', 'Ben', 'Cleo'], 1, 'Ben']);
  });

  it('tells who has waited too long, and when to look again', () => {
    const line = new WaitingLine<string>(3_000);
    line.join('Anna', 100);
    line.join('Ben', 200);
    expect(line.nextDeadline).to.equal(3_100);
    expect(line.expire(3_099)).to.deep.equal([]);
    expect(line.expire(3_100)).to.deep.equal(['Anna']);
    expect(line.nextDeadline).to.equal(3_200);
    expect(line.expire(9_999)).to.deep.equal(['Ben']);
    expect(line.nextDeadline).to.equal(undefined);
  });

  it('does what a plain list would do', () => {
    const step = fc.record({ what: fc.constantFrom('join', 'join', 'leave', 'next', 'expire'), which: fc.nat(20), wait: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const line = new WaitingLine<number>(10);
        const places: Place<number>[] = [];
        let model: { item: number; deadline: number }[] = [];
        let now = 0;
        for (const { what, which, wait } of steps) {
          now += wait;
          if (what === 'join') {
            places.push(line.join(places.length, now));
            model.push({ item: places.length - 1, deadline: now + 10 });
          }
          const place = places[which];
          if (what === 'leave' && place !== undefined) {
            expect(line.leave(place)).to.equal(model.some(({ item }) => item === place.item));
            model = model.filter(({ item }) => item !== place.item);
          }
          if (what === 'next') expect(next(line)).to.equal(model.shift()?.item);
          if (what === 'expire') {
            expect(line.expire(now)).to.deep.equal(model.filter(({ deadline }) => deadline <= now).map(({ item }) => item));
            model = model.filter(({ deadline }) => deadline > now);
          }
          expect([line.size, line.peek(), line.nextDeadline]).to.deep.equal([model.length, model[0]?.item, model[0]?.deadline]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
