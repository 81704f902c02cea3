import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Sweep, systemClock } from '../../src/clock';
import { until } from '../../step-definitions/support/eventually';
import { patientNow } from '../../step-definitions/support/patience';
import { TurnedClock } from '../../step-definitions/support/turned-clock';

/** One that stands, and a diary of what happened at which time since. */
function standing() {
  const clock = new TurnedClock();
  clock.stand();
  const began = clock.now();
  const diary: string[] = [];
  const note = (what: string) => () => void diary.push(`${what} at ${clock.now() - began}`);
  return { clock, diary, note };
}

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a turned clock', () => {
  it('fires what is due in the order of its time, what was set first before what was set later', async () => {
    const { clock, diary, note } = standing();
    clock.setTimeout(note('late'), 3_000);
    clock.setTimeout(note('first of two'), 2_000);
    clock.setTimeout(note('second of two'), 2_000);
    clock.setTimeout(note('early'), 1_000);
    clock.setTimeout(note('never'), 3_001);
    await clock.pass(3_000);
    expect(diary).to.deep.equal(['early at 1000', 'first of two at 2000', 'second of two at 2000', 'late at 3000']);
    expect(clock.waiting).to.deep.equal([3_001]);
  });

  it('fires what is set on the way, when it is due within the turn', async () => {
    const { clock, diary, note } = standing();
    clock.setTimeout(() => clock.setTimeout(note('within'), 400), 500);
    clock.setTimeout(() => clock.setTimeout(note('behind'), 600), 500);
    clock.setTimeout(note('between'), 800);
    await clock.pass(1_000);
    expect(diary).to.deep.equal(['between at 800', 'within at 900']);
    await clock.pass(100);
    expect(diary.at(-1)).to.equal('behind at 1100');
  });

  it('fires nothing that has been cleared, be it on the way', async () => {
    const { clock, diary, note } = standing();
    const cleared = clock.setTimeout(note('cleared'), 10);
    const clearedOnTheWay = clock.setTimeout(note('cleared on the way'), 30);
    clock.setTimeout(() => clock.clearTimeout(clearedOnTheWay), 20);
    clock.clearTimeout(cleared);
    clock.clearTimeout(undefined);
    await clock.pass(60_000);
    expect(diary).to.deep.equal([]);
    expect(clock.waiting).to.deep.equal([]);
  });

  it('repeats an interval until it is cleared, also by itself', async () => {
    const { clock, diary, note } = standing();
    const beat = note('beat');
    const timer = clock.setInterval(() => {
      beat();
      if (diary.length === 3) clock.clearInterval(timer);
    }, 250);
    await clock.pass(60_000);
    expect(diary).to.deep.equal(['beat at 250', 'beat at 500', 'beat at 750']);
  });

  it('lets a hundred requests, each asked for by a timer that the answer before it has set, happen in one turn', async () => {
    const { clock, diary, note } = standing();
    const server = createServer((_request, response) => void clock.setTimeout(() => response.end('mango'), 250));
    const port = await listening(server);
    const ask = (): void =>
      void get({ port, host: '127.0.0.1' }, (answer) => {
        answer.resume().once('end', () => {
          note('answer')();
          clock.setTimeout(ask, 750);
        });
      });
    clock.setTimeout(ask, 750);
    await clock.pass(100_000);
    expect(diary).to.deep.equal(Array.from({ length: 100 }, (_, index) => `answer at ${(index + 1) * 1000}`));
    server.close();
    server.closeAllConnections();
  });

  it('waits for names that are looked up because of a timer', async () => {
    const { clock, diary, note } = standing();
    clock.setTimeout(() => connect({ host: 'localhost', port: 1 }).once('error', note('refused')), 200);
    await clock.pass(60_000);
    expect(diary).to.deep.equal(['refused at 200']);
  });

  it('does not wait for a connection that nobody accepts, nor for two who never stop to talk', async () => {
    const { clock, diary, note } = standing();
    const server = createTcpServer((socket) => void socket.pipe(socket).on('error', () => undefined));
    const client = connect(await listening(server), '127.0.0.1');
    client.pipe(client).write('mango');
    const unanswered = connect(9, '192.0.2.1').on('error', () => undefined);
    clock.setTimeout(note('due'), 30_000);
    await clock.pass(60_000);
    expect(diary).to.deep.equal(['due at 30000']);
    client.destroy();
    unanswered.destroy();
    server.close();
  });

  it('fires nothing while it stands, though real time goes on, and goes on from there', async () => {
    const { clock, diary, note } = standing();
    const wall = clock.wallTime();
    clock.setTimeout(note('due'), 20);
    await pause(60);
    expect([diary, clock.wallTime() - wall]).to.deep.equal([[], 0]);
    clock.go();
    await until('the timer', () => diary.length === 1);
  });

  it('goes no faster than the processor is there for this process', async () => {
    const clock = new TurnedClock();
    const began = clock.now();
    let fired = 0;
    clock.setTimeout(() => (fired += 1), 150);
    // As it is when others have the processor for so long.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    await new Promise<void>((resolve) => void setImmediate(resolve));
    expect([fired, clock.now() - began < 150]).to.deep.equal([0, true]);
    await until('the timer', () => fired === 1);
    expect(clock.now() - began).to.be.at.least(150);
  });

  it('goes on by itself after a turn, as much later as it was turned', async () => {
    const clock = new TurnedClock();
    const ahead = clock.now() - patientNow();
    const wallAhead = clock.wallTime() - clock.now();
    let fired = 0;
    clock.setTimeout(() => (fired += 1), 60_020);
    clock.setTimeout(() => (fired += 1), 600_000).unref();
    await clock.pass(60_000);
    expect(fired).to.equal(0);
    expect(clock.now() - patientNow() - ahead).to.be.closeTo(60_000, 50);
    expect(clock.wallTime() - clock.now() - wallAhead).to.be.closeTo(0, 1);
    await until('the timer', () => fired === 1);
  });

  it('rejects with what a timer throws, at its time, and can be turned on', async () => {
    const { clock, diary, note } = standing();
    const began = clock.now();
    clock.setTimeout(() => {
      throw new Error('boom');
    }, 20);
    clock.setTimeout(note('later'), 30);
    const failure = await clock.pass(60_000).catch((error: Error) => error.message);
    expect([failure, clock.now() - began, diary]).to.deep.equal(['boom', 20, []]);
    await clock.pass(10);
    expect(diary).to.deep.equal(['later at 30']);
  });

  it('fires nothing that another cleared at the same time', async () => {
    const { clock, diary, note } = standing();
    clock.setTimeout(() => clock.clearTimeout(second), 10);
    const second = clock.setTimeout(note('second'), 10);
    await clock.pass(20);
    expect(diary).to.deep.equal([]);
  });

  it('goes, or stands, from the end of a turn if it is told so within the turn', async () => {
    const { clock, diary, note } = standing();
    clock.setTimeout(() => clock.go(), 10);
    clock.setTimeout(note('within'), 20);
    clock.setTimeout(note('behind'), 120);
    await clock.pass(100);
    expect(diary).to.deep.equal(['within at 20']);
    await until('what is behind', () => diary.length === 2);
    clock.setTimeout(() => clock.stand(), 10);
    clock.setTimeout(note('never'), 120);
    await clock.pass(100);
    await pause(60);
    expect(diary).to.have.length(2);
  });

  it('is not turned back, nor by what is no time', async () => {
    const { clock } = standing();
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const refusal = await clock.pass(ms).catch((error: Error) => error.message);
      expect(refusal).to.equal(`a clock cannot be turned by ${ms} ms`);
    }
  });

  it('looks an hour long, ten times a second, in a moment', async () => {
    const { clock } = standing();
    let looks = 0;
    const sweep = new Sweep(clock, 100, () => {
      looks += 1;
      return true;
    });
    sweep.run();
    await clock.pass(3_600_000);
    sweep.stop();
    expect(looks).to.equal(36_000);
  });

  it('is turned by one at a time', async () => {
    const { clock } = standing();
    const turn = clock.pass(1);
    await clock.pass(1).then(
      () => expect.fail('turned twice at once'),
      (error: Error) => expect(error.message).to.contain('turned already'),
    );
    await turn;
  });
});

describe('a time that is longer than Node can wait', () => {
  for (const [name, clock] of Object.entries({ system: systemClock, turned: new TurnedClock() }))
    it(`does not come at once: ${name}`, async () => {
      let fired = 0;
      const timers = [2 ** 31, 1e12, Number.POSITIVE_INFINITY].flatMap((ms) => [
        clock.setTimeout(() => (fired += 1), ms),
        clock.setInterval(() => (fired += 1), ms),
      ]);
      await pause(20);
      for (const timer of timers) clock.clearTimeout(timer);
      expect(fired).to.equal(0);
    });
});
