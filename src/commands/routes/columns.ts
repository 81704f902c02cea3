const gap = '  ';
/** A column is not cut below this. */
const narrowest = 12;

/** Rows as columns, one line each. Where they are wider than `most` characters the widest columns are cut, which a `…` shows. */
export function columns(rows: readonly (readonly string[])[], most = Number.POSITIVE_INFINITY): string {
  const widths = narrowed(widthsOf(rows), most);
  const line = (row: readonly string[]) => row.map((cell, at) => cut(cell, widths[at] ?? 0).padEnd(widths[at] ?? 0)).join(gap);
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return widths;
}

function narrowed(widths: number[], most: number): number[] {
  const available = most - gap.length * (widths.length - 1);
  for (let total = widths.reduce((sum, width) => sum + width, 0); total > available; total--) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

function cut(cell: string, width: number): string {
  return cell.length <= width ? cell : `${cell.slice(0, Math.max(width - 1, 0))}…`;
}
