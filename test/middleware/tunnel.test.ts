import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import { Timekeeping } from '../../src/middleware/attempts/timekeeping';
import type { Failure } from '../../src/errors';
import { Tunnel } from '../../src/middleware/attempts/tunnel';

/** A connection whose other side takes what is written to it only when it is told to. */
class Connection extends Duplex {
  isReset = false;
  #taken: (() => void) | undefined;
  #takes: boolean;

  constructor({ takes = true } = {}) {
    super({ allowHalfOpen: true });
    this.#takes = takes;
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: BufferEncoding, written: () => void): void {
    if (this.#takes) written();
    else this.#taken = written;
  }

  takeAll(): void {
    this.#takes = true;
    this.#taken?.();
  }

  /** What the other side says, and that it is all. */
  says(text: string): this {
    this.push(text);
    this.push(null);
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  resetAndDestroy(): this {
    this.isReset = true;
    return this.destroy();
  }
}

/** Resolves with what the tunnel says of its end. */
function tunnel(client: Connection, backend: Connection, halfClosedIdleMs: number): Promise<Failure | undefined> {
  const [one, other] = [client, backend] as unknown as [Socket, Socket];
  return new Promise((onOver) => {
    const time = new Timekeeping(systemClock);
    new Tunnel({ client: one, backend: other, time, rest: Buffer.alloc(0), idleMs: 60_000, halfClosedIdleMs, onOver });
  });
}

describe('a tunnel in which both sides have said all', () => {
  it('waits for a client that has not taken all', async () => {
    const client = new Connection({ takes: false }).says('bye');
    const backend = new Connection().says('so long');
    const over = tunnel(client, backend, 60_000);
    await once(backend, 'close');
    expect(await Promise.race([over, 'not yet'])).to.equal('not yet');
    client.takeAll();
    expect(await over).to.equal(undefined);
    expect([client.isReset, backend.isReset]).to.deep.equal([false, false]);
  });

  it('is cut when the client takes nothing for the time that is left', async () => {
    const client = new Connection({ takes: false }).says('bye');
    const backend = new Connection().says('so long');
    expect((await tunnel(client, backend, 20))?.reason).to.equal('tunnel_idle');
    expect(client.isReset).to.equal(true);
  });

  it('is over for the client, and goes on for a backend that has not taken all', async () => {
    const client = new Connection().says('bye');
    const backend = new Connection({ takes: false }).says('so long');
    const gone = once(client, 'close');
    expect(await tunnel(client, backend, 60_000)).to.equal(undefined);
    await gone;
    expect(backend.destroyed).to.equal(false);
    backend.takeAll();
    await once(backend, 'close');
    expect(backend.isReset).to.equal(false);
  });

  it('is cut when the backend takes nothing for the time that is left', async () => {
    const client = new Connection().says('bye');
    const backend = new Connection({ takes: false }).says('so long');
    const gone = once(backend, 'close');
    expect(await tunnel(client, backend, 20)).to.equal(undefined);
    await gone;
    expect(backend.isReset).to.equal(true);
  });
});
