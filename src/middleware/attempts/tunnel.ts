import type { Socket } from 'node:net';
import { Failure } from '../../errors';
import { turn } from '../../upstream/turn';
import { PhaseTimer } from './phase-timer';
import type { Timekeeping } from './timekeeping';

export type TunnelOptions = {
  readonly client: Socket;
  readonly backend: Socket;
  readonly time: Timekeeping;
  /** What the backend has said already in the new protocol. */
  readonly rest: Buffer;
  /** Milliseconds in which neither side says anything, after which the tunnel ends. */
  readonly idleMs: number;
  /** The same, once one side has closed its half: it may have gone altogether. */
  readonly halfClosedIdleMs: number;
  /** Told once: undefined when both sides have said that they are done, and the client has been given all that was for it. */
  readonly onOver: (failure: Failure | undefined) => void;
};

/** How long a side may be silent before the system asks whether it is still there; a peer that vanished is found out so. */
const probeAfterMs = 60_000;

/**
 * Carries bytes both ways between a client and a backend that have left HTTP, each read only as fast as the other reads. One side
 * may close its half (RFC 9293 §3.6) and still listen; when one dies, so does the other.
 */
export class Tunnel {
  readonly #options: TunnelOptions;
  readonly #timer: PhaseTimer;
  #ended = 0;
  #over = false;

  constructor(options: TunnelOptions) {
    this.#options = options;
    const { client, backend, rest, time } = options;
    this.#timer = new PhaseTimer(time.longLimits, () => this.#expire());
    if (rest.length > 0) client.write(rest);
    this.#carry(client, backend, () => new Failure('client_gone', 'the client left the tunnel'));
    this.#carry(backend, client, (error) => new Failure('tunnel_broken', `the backend left the tunnel: ${error?.message ?? 'closed'}`));
    client.once('finish', () => this.#settle());
    // A backend that takes nothing of what was left for it is still waited for, no longer than for any other.
    backend.once('close', () => {
      if (this.#over) this.#timer.stop();
    });
    this.#waitForMore();
  }

  get #idleMs(): number {
    const { idleMs, halfClosedIdleMs } = this.#options;
    return this.#ended === 0 ? idleMs : Math.min(idleMs, halfClosedIdleMs);
  }

  #waitForMore(): void {
    this.#timer.arm(this.#idleMs, 'tunnel_idle');
  }

  /** Ends both connections at once; the owner is not told. A reset tells a side apart from one that has merely said all. */
  cut(): void {
    this.#over = true;
    this.#timer.stop();
    this.#options.client.resetAndDestroy();
    this.#options.backend.resetAndDestroy();
  }

  #carry(from: Socket, to: Socket, loss: (error: Error | undefined) => Failure): void {
    let cause: Error | undefined;
    from.setNoDelay(true).setTimeout(0).setKeepAlive(true, probeAfterMs);
    from.on('data', () => this.#waitForMore());
    // A client may have said all before the backend agreed.
    if (from.readableEnded) this.#ended += 1;
    from.once('end', () => {
      this.#ended += 1;
      this.#waitForMore();
      this.#settle();
    });
    from.on('error', (error) => {
      cause = error;
    });
    from.once('close', () => {
      if (cause !== undefined || !from.readableEnded || !from.writableFinished) this.#finish(loss(cause));
    });
    from.pipe(to);
    // Behind the pipe, which has passed the piece on by then.
    const goOn = () => {
      if (!from.destroyed && !to.writableNeedDrain) from.resume();
    };
    from.on('data', (chunk: Buffer) => {
      if (turn.spend(chunk.length)) return;
      from.pause();
      turn.whenFree(goOn);
    });
    this.#options.time.pulse.feel(from);
  }

  /** Ends the tunnel once both sides are done; what the client has not taken may be left in memory until then. */
  #settle(): void {
    if (this.#ended === 2 && this.#options.client.writableFinished) this.#finish(undefined);
  }

  #expire(): void {
    if (this.#over) this.cut();
    else this.#finish(new Failure('tunnel_idle', `silence in the tunnel for ${this.#idleMs} ms`));
  }

  #finish(failure: Failure | undefined): void {
    if (this.#over) return;
    if (failure !== undefined) this.cut();
    this.#over = true;
    if (this.#options.backend.closed) this.#timer.stop();
    this.#options.onOver(failure);
  }
}
