import { describe, it } from 'node:test';
import { expect } from 'chai';
import { asksForLogin, logsIn } from '../../src/upstream/connection-logins';

const ask = (...values: string[]) =>
  asksForLogin(
    401,
    values.flatMap((value) => ['WWW-Authenticate', value]),
  );

describe('a login that belongs to a connection', () => {
  it('is asked for by a challenge of its own, in any spelling and place', () => {
    for (const value of [
      'NTLM',
      'ntlm TlRMTVNT',
      'Negotiate',
      'NEGOTIATE YII=',
      'Nego2',
      ', Basic realm="a,b" ,\tNTLM',
      'Digest realm="\\",", nTLM',
    ])
      expect([value, ask(value)]).to.deep.equal([value, true]);
    expect(ask('Basic realm=x', 'Negotiate')).to.equal(true);
  });

  it('is not asked for by a word within another challenge, nor by another status', () => {
    for (const value of [
      '',
      'Basic realm="NTLM, Negotiate"',
      'Digest realm="\\", NTLM"',
      'Digest negotiate="x", ntlm=1',
      'XNTLM',
      'NTLMish',
      'Bearer NTLM',
    ])
      expect([value, ask(value)]).to.deep.equal([value, false]);
    expect(asksForLogin(200, ['WWW-Authenticate', 'NTLM'])).to.equal(false);
  });

  it('is made behind a comma too, where two fields have been joined on the way, and not within another one', () => {
    for (const value of ['Basic bWFuZ28=, NTLM TlRM', 'NTLM,TlRM', 'Digest username="a,b", Negotiate YII='])
      expect([value, logsIn(['Authorization', value])]).to.deep.equal([value, true]);
    for (const value of ['Digest username="a, NTLM b"', 'Digest realm="x", ntlm=1', 'Bearer a,b'])
      expect([value, logsIn(['Authorization', value])]).to.deep.equal([value, false]);
  });

  it('is made by the credentials of a request', () => {
    for (const value of ['NTLM x', 'negotiate YII=', ' Negotiate x', 'NTLM'])
      expect(logsIn(['A', 'b', 'authorization', value])).to.equal(true);
    for (const value of ['Basic NTLM', 'Bearer x', '']) expect(logsIn(['Authorization', value])).to.equal(false);
    expect(logsIn(['Authorization', 'Basic x', 'Authorization', 'NTLM x'])).to.equal(true);
  });
});
