import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type Counted, rateLimitFields, seconds } from '../../src/middleware/rate-limit-fields';
import { cookieField, setCookies } from '../../src/middleware/set-cookie';

describe('a cookie of this balancer', () => {
  it('is kept from scripts and from other sites, and from plain HTTP where there is TLS', () => {
    expect(cookieField('a', 'b', false)).to.equal('a=b; Path=/; HttpOnly; SameSite=Lax');
    expect(cookieField('a', 'b', true)).to.equal('a=b; Path=/; HttpOnly; SameSite=Lax; Secure');
  });

  it('keeps its answer from shared caches, and all else that is said to caches', () => {
    expect(setCookies(['A', '1'], ['x=1', 'y=2'])).to.deep.equal([
      ...['A', '1', 'Cache-Control', 'private', 'Set-Cookie', 'x=1', 'Set-Cookie', 'y=2'],
    ]);
    const cached = ['CACHE-control', 'Public , max-age=5', 'A', '1', 'Cache-Control', 'S-Maxage=9,no-transform, private="A"'];
    expect(setCookies(cached, ['x=1'])).to.deep.equal([
      ...['A', '1', 'Cache-Control', 'private, max-age=5, no-transform', 'Set-Cookie', 'x=1'],
    ]);
  });
});

describe('what is said of a rate limit', () => {
  const counted = (place: string, remaining: number, restMs: number) =>
    ({ limit: { place, rule: { requests: 10, per: 60_000 } }, allowance: { remaining, restMs } }) as Counted;

  it('is a policy and a state for each, behind how long to wait', () => {
    const both = [counted('a', 3, 1500), counted('b', 0, 2000)];
    const fields = ['RateLimit-Policy', '"a";q=10;w=60, "b";q=10;w=60', 'RateLimit', '"a";r=3;t=2, "b";r=0;t=2'];
    expect(rateLimitFields(both, undefined)).to.deep.equal(fields);
    expect(rateLimitFields(both, 1)).to.deep.equal(['Retry-After', '1', ...fields]);
  });

  it('is in whole seconds, rounded up, and one at least', () => {
    expect([0, 1, 1000, 1001, 2000].map(seconds)).to.deep.equal([1, 1, 1, 2, 2]);
  });
});
