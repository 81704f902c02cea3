import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type Clock, systemClock, type Timer } from '../../src/clock';
import { noteExpectation } from '../../src/connection/expectation';
import { Lingering } from '../../src/connection/lingering';
import { noteRequest } from '../../src/connection/under-way';
import { Standstills } from '../../src/listening/standstills';

let unrefs = 0;
const timer: Timer = {
  unref: () => {
    unrefs += 1;
    return timer;
  },
};

/** A balancer's watch over one connection, whose clock is turned by looks. */
function watched({ limitMs = 1000, bytesPerSecond = Number.POSITIVE_INFINITY, longestIdleMs = 5000, asks = true } = {}) {
  let now = 1_000_000;
  const looks: { run: () => void; ms: number }[] = [];
  let cleared = 0;
  let isLook = true;
  const clock: Clock = {
    ...systemClock,
    now: () => now,
    setInterval: (run, ms) => {
      if (isLook) looks.push({ run, ms });
      return timer;
    },
    clearInterval: (one) => {
      if (one !== undefined) cleared += 1;
    },
  };
  const socket = Object.assign(new EventEmitter(), {
    writableLength: 0,
    bytesRead: 0,
    bytesWritten: 0,
    destroyed: false,
    paused: false,
    isPaused: () => socket.paused,
    destroy: () => Object.assign(socket, { destroyed: true }),
    resetAndDestroy: () => Object.assign(socket, { destroyed: true }),
    end: () => socket,
    resume: () => socket,
  });
  const req = { socket, complete: false, rawHeaders: [], headers: {}, readableLength: 0 };
  const res = Object.assign(new EventEmitter(), { headersSent: false, statusCode: 200, req, destroy: () => res });
  const lingering = new Lingering(clock);
  const underWay = asks ? noteRequest(req as unknown as IncomingMessage, res as unknown as ServerResponse, clock) : undefined;
  const met: string[] = [];
  if (underWay !== undefined) underWay.attempts = { interrupt: ({ reason, message }) => met.push(`${reason}: ${message}`) };
  const standstills = new Standstills({ connections: [socket as unknown as Socket], lingering });
  const limits = { limitMs, bytesPerSecond };
  standstills.watch(limits, longestIdleMs);
  const pass = (ms: number, eachLook: () => void = () => undefined) => {
    for (const end = now + ms; now < end; ) {
      now += looks.at(-1)?.ms ?? ms;
      eachLook();
      looks.at(-1)?.run();
    }
  };
  const jump = (ms: number) => {
    now += ms;
    looks.at(-1)?.run();
  };
  const linger = () => {
    isLook = false;
    lingering.close(socket as unknown as Socket);
  };
  return { socket, req, res, linger, met, standstills, limits, looks, pass, jump, cleared: () => cleared, underWay };
}

const tooSlow = (what: string) => [`slow_client: the client ${what} too slowly, or not at all`];

describe('a client that has to send', () => {
  it('has its limit of time, from the first look on', () => {
    const { met, pass } = watched();
    pass(1000);
    expect(met).to.deep.equal([]);
    pass(200);
    expect(met).to.deep.equal(tooSlow('sent its content'));
  });

  it('has it anew with any byte, where no pace is set', () => {
    const { met, socket, pass } = watched();
    pass(1000);
    socket.bytesRead += 1;
    pass(1000);
    expect(met).to.deep.equal([]);
    pass(200);
    expect(met).to.deep.equal(tooSlow('sent its content'));
  });

  it('must keep a pace that is set', () => {
    const { met, socket, pass } = watched({ bytesPerSecond: 100 });
    pass(5000, () => {
      socket.bytesRead += 10;
    });
    expect(met).to.deep.equal([]);
    pass(5000, () => {
      socket.bytesRead += 5;
    });
    expect(met.slice(0, 1)).to.deep.equal(tooSlow('sent its content'));
  });

  for (const [title, change] of [
    ['it is not read', ({ socket }) => Object.assign(socket, { paused: true })],
    ['it has not been asked to', ({ req, res }) => noteExpectation(req as unknown as IncomingMessage, res as unknown as ServerResponse)],
    ['it has sent all', ({ req }) => Object.assign(req, { complete: true })],
    ['its connection is a tunnel', ({ res }) => Object.assign(res, { statusCode: 101 })],
    ['its connection is being closed in stages', ({ linger }) => linger()],
  ] satisfies [string, (of: ReturnType<typeof watched>) => unknown][])
    it(`has all the time where ${title}`, () => {
      const of = watched();
      change(of);
      of.pass(4000);
      expect({ met: of.met, destroyed: of.socket.destroyed }).to.deep.equal({ met: [], destroyed: false });
    });

  it('has its patience back for a turn that begins between looks', () => {
    const { met, socket, pass } = watched();
    socket.paused = true;
    pass(3000);
    socket.paused = false;
    pass(1000);
    expect(met).to.deep.equal([]);
    pass(200);
    expect(met).to.deep.equal(tooSlow('sent its content'));
  });

  it('is busy as long as it takes its answer', () => {
    const { met, socket, res, pass } = watched();
    res.headersSent = true;
    pass(3000, () => {
      socket.bytesWritten += 1;
    });
    expect(met).to.deep.equal([]);
    res.headersSent = false;
    pass(1200, () => {
      socket.bytesWritten += 1;
    });
    expect(met).to.deep.equal(tooSlow('sent its content'));
  });

  it('is busy no longer than that', () => {
    const { met, socket, res, pass } = watched();
    res.headersSent = true;
    pass(900);
    socket.bytesWritten += 1;
    pass(900);
    expect(met).to.deep.equal([]);
    pass(300);
    expect(met).to.deep.equal(tooSlow('sent its content'));
  });

  it('is not waited for in a time whose end, or beginning, is not its turn', () => {
    const { met, socket, pass } = watched();
    pass(6000, () => {
      socket.paused = !socket.paused;
    });
    expect(met).to.deep.equal([]);
  });

  it('is not to blame for what a busy process has not seen: a look counts for two at most', () => {
    const { met, pass, jump } = watched();
    pass(100);
    for (let times = 0; times < 4; times += 1) jump(10_000);
    expect(met).to.deep.equal([]);
    jump(10_000);
    expect(met).to.deep.equal(tooSlow('sent its content'));
  });

  it('is told why, where nothing is tried for it yet', () => {
    const { underWay, pass, socket } = watched();
    if (underWay !== undefined) underWay.attempts = undefined;
    pass(1200);
    expect(underWay?.failure?.reason).to.equal('slow_client');
    expect(socket.destroyed).to.equal(false);
  });
});

describe('a client that has to read', () => {
  it('has its limit of time, and is cut then', () => {
    const { met, socket, req, pass } = watched();
    req.complete = true;
    socket.writableLength = 1;
    pass(1000);
    expect({ met, destroyed: socket.destroyed }).to.deep.equal({ met: [], destroyed: false });
    pass(200);
    expect({ met, destroyed: socket.destroyed }).to.deep.equal({ met: tooSlow('took its answer'), destroyed: true });
  });

  it('has it anew with what it takes, whether the system tells or not', () => {
    const handle = { bytesWritten: 1000, writeQueueSize: 500 };
    for (const [_handle, take] of [
      [null, (socket: { bytesWritten: number }) => Object.assign(socket, { bytesWritten: socket.bytesWritten + 1 })],
      [handle, () => Object.assign(handle, { writeQueueSize: 499 })],
    ] as const) {
      const { met, socket, req, pass } = watched();
      req.complete = true;
      Object.assign(socket, { writableLength: 100, _handle });
      pass(1000);
      take(socket);
      pass(1000);
      expect(met).to.deep.equal([]);
      pass(200);
      expect(met).to.deep.equal(tooSlow('took its answer'));
    }
  });

  it('takes nothing while the system has not got rid of it', () => {
    const { met, socket, req, pass } = watched();
    req.complete = true;
    const handle = { bytesWritten: 1000, writeQueueSize: 500 };
    Object.assign(socket, { writableLength: 100, _handle: handle });
    pass(1200, () => {
      handle.bytesWritten += 10;
      handle.writeQueueSize += 10;
      socket.bytesWritten += 10;
    });
    expect(met).to.deep.equal(tooSlow('took its answer'));
  });

  it('has all the time while there is nothing to take', () => {
    const { met, socket, pass, req } = watched();
    req.complete = true;
    pass(3000);
    socket.writableLength = 100;
    pass(1000);
    socket.writableLength = 0;
    pass(300);
    socket.writableLength = 100;
    pass(1000);
    expect(met).to.deep.equal([]);
  });
});

describe('a connection at rest', () => {
  it('is closed when it has been at rest for longer than it may', () => {
    const { socket, res, req, pass } = watched();
    req.complete = true;
    pass(6000);
    expect(socket.destroyed).to.equal(false);
    res.emit('close');
    pass(5000);
    expect(socket.destroyed).to.equal(false);
    pass(200);
    expect(socket.destroyed).to.equal(true);
  });

  it('is not at rest while the last of its answer leaves', () => {
    const { socket, res, req, pass } = watched({ limitMs: 20_000, longestIdleMs: 5000 });
    req.complete = true;
    res.emit('close');
    socket.writableLength = 100;
    pass(8000);
    socket.writableLength = 0;
    pass(4000);
    expect(socket.destroyed).to.equal(false);
    pass(4000);
    expect(socket.destroyed).to.equal(true);
  });

  it('is left to those who close it in stages', () => {
    const { socket, res, req, linger, pass } = watched();
    req.complete = true;
    res.emit('close');
    linger();
    pass(20_000);
    expect(socket.destroyed).to.equal(false);
  });

  it('is left to the time for a head where nothing has been asked on it', () => {
    const { socket, pass } = watched({ asks: false });
    pass(20_000);
    expect(socket.destroyed).to.equal(false);
  });
});

describe('the looks', () => {
  it('do not keep the process', () => {
    const before = unrefs;
    watched();
    expect(unrefs).to.equal(before + 1);
  });

  for (const [limitMs, ms] of [
    [1000, 100],
    [5, 1],
    [60_000, 2000],
    [20_000, 2000],
    [19_000, 1900],
  ] as const)
    it(`at a limit of ${limitMs} ms are ${ms} ms apart`, () => {
      expect(watched({ limitMs }).looks.map((look) => look.ms)).to.deep.equal([ms]);
    });

  it('go on as they do where nothing changes their pace, and begin anew where it does', () => {
    const { standstills, limits, looks, cleared } = watched();
    standstills.watch(limits, 6000);
    expect({ looks: looks.length, cleared: cleared() }).to.deep.equal({ looks: 1, cleared: 0 });
    standstills.watch({ ...limits, limitMs: 2000 }, 6000);
    expect({ looks: looks.map(({ ms }) => ms), cleared: cleared() }).to.deep.equal({ looks: [100, 200], cleared: 1 });
    standstills.close();
    expect(cleared()).to.equal(2);
  });

  it('heed limits that change between them', () => {
    const { standstills, limits, met, pass } = watched();
    standstills.watch({ ...limits, limitMs: 3000 }, 5000);
    pass(2000);
    expect(met).to.deep.equal([]);
    pass(1600);
    expect(met.slice(0, 1)).to.deep.equal(tooSlow('sent its content'));
  });
});
