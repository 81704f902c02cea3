import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import { LongLimits, PhaseTimer } from '../../src/middleware/attempts/phase-timer';

/** Keeps this thread busy; others go on. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('the timer of a phase', () => {
  for (const limitMs of [100, 1_000])
    it(`of ${limitMs} ms lets what has come meanwhile be read first, when the process was busy`, async () => {
      const child = spawn('sh', ['-c', 'read line; sleep 0.05; echo mango']);
      let ended = '';
      const timer = new PhaseTimer(new LongLimits(systemClock), (reason) => {
        ended ||= reason;
      });
      child.stdout.once('data', () => {
        ended ||= 'answer';
        timer.stop();
      });
      await once(child, 'spawn');
      child.stdin.end('go\n');
      timer.arm(limitMs, 'first_byte_timeout');
      // Behind what has been read: timers are the next to come.
      setImmediate(() => block(limitMs + 300));
      await once(child, 'close');
      expect(ended).to.equal('answer');
    });

  it('says so when the limit is over', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    new PhaseTimer(new LongLimits(systemClock), resolve).arm(10, 'connect_timeout');
    expect(await promise).to.equal('connect_timeout');
  });
});
