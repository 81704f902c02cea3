import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether there is the `script` of util-linux, which makes pseudo terminals; Node cannot. */
export function hasTerminals(): boolean {
  return process.platform === 'linux' && String(spawnSync('script', ['--version']).stdout).includes('util-linux');
}

/** `outlived`: the program is in a session of its own, so that nobody tells it when the terminal goes; `nohup`: it is told, and not to end. */
export type Terminal = 'own' | 'outlived' | 'nohup';

/** The program and its arguments, run in a terminal of its own, so wide; what that shows is the output of the whole. */
export function inTerminal(words: readonly string[], terminal: Terminal, columns: number | undefined): string[] {
  const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const inner = { own: `exec ${line}`, outlived: `setsid ${line}; exit $?`, nohup: `nohup ${line} > /dev/null 2>&1; exit $?` }[terminal];
  return ['script', '-qefc', columns === undefined ? inner : `stty columns ${columns}; ${inner}`, '/dev/null'];
}

/** The process that runs in the terminal of this one; undefined while it does not. */
export function inmateOf(pid: number, terminal: Terminal): number | undefined {
  const first = childOf(pid);
  return terminal === 'own' || first === undefined ? first : childOf(first);
}

function childOf(pid: number): number | undefined {
  try {
    const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return child === '' ? undefined : Number(child);
  } catch {
    return undefined;
  }
}

/** Whether a process has ended; whoever started it need not have noticed. */
export function hasEnded(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

const colour = new RegExp(`${'\x1b'}\\[\\d*m`, 'g');

/** What a terminal has been sent, without its colours, in lines as a file has them. */
export function withoutColours(shown: string): string {
  return shown.replace(colour, '').replaceAll('\r\n', '\n');
}

const eraseRest = '\x1b[K';

/** What a screen of so many columns shows in the end: of all that a terminal was sent, what has not been written over or erased. */
export function onScreen(sent: string, columns: number): string {
  const rows: string[] = [];
  let row: string[] = [];
  let column = 0;
  const feed = () => {
    rows.push(row.join('').trimEnd());
    row = [];
    column = 0;
  };
  // A control character stands for the sequence.
  for (const char of sent.replace(colour, '').replaceAll(eraseRest, '\v')) {
    if (char === '\v') row.length = column;
    else if (char === '\r') column = 0;
    else if (char === '\n') feed();
    else {
      if (column === columns) feed();
      row[column] = char;
      column += 1;
    }
  }
  feed();
  return rows.join('\n').trimEnd();
}
