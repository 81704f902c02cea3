import type { Result } from './results';
import type { Mutant } from './sources';

/** What is to be reached: parts of all mutants that were tried. */
const bars = { features: 0.9, all: 0.95 };

export type Tried = { readonly mutant: Mutant; readonly result: Result };

const titles = {
  features: 'killed by features',
  units: 'killed by unit tests alone',
  survived: 'survived',
} as const;

/** One row for each mutant, survivors last; `leftOut`: what was drawn and not tried, and why. */
export function table(tried: readonly Tried[], leftOut: readonly string[]): string {
  const parts = (['features', 'units', 'survived'] as const).map((end) => {
    const rows = tried.filter(({ result }) => result.end === end).sort((one, other) => placeOf(one).localeCompare(placeOf(other)));
    return rows.length === 0 ? '' : `${titles[end]}\n\n${rows.map(row).join('\n')}\n`;
  });
  const others = leftOut.length === 0 ? '' : `left out, for nobody could see them\n\n${leftOut.map((one) => `  ${one}`).join('\n')}\n`;
  return [others, ...parts].filter(Boolean).join('\n');
}

/** How many were killed by what, and whether that is enough. */
export function summary(tried: readonly Tried[]): { readonly text: string; readonly enough: boolean } {
  const count = (end: Result['end']) => tried.filter(({ result }) => result.end === end).length;
  const [features, units, survived] = [count('features'), count('units'), count('survived')];
  const [byFeatures, byAll] = [features / tried.length, (features + units) / tried.length];
  const enough = byFeatures >= bars.features && byAll >= bars.all;
  const lines = [
    `${tried.length} mutants: ${features} killed by features, ${units} by unit tests alone, ${survived} survived`,
    `features ${percent(byFeatures)} (to reach: ${percent(bars.features)}), with unit tests ${percent(byAll)} (${percent(bars.all)})`,
  ];
  return { text: lines.join('\n'), enough };
}

/** `  src/x.ts:12  <  →  <=  in \`if (a < b)\`, run by 12 scenarios: features/y.feature:7`. */
function row(one: Tried): string {
  const { mutant, result } = one;
  const change = `${short(mutant.original)} → ${short(mutant.replacement)}`;
  const covered = `${result.scenarios} scenarios, ${result.units} unit files`;
  const end = result.why === undefined ? '' : `\n      ${result.by === undefined ? '' : `${result.by}: `}${result.why}`;
  return `  ${placeOf(one)}  ${mutant.operator}: ${change}\n      ${mutant.statement}\n      run by ${covered}${end}`;
}

function placeOf({ mutant }: Tried): string {
  return `${mutant.file}:${mutant.line}`;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line || "''";
}

function percent(part: number): string {
  return Number.isNaN(part) ? 'none' : `${(part * 100).toFixed(1)} %`;
}
