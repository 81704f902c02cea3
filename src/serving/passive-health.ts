import type { Backend } from '../balancing/backend';
import type { Pool } from '../balancing/pool';
import type { Clock, Timer } from '../clock';
import type { PoolConfig } from '../config/schema';
import { Company } from '../health/company';
import { companyMs, Outliers, type Shown, type Sign } from '../health/outliers';
import { Breaker, type Sign as CircuitSign } from '../resilience/breaker';
import type { Answered, Ended } from '../middleware/exchange';
import { judge, neverConnected } from '../resilience/outcome';
import { networkOf } from '../net/network-of';

type Circuit = { readonly breaker: Breaker; readonly company: Company };
type Settings = Pick<PoolConfig, 'outliers' | 'circuit_breaker'>;

/** Learns from the attempts of clients what no check tells: ejects outliers, opens circuits, and remembers how fast answers come. */
export class PassiveHealth {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #outliers: Outliers | undefined;
  readonly #circuits = new Map<Backend, Circuit>();
  readonly #timers = new Map<Outliers | Breaker, Timer>();
  #isClosed = false;

  constructor(pool: Pool, { outliers, circuit_breaker: breaker }: Settings, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
    if (outliers !== false)
      this.#outliers = new Outliers(pool, {
        consecutiveFailures: outliers.consecutive_failures,
        baseEjectionMs: outliers.ejection,
        maxEjectionMs: outliers.max_ejection,
        maxEjectedPercent: outliers.max_ejected,
      });
    if (breaker === false) return;
    const { error_percent: errorPercent, min_requests: minimumRequests, window: windowMs, open: openMs, trials } = breaker;
    for (const backend of pool.backends)
      this.#circuits.set(backend, {
        breaker: new Breaker({ errorPercent, minimumRequests, windowMs, openMs, trials }),
        company: new Company(),
      });
  }

  record(backend: Backend, { outcome, startedAt, firstByteMs, client, isDecided }: Ended): void {
    const verdict = judge(outcome);
    if (verdict === 'neither' || this.#isClosed) return;
    const ok = verdict === 'success';
    backend.latency.measure(firstByteMs, this.#pool.context.now());
    const sign = neverConnected(outcome) ? 'no_connection' : verdict;
    if (this.#outliers?.record(backend, sign, clientOf(client))) this.#awaitReturn(this.#outliers);
    // A trial is no second success for having come to its end, but a failure if it broke off behind its head.
    if (!isDecided || !ok) this.#recordForCircuit(backend, sign, { client, startedAt });
  }

  /** A trial counts as soon as the head of its answer is here. */
  decideTrial(backend: Backend, { status, startedAt, client }: Answered): void {
    if (this.#isClosed) return;
    const sign = judge({ kind: 'answer', status }) === 'success' ? 'success' : 'failure';
    this.#recordForCircuit(backend, sign, { client, startedAt });
  }

  #recordForCircuit(backend: Backend, sign: Sign, { client: address, startedAt }: Pick<Ended, 'client' | 'startedAt'>): void {
    const circuit = this.#circuits.get(backend);
    if (circuit === undefined) return;
    const { breaker, company } = circuit;
    const now = this.#pool.context.now();
    const client = clientOf(address);
    const wasOnTrial = breaker.state === 'half_open';
    company.see(client, now);
    if (breaker.record(this.#signFor(circuit, sign, client), client, startedAt, now)) this.#turned(backend, breaker, wasOnTrial);
  }

  /** While a circuit is open nobody is served, so that company from before it counts. */
  #signFor({ breaker: { settings }, company }: Circuit, sign: Sign, client: string): CircuitSign {
    if (sign === 'success') return sign;
    const since = this.#pool.context.now() - Math.max(companyMs, settings.windowMs + settings.openMs);
    return sign === 'failure' && company.hasSeenOther(client, since) ? 'doubtful' : 'failure';
  }

  /** Whether a backend is out for nothing but failures to connect, so that any check that it passes brings it back. */
  isAwaited(backend: Backend): boolean {
    return backend.ejected && this.#outliers?.lacksConnections(backend) === true;
  }

  /** A passing check brings an ejected backend back, if it shows what was missing. */
  checkPassed(backend: Backend, shown: Shown): void {
    if (backend.ejected) this.#outliers?.checkPassed(backend, shown);
  }

  /** Learns no more, and lets everything be as it is. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) this.#clock.clearTimeout(timer);
  }

  #awaitReturn(outliers: Outliers): void {
    this.#at(outliers, outliers.nextDeadline, () => {
      outliers.expire(this.#pool.context.now());
      this.#awaitReturn(outliers);
    });
  }

  #turned(backend: Backend, breaker: Breaker, wasOnTrial: boolean): void {
    const { failures, requests } = breaker.counts(this.#pool.context.now());
    const reasons = {
      open: `circuit open: ${wasOnTrial ? 'a trial failed' : `${failures} of the last ${requests} attempts failed`}`,
      half_open: 'circuit half open: trials',
      closed: 'circuit closed: trials succeeded',
    };
    this.#pool.setCircuit(backend, breaker.state, reasons[breaker.state], breaker.settings.trials);
    this.#at(breaker, breaker.nextDeadline, () => {
      if (breaker.expire(this.#pool.context.now())) this.#turned(backend, breaker, false);
    });
  }

  /** Runs once at the deadline, unless another is set for the same subject before. */
  #at(subject: Outliers | Breaker, deadline: number | undefined, run: () => void): void {
    this.#clock.clearTimeout(this.#timers.get(subject));
    if (deadline === undefined) return;
    const wake = () => {
      // A timer counts from the start of a turn of the event loop, so it may come a little early.
      if (this.#pool.context.now() < deadline) this.#at(subject, deadline, run);
      else run();
    };
    this.#timers.set(subject, this.#clock.setTimeout(wake, Math.max(1, Math.ceil(deadline - this.#pool.context.now()))));
  }
}

/** An IPv4 address stands for itself, and most are. */
function clientOf(address: string): string {
  return address.includes(':') ? networkOf(address) : address;
}
