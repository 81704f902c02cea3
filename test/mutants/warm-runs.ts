import { Course, type Outcome } from './course';
import type { Plan } from './plan';
import { RunProcess } from './run-process';

/** After so many runs a process is another than at its beginning: what mutants left behind adds up. */
const mostRuns = 100;

/** Runs scenarios of a compiled copy one after the other in a process that stays, and in a new one when that has ended. */
export class WarmRuns {
  readonly #folder: string;
  #process: RunProcess | undefined;
  #runs = 0;
  #course: Course | undefined;
  #over: (() => void) | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs these with a mutant that is turned on by its number, or with none for 0. */
  async run(plan: Plan, mutant: number, limitOf: (test: string) => number): Promise<Outcome> {
    if (this.#runs >= mostRuns) await this.renew();
    this.#runs += 1;
    const process = this.#process ?? this.#begin(plan);
    const course = new Course(plan.scenarios ?? [], limitOf, (limitMs, sentence) => process.patience(limitMs, sentence));
    this.#course = course;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#over = () => resolve(undefined);
    process.give(plan, mutant);
    const ended = await Promise.race([promise, process.ended]);
    this.#course = undefined;
    this.#over = undefined;
    if (ended === undefined) process.rest();
    return course.end(ended?.late, ended?.said ?? '');
  }

  /** Ends the process; the next run has a new one. */
  async renew(): Promise<void> {
    const process = this.#process;
    this.#forget(process);
    process?.end();
    await process?.ended;
  }

  #begin(plan: Plan): RunProcess {
    const process = new RunProcess(['test/mutants/warm.js'], this.#folder, {}, plan);
    this.#process = process;
    process.onSaid((said) => {
      if (process !== this.#process) return;
      this.#course?.take(said);
      if (said.over === true) this.#over?.();
    });
    void process.ended.then(() => this.#forget(process));
    return process;
  }

  #forget(process: RunProcess | undefined): void {
    if (process !== this.#process) return;
    this.#process = undefined;
    this.#runs = 0;
  }
}
