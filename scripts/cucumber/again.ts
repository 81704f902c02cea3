import type { FailedScenario } from './outcomes';

/** More can be read in the report. */
const most = 20;

/** What failed, and below each the line that runs it alone, on a transport other than the usual one where that is named. */
export function againIn(failed: readonly FailedScenario[], transport: string | undefined): string[] {
  const env = transport === undefined ? '' : `MANGROVE_TRANSPORT=${transport} `;
  const told = failed.slice(0, most).flatMap(({ place, name }) => [`  ${name}`, `    ${env}npx cucumber-js ${place}`]);
  const rest = failed.length - most;
  return rest > 0 ? [...told, `  and ${rest} more`] : told;
}
