import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { expect } from 'chai';
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
