import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { expect } from 'chai';
import { type Found, LookupError } from '../../src/upstream/resolver/found';
import { systemClock } from '../../src/clock';
import { CachedName } from '../../src/upstream/resolver/cached-name';

type Said = Found | LookupError;

const found = (ipv4: readonly string[] | undefined, ttlMs = 10_000, ipv6: readonly string[] | undefined = []): Found => ({
  ipv4,
  ipv6,
  ttlMs,
});
const missing = new LookupError('missing', 'no such name');
const failed = new LookupError('failed', 'SERVFAIL');
const watcher = () => undefined;

describe('a cached name', () => {
  let now = 0;
  let says: Said;
  let asked: number[];
  let events: string[];
  let idle: string[];
  let name: CachedName;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    now = 0;
    says = found(['10.0.0.1']);
    asked = [];
    events = [];
    idle = [];
    name = new CachedName('mango.test', {
      ask: async () => {
        asked.push(now);
        if (says instanceof LookupError) throw says;
        return says;
      },
      events: { onLost: (_, { message }, kept) => events.push(`lost: ${message} (${kept})`), onBack: () => events.push('back') },
      maxTtlMs: () => 60_000,
      onIdle: (gone) => idle.push(gone),
      clock: { ...systemClock, now: () => now },
    });
  });

  afterEach(() => {
    name.close();
    mock.timers.reset();
  });

  /** Lets time pass in steps of 100 ms, and what begins in one of them end in it. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      now += 100;
      mock.timers.tick(100);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  }

  it('is looked up again before its time is over, by nine tenths of it', async () => {
    name.watch(watcher);
    await pass(9_100);
    expect(asked).to.have.length(2);
    expect(asked[1]).to.be.within(8_000, 9_200);
  });

  it('keeps an answer without a time to live for a second', async () => {
    says = found(['10.0.0.1'], 0);
    name.watch(watcher);
    await pass(5_000);
    expect(asked.length).to.be.within(5, 7);
  });

  it('keeps an answer that may be used for a year no longer than it is allowed to', async () => {
    says = found(['10.0.0.1'], 365 * 24 * 3_600_000);
    name.watch(watcher);
    await pass(60_000);
    expect(asked).to.have.length(2);
  });

  it('is asked at once where it is known', async () => {
    name.watch(watcher);
    await pass(100);
    expect(name.lookup()).to.deep.equal(['10.0.0.1']);
  });

  it('gives one look-up to all who wait for it', async () => {
    const answers = await Promise.all([name.lookup(), name.lookup(), name.lookup()]);
    expect(answers).to.deep.equal([['10.0.0.1'], ['10.0.0.1'], ['10.0.0.1']]);
    expect(asked).to.have.length(1);
  });

  it('goes on with its last addresses for as long as no server can say', async () => {
    name.watch(watcher);
    await pass(100);
    says = failed;
    await pass(600_000);
    expect(name.lookup()).to.deep.equal(['10.0.0.1']);
    expect(events).to.deep.equal(['lost: SERVFAIL (10.0.0.1)']);
  });

  it('is asked for every five seconds at most where it fails', async () => {
    says = failed;
    name.watch(watcher);
    await pass(60_000);
    expect(asked.length).to.be.within(12, 18);
  });

  it('gives a failure at once where it is asked again in the background', async () => {
    says = failed;
    name.watch(watcher);
    await pass(100);
    expect(name.lookup()).to.equal(failed);
  });

  it('loses its addresses when there has been no such name for half a minute', async () => {
    name.watch(watcher);
    await pass(100);
    says = missing;
    await pass(35_000);
    expect(name.lookup()).to.deep.equal(['10.0.0.1']);
    await pass(10_000);
    expect(name.lookup()).to.equal(missing);
  });

  it('does not lose them where the server only says so for a moment', async () => {
    name.watch(watcher);
    for (const say of [missing, failed, missing, failed, missing]) {
      says = say;
      await pass(20_000);
    }
    expect(name.lookup()).to.deep.equal(['10.0.0.1']);
  });

  it('tells of a change, and of none where only the order has changed', async () => {
    let changes = 0;
    says = found(['10.0.0.2', '10.0.0.1']);
    name.watch(() => {
      changes += 1;
    });
    await pass(100);
    says = found(['10.0.0.1', '10.0.0.2']);
    await pass(10_000);
    expect(changes).to.equal(1);
    says = found(['10.0.0.3']);
    await pass(10_000);
    expect(changes).to.equal(2);
  });

  it('keeps the addresses of a family that nobody could tell of', async () => {
    says = found(['127.0.0.1'], 10_000, ['::1']);
    name.watch(watcher);
    await pass(100);
    says = found(['127.0.0.2'], 10_000, undefined);
    says = { ...says, ipv6: undefined };
    await pass(10_000);
    expect(name.addresses).to.deep.equal(['::1', '127.0.0.2']);
  });

  it('is looked up before its time when its addresses do not answer, but not all the time', async () => {
    name.watch(watcher);
    await pass(5_000);
    for (let failure = 0; failure < 30; failure++) {
      name.doubt();
      await pass(100);
    }
    expect(asked).to.have.length(2);
  });

  it('is forgotten when nobody watches it and its time is over', async () => {
    name.watch(watcher);
    await pass(100);
    name.unwatch(watcher);
    await pass(20_000);
    expect(asked).to.have.length(1);
    expect(idle).to.deep.equal(['mango.test']);
  });

  it('is looked up anew for whoever asks when nobody watches it and its time is over', async () => {
    await name.lookup();
    now += 20_000;
    says = found(['10.0.0.9']);
    expect(await name.lookup()).to.deep.equal(['10.0.0.9']);
  });
});
