import { describe, it } from 'node:test';
import { expect } from 'chai';
import { connectFailure } from '../../src/upstream/connect-failure';

function failing(code: string, address = '127.0.0.1'): Error {
  return Object.assign(new Error(`connect ${code} ${address}`), { code, address });
}

describe('a connection that was not made', () => {
  it("is our own failure where this machine lacks something, and the backend's else", () => {
    const codes = [
      'EMFILE',
      'EADDRNOTAVAIL',
      'EADDRINUSE',
      'ENOBUFS',
      'EPERM',
      'ECONNREFUSED',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'constructor',
    ];
    expect(codes.map((code) => connectFailure(failing(code)).reason)).to.deep.equal([
      'out_of_descriptors',
      'out_of_ports',
      'out_of_ports',
      'out_of_memory',
      'not_permitted',
      'connect_failed',
      'connect_failed',
      'connect_failed',
      'connect_failed',
      'connect_failed',
    ]);
  });

  it("is the backend's as soon as one of its addresses has failed by itself", () => {
    const reasonOf = (...codes: string[]) => connectFailure(new AggregateError(codes.map((code) => failing(code)))).reason;
    expect(reasonOf('EADDRNOTAVAIL', 'EADDRNOTAVAIL')).to.equal('out_of_ports');
    expect(reasonOf('EADDRNOTAVAIL', 'ECONNREFUSED')).to.equal('connect_failed');
    expect(reasonOf('ETIMEDOUT', 'EMFILE')).to.equal('connect_failed');
    expect(reasonOf()).to.equal('connect_failed');
  });
});
