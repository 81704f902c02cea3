import type { Clock } from '../../clock';
import { LongLimits } from './phase-timer';
import { Pulse } from './pulse';

/** What the attempts of one balancer measure and wait with. */
export class Timekeeping {
  readonly clock: Clock;
  readonly longLimits: LongLimits;
  readonly pulse: Pulse;

  constructor(clock: Clock) {
    this.clock = clock;
    this.longLimits = new LongLimits(clock);
    this.pulse = new Pulse(clock);
  }
}
