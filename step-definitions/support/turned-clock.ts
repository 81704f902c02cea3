import { type Clock, longestTimerMs, type Timer } from '../../src/clock';
import { restOfSockets } from './at-rest';
import { patientNow } from './patience';

/** As Node has it: nothing is due in less than a millisecond. */
const least = 1;

/**
 * A clock that goes on by itself until a scenario turns it, so that a minute takes no longer than what happens in it. Until then it is
 * as slow as the machine, so that a limit of milliseconds means on a busy one what it means on one that has nothing else to do.
 * Where other processes take part (a Redis, a PHP) they do not notice: let them answer before the next turn.
 */
export class TurnedClock implements Clock {
  /** In the order in which they were set. */
  readonly #timers = new Set<Waiting>();
  /** Of what it goes by, as long as it goes. */
  #ahead = 0;
  /** What it shows while it stands; it goes when undefined. */
  #shown: number | undefined;
  /** Of 1970, by this clock. */
  #epoch = Date.now() - patientNow();
  /** What it goes by. */
  #flow = patientNow;
  #isTurning = false;
  /** Whether it is to go on by itself once it is not turned any more. */
  #isToGo = true;
  readonly #now = (): number => this.now();

  /** Goes by the time of the system, as a balancer in a process of its own does; to be said before it is asked for anything. */
  goWithSystem(): void {
    this.#flow = () => performance.now();
    this.#epoch = performance.timeOrigin;
  }

  now(): number {
    return this.#shown ?? this.#flow() + this.#ahead;
  }

  wallTime(): number {
    return Math.floor(this.#epoch + this.now());
  }

  /** For how many milliseconds each of the timers was set that have neither fired nor been cleared. */
  get waiting(): readonly number[] {
    return Array.from(this.#timers, ({ ms }) => ms);
  }

  setTimeout(run: () => void, ms: number): Timer {
    return this.#set(run, ms, false);
  }

  clearTimeout(timer: Timer | undefined): void {
    this.#clear(timer);
  }

  setInterval(run: () => void, ms: number): Timer {
    return this.#set(run, ms, true);
  }

  clearInterval(timer: Timer | undefined): void {
    this.#clear(timer);
  }

  /** From now on only turns move it; it shows whole milliseconds then. */
  stand(): void {
    this.#isToGo = false;
    this.#stop();
  }

  /** It goes by itself from now on, or from the end of the turn that is under way. */
  go(): void {
    this.#isToGo = true;
    if (this.#shown === undefined || this.#isTurning) return;
    this.#ahead = this.#shown - this.#flow();
    this.#shown = undefined;
    for (const timer of this.#timers) this.#arm(timer);
  }

  /**
   * Turns it by `ms` milliseconds: what is due meanwhile happens in the order of its time (what was set first goes first), those
   * included that are set on the way, while the clock shows just this time; and whatever sockets carry because of it has arrived
   * before the next. In between, and afterwards if it stood before, no time passes at all. Rejects with what a timer throws, at the time
   * of that timer.
   */
  async pass(ms: number): Promise<void> {
    if (this.#isTurning) throw new Error('the clock is being turned already');
    if (!(ms >= 0 && Number.isFinite(ms))) throw new Error(`a clock cannot be turned by ${ms} ms`);
    this.#isTurning = true;
    this.#stop();
    try {
      await this.#turn(this.now() + ms);
    } finally {
      this.#isTurning = false;
      if (this.#isToGo) this.go();
    }
  }

  #stop(): void {
    this.#shown = Math.ceil(this.now());
    for (const timer of this.#timers) timer.disarm();
  }

  async #turn(end: number): Promise<void> {
    const atRest = restOfSockets();
    await atRest();
    for (let timer = this.#dueBy(end); timer !== undefined; timer = this.#dueBy(end)) {
      this.#shown = Math.max(this.now(), timer.at);
      this.#fire(timer);
      await atRest();
    }
    this.#shown = end;
  }

  #dueBy(end: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const timer of this.#timers) if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    return first;
  }

  #set(run: () => void, ms: number, repeats: boolean): Timer {
    const timer = new Waiting(run, Math.min(longestTimerMs, Math.max(least, ms || 0)), repeats);
    this.#await(timer);
    return timer;
  }

  #await(timer: Waiting): void {
    timer.at = this.now() + timer.ms;
    this.#timers.add(timer);
    if (this.#shown === undefined) this.#arm(timer);
  }

  #arm(timer: Waiting): void {
    timer.arm(this.#now, () => this.#fire(timer));
  }

  #fire(timer: Waiting): void {
    this.#timers.delete(timer);
    if (timer.repeats) this.#await(timer);
    timer.run();
  }

  #clear(timer: Timer | undefined): void {
    if (!(timer instanceof Waiting)) return;
    this.#timers.delete(timer);
    timer.disarm();
  }
}

class Waiting implements Timer {
  readonly run: () => void;
  readonly ms: number;
  readonly repeats: boolean;
  /** When it is due, by its clock. */
  at = 0;
  #handle: NodeJS.Timeout | undefined;
  #isRef = true;

  constructor(run: () => void, ms: number, repeats: boolean) {
    this.run = run;
    this.ms = ms;
    this.repeats = repeats;
  }

  unref(): this {
    this.#isRef = false;
    this.#handle?.unref();
    return this;
  }

  /** Fires when it is due by `now`, of which the system's timers know nothing. */
  arm(now: () => number, fire: () => void): void {
    const look = (): void => (this.at > now() ? this.arm(now, fire) : fire());
    this.#handle = setTimeout(look, Math.max(least, Math.ceil(this.at - now())));
    if (!this.#isRef) this.#handle.unref();
  }

  disarm(): void {
    clearTimeout(this.#handle);
  }
}
