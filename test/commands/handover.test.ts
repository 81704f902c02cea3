import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readHandover } from '../../src/commands/handover';

const pid = 4711;
const own = { LISTEN_PID: '4711', LISTEN_FDS: '1' };

describe('sockets that were handed in', () => {
  const cases: readonly (readonly [name: string, environment: Parameters<typeof readHandover>[0], expected: unknown])[] = [
    ['one without a name', own, { kind: 'sockets', clients: [3], admin: undefined }],
    ['one with a name of any kind', { ...own, LISTEN_FDNAMES: 'mangrove.socket' }, { kind: 'sockets', clients: [3], admin: undefined }],
    ['one with an empty name', { ...own, LISTEN_FDNAMES: '' }, { kind: 'sockets', clients: [3], admin: undefined }],
    ['one for the status API alone', { ...own, LISTEN_FDNAMES: 'admin' }, { kind: 'sockets', clients: [], admin: 3 }],
    [
      'three, the second for the status API',
      { ...own, LISTEN_FDS: '3', LISTEN_FDNAMES: 'web:admin:web' },
      { kind: 'sockets', clients: [3, 5], admin: 4 },
    ],
    [
      'two, of which none has a name',
      { ...own, LISTEN_FDS: '2', LISTEN_FDNAMES: ':' },
      { kind: 'sockets', clients: [3, 4], admin: undefined },
    ],
    ['a name like that of the status API', { ...own, LISTEN_FDNAMES: 'Admin' }, { kind: 'sockets', clients: [3], admin: undefined }],
    ['none', {}, { kind: 'none' }],
    ['none, in so many words', { LISTEN_PID: '4711', LISTEN_FDS: '' }, { kind: 'none' }],
    ['the number 0', { ...own, LISTEN_FDS: '0' }, { kind: 'none' }],
    ['a process alone', { LISTEN_PID: '4711' }, { kind: 'none' }],
  ];
  for (const [name, environment, expected] of cases)
    it(name, () => {
      expect(readHandover(environment, pid)).to.deep.equal(expected);
    });

  it('are not taken when they are for another process, whatever else is said of them', () => {
    for (const LISTEN_FDS of ['1', '0', 'mango']) {
      const { kind, why } = readHandover({ LISTEN_PID: '1', LISTEN_FDS }, pid) as { kind: string; why: string };
      expect(kind).to.equal('not ours');
      expect(why).to.match(/^LISTEN_PID is 1, and this is process 4711: npm, make/);
    }
  });

  it('are not taken when nobody says for which process they are', () => {
    for (const LISTEN_PID of [undefined, ''])
      expect(readHandover({ LISTEN_PID, LISTEN_FDS: '1' }, pid)).to.deep.equal({
        kind: 'not ours',
        why: 'LISTEN_FDS is set without LISTEN_PID, which says for which process the sockets are',
      });
  });

  const mistakes: readonly (readonly [name: string, environment: Parameters<typeof readHandover>[0], why: RegExp])[] = [
    ['a word as their number', { ...own, LISTEN_FDS: 'mango' }, /^LISTEN_FDS is "mango": expected how many/],
    ['less than none', { ...own, LISTEN_FDS: '-1' }, /^LISTEN_FDS is "-1": /],
    ['half a socket', { ...own, LISTEN_FDS: '1.5' }, /^LISTEN_FDS is "1.5": /],
    ['a number in another notation', { ...own, LISTEN_FDS: '0x1' }, /^LISTEN_FDS is "0x1": /],
    ['more than can be', { ...own, LISTEN_FDS: '9999' }, /^LISTEN_FDS is "9999": /],
    ['a word as the process', { ...own, LISTEN_PID: 'mango' }, /^LISTEN_PID is "mango": expected the number of a process/],
    ['too few names', { ...own, LISTEN_FDS: '2', LISTEN_FDNAMES: 'web' }, /^LISTEN_FDNAMES is "web", which names 1 of 2 sockets/],
    ['too many names', { ...own, LISTEN_FDNAMES: 'web:admin' }, /^LISTEN_FDNAMES is "web:admin", which names 2 of 1 sockets/],
    ['two for the status API', { ...own, LISTEN_FDS: '2', LISTEN_FDNAMES: 'admin:admin' }, /^2 sockets are called admin: expected one/],
  ];
  for (const [name, environment, why] of mistakes)
    it(`are a mistake: ${name}`, () => {
      const { kind, why: said } = readHandover(environment, pid) as { kind: string; why: string };
      expect(kind).to.equal('mistake');
      expect(said).to.match(why);
    });
});
