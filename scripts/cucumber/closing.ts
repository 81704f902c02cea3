import type { Outcomes, Scenario } from './outcomes';

/** More can be read in the report. */
const most = 20;

/** What failed, and below each the line that runs it alone, on a transport other than the usual one where that is named. */
export function againIn(failed: readonly Scenario[], transport: string | undefined): string[] {
  const env = transport === undefined ? '' : `MANGROVE_TRANSPORT=${transport} `;
  return withRest(failed, ({ place, name }) => [`  ${name}`, `    ${env}npx cucumber-js ${place}`]);
}

/** What was skipped, each with its place. Where more was skipped than run it was meant: a dry run, an instance that runs elsewhere. */
export function skippedIn({ counts: { passed, failed }, skipped }: Pick<Outcomes, 'counts' | 'skipped'>): string[] {
  if (skipped.length > passed + failed) return [];
  return withRest(skipped, ({ place, name }) => [`  ${name}  (${place})`]);
}

function withRest(all: readonly Scenario[], told: (one: Scenario) => string[]): string[] {
  const lines = all.slice(0, most).flatMap(told);
  return all.length > most ? [...lines, `  and ${all.length - most} more`] : lines;
}
