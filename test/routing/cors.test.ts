import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Cors } from '../../src/config/schema';
import { compileCors } from '../../src/routing/cors';

const app = 'https://app.mango.com';
const usual: Cors = {
  origins: [app],
  methods: ['GET', 'PUT'],
  headers: ['X-Ripe', 'X-Sweet'],
  expose: [],
  credentials: false,
  max_age: 6999,
} as Cors;
const policy = (rules: Partial<Cors> = {}) => compileCors({ ...usual, ...rules });
const asks = 'Access-Control-Request-Method, Access-Control-Request-Headers';

describe('what an answer says to pages of other sites', () => {
  it('is said to those that are named, in place of what was said before', () => {
    expect(policy().answerFields(['A', '1', 'access-CONTROL-allow-origin', '*'], 'HTTPS://app.mango.com')).to.deep.equal([
      ...['A', '1', 'Access-Control-Allow-Origin', 'HTTPS://app.mango.com', 'Vary', 'Origin'],
    ]);
    for (const origin of ['https://mango.com', 'http://app.mango.com', 'https://app.mango.com:8443', 'null', undefined])
      expect(policy().answerFields([], origin)).to.deep.equal(['Vary', 'Origin']);
  });

  it('tells of credentials and of headers that may be read only where both are allowed', () => {
    const rules = { credentials: true, expose: ['X-A', 'X-B'] };
    expect(policy(rules).answerFields([], app)).to.deep.equal([
      ...['Access-Control-Allow-Origin', app, 'Access-Control-Allow-Credentials', 'true'],
      ...['Access-Control-Expose-Headers', 'X-A, X-B', 'Vary', 'Origin'],
    ]);
    expect(policy({ expose: ['X-A'] }).answerFields([], app)).to.include.members(['Access-Control-Expose-Headers', 'X-A']);
    expect(policy().answerFields([], app)).not.to.include('Access-Control-Expose-Headers');
    expect(policy(rules).answerFields([], 'https://kiwi.com')).to.deep.equal(['Vary', 'Origin']);
  });

  it('is one for all where every site is allowed', () => {
    expect(policy({ origins: ['*'] }).answerFields([], undefined)).to.deep.equal(['Access-Control-Allow-Origin', '*']);
  });

  it('adds to Vary what is not there', () => {
    for (const vary of ['origin', 'Accept , ORIGIN', '*'])
      expect(policy().answerFields(['A', '1', 'VARY', vary], undefined)).to.deep.equal(['A', '1', 'VARY', vary]);
    expect(policy().answerFields(['Vary', 'Accept', 'X', 'Origin'], undefined).slice(-2)).to.deep.equal(['Vary', 'Origin']);
  });

  it('takes *. for one label', () => {
    const { answerFields } = policy({ origins: ['https://*.mango.com'] });
    const isAllowed = (origin: string) => answerFields([], origin).length > 2;
    const origins = [
      'https://a.mango.com',
      'https://A-1_b.mango.com',
      'https://mango.com',
      'https://a.b.mango.com',
      'http://a.mango.com',
      'https://.mango.com',
    ];
    expect(origins.map(isAllowed)).to.deep.equal([true, true, false, false, false, false]);
    expect(isAllowed('https://*.mango.com')).to.equal(false);
  });
});

describe('what a browser is told that asks beforehand', () => {
  const asked = { origin: app, method: 'PUT', headers: undefined };

  it('is all that is allowed, and for how many seconds', () => {
    expect(policy().preflightFields(['A', '1', 'Access-Control-Max-Age', '9'], { ...asked, headers: 'x-ripe , X-RIPE,' })).to.deep.equal([
      ...['A', '1', 'Vary', asks, 'Access-Control-Allow-Origin', app, 'Access-Control-Allow-Methods', 'GET, PUT'],
      ...['Access-Control-Allow-Headers', 'X-Ripe, X-Sweet', 'Access-Control-Max-Age', '6'],
    ]);
    expect(policy().preflightFields([], asked)).not.to.include('Access-Control-Allow-Headers');
  });

  it('is nothing where it asks for anything that is not', () => {
    for (const other of [
      { method: 'DELETE' },
      { method: 'put' },
      { headers: 'X-Ripe, X-Raw' },
      { origin: undefined },
      { origin: 'https://kiwi.com' },
    ])
      expect(policy().preflightFields([], { ...asked, ...other })).to.deep.equal(['Vary', asks]);
  });

  it('is what it asks for where any name is allowed, if that is one', () => {
    const { preflightFields } = policy({ methods: ['*'], headers: ['*'] });
    expect(preflightFields([], { ...asked, method: 'MANGO', headers: 'x-a, X-b' })).to.include.members(['MANGO', 'x-a, X-b']);
    expect(preflightFields([], { ...asked, method: 'MAN GO' })).to.deep.equal(['Vary', asks]);
    expect(preflightFields([], { ...asked, headers: 'x-a, b c' })).to.deep.equal(['Vary', asks]);
  });
});
