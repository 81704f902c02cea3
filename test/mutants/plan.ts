import { readFileSync } from 'node:fs';
import type { CoordinatorEventValues, CoordinatorTransformValues, Plugin } from '@cucumber/cucumber/api';
import { say } from './say';

/**
 * Runs the scenarios that are named in the file MUTANTS_PLAN, in that order, and says how each ends. Cucumber itself can be
 * told of files and lines, but not of an order.
 */

type Scenario = CoordinatorTransformValues['pickles:order'][number];
type Message = CoordinatorEventValues['message'];

/** `features`: what is read; `scenarios`: what is run of it, all when undefined. */
export type Plan = { readonly features: readonly string[]; readonly scenarios?: readonly string[] | undefined };

/** The plan that this run is given. */
export function givenPlan(): Plan {
  return JSON.parse(readFileSync(process.env.MUTANTS_PLAN ?? '', 'utf8')) as Plan;
}

const plugin: Plugin = {
  type: 'plugin',
  coordinator: ({ on, transform }) => {
    const { scenarios: wanted } = givenPlan();
    const places = new Map<string, string>();
    transform('pickles:order', (scenarios) => {
      for (const scenario of scenarios) places.set(scenario.pickle.id, placeOf(scenario));
      if (wanted === undefined) return scenarios;
      const ranks = new Map(wanted.map((place, rank) => [place, rank]));
      const rank = (scenario: Scenario) => ranks.get(placeOf(scenario)) ?? -1;
      return scenarios.filter((scenario) => rank(scenario) >= 0).sort((one, other) => rank(one) - rank(other));
    });
    on('message', reporter(places));
  },
};

/** Follows a scenario through Cucumber's messages. */
function reporter(places: ReadonlyMap<string, string>): (message: Message) => void {
  const words = new Map<string, string>();
  const scenarioOf = new Map<string, string>();
  let status = 'PASSED';
  let wrong = '';
  return ({ pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished }) => {
    if (pickle) words.set(pickle.id, JSON.stringify([pickle.name, pickle.steps.map((step) => [step.text, step.argument])]));
    if (testCase) scenarioOf.set(testCase.id, testCase.pickleId);
    if (testCaseStarted) {
      const id = scenarioOf.get(testCaseStarted.testCaseId) ?? '';
      scenarioOf.set(testCaseStarted.id, id);
      status = 'PASSED';
      wrong = '';
      say({ begins: places.get(id) ?? '' });
    }
    const result = testStepFinished?.testStepResult;
    if (result !== undefined && result.status !== 'PASSED' && status === 'PASSED') {
      status = result.status;
      wrong = (result.message ?? '').slice(0, 300);
    }
    if (testCaseFinished) {
      const id = scenarioOf.get(testCaseFinished.testCaseStartedId) ?? '';
      say({ ended: places.get(id) ?? '', status, wrong, words: words.get(id) ?? '' });
    }
  };
}

function placeOf({ pickle, location }: Scenario): string {
  return `${pickle.uri}:${location.line}`;
}

export default plugin;
