/** What one contender did in one round. What was not measured is NaN. */
export type Figures = { readonly requestsPerSecond: number; readonly cpuUsPerRequest: number; readonly p99Ms: number };

export type Row = { readonly name: string; readonly figures: readonly Figures[] };

const headings = ['', 'requests/s', 'CPU µs/request', 'p99 ms'];

/** One line a contender, medians of its rounds. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, figures }) => [
    name,
    number(median(figures.map((each) => each.requestsPerSecond)), 0),
    number(median(figures.map((each) => each.cpuUsPerRequest)), 1),
    number(median(figures.map((each) => each.p99Ms)), 2),
  ]);
  return [headings, ...lines].map((cells) => `${cells.map(aligned).join('  ').trimEnd()}\n`).join('');
}

/** Processor time for a request, ours to theirs, round by round. */
export function cpuRatios(ours: readonly Figures[], theirs: readonly Figures[]): number[] {
  return ours.map((each, round) => each.cpuUsPerRequest / (theirs[round]?.cpuUsPerRequest ?? Number.NaN));
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

function aligned(cell: string, column: number): string {
  return column === 0 ? cell.padEnd(12) : cell.padStart((headings[column] ?? '').length);
}

function number(value: number, digits: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits);
}
