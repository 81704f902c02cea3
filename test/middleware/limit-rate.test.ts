import { fieldValues } from '../../src/http/field-values';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { RoomContext } from '../../src/middleware/exchange';
import { limitRate } from '../../src/middleware/limit-rate';
import { withAnswerFields } from '../../src/middleware/answer-fields';
import type { Allowance, RateLimit } from '../../src/routing/rate-limit';

const byKey: RateLimit = {
  name: 'all',
  place: 'all',
  rule: { requests: 1, per: 60_000, burst: 0, by: 'header:K', max_keys: 100_000, dry_run: false },
  by: { kind: 'header', name: 'k' },
};

describe('the room that limits rates', () => {
  it('asks a client of two keys to wait for the later one', async () => {
    const rests = [10_000, 50_000];
    const take = async (): Promise<Allowance> => {
      const restMs = rests.shift() ?? 0;
      return { isOver: true, remaining: 0, restMs, waitMs: restMs };
    };
    const { fields, thrown } = await enter(take, ['K', 'a', 'K', 'b']);
    expect(String(thrown)).to.contain('used up for 50 s');
    expect(fields.slice(0, 2)).to.deep.equal(['Retry-After', '50']);
    expect(fields.at(-1)).to.equal('"all";r=0;t=50');
  });
});

async function enter(take: () => Promise<Allowance>, rawHeaders: string[]) {
  const values = (name: string) => fieldValues(rawHeaders, name);
  const request = { ip: '192.0.2.1', values, spelledValues: values };
  const state = { rateLimits: [byKey], serving: { rateLimiter: { take } }, request, answerFields: [] };
  const ctx = { req: { socket: { destroyed: false } }, state } as unknown as RoomContext;
  const thrown: unknown = await Promise.resolve(limitRate()(ctx as never, async () => undefined)).catch((error: unknown) => error);
  return { thrown, fields: withAnswerFields([], 429, ctx.state.answerFields) };
}
