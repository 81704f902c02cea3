import { cpus } from 'node:os';
import type { Balancer, Place } from './balancers/balancer';
import { patienceMs } from './load';
import type { Options } from './options';
import { streamCount } from './play';
import { reasons } from './reasons';
import { type Phase, phases } from './script';
import { failed, type Seen } from './tally';

/** A balancer that went through the script, once a round. */
export type Entrant = {
  readonly balancer: Balancer;
  readonly version: string;
  readonly seen: ReadonlyMap<string, Seen>[];
};

/** The place that the configs on the page speak of. */
const example: Place = {
  port: 8080,
  adminPort: 2019,
  folder: '/run/shop',
  backends: ['Alphonso', 'Kesar', 'Ataulfo', 'Haden'].map((name, index) => ({ name, address: `127.0.0.1:${8081 + index}` })),
};

/** What was done and what was seen, in Markdown. */
export function pageOf(entrants: readonly Entrant[], options: Options): string {
  const played = phases.filter(({ name }) => options.phases.includes(name));
  return [
    introduction(entrants, options),
    overview(entrants, played),
    worse(entrants, played),
    '## Phase by phase\n',
    ...played.map((phase) => section(phase, entrants)),
    configs(entrants),
  ].join('\n');
}

function introduction(entrants: readonly Entrant[], { seconds, rate, rounds, seed }: Options): string {
  const who = entrants.map(({ balancer, version }) => `${balancer.title} ${version}`).join(', ');
  return `# What clients see when backends fail

This page is written by \`make faults\`; do not edit it. One script of faults was run before ${who}.

Each balancer stood before four backends of its own, each a process, and went through all phases in one
life, in the order of this page: what it remembers of one fault, the next one meets. A phase lasts about
${seconds} s, and half of that something is wrong. There ${rounds === 1 ? 'was one round' : `were ${rounds} rounds, with the balancers in another order in each`}, on one machine with ${cpus().length} cores, backends and clients on the same. So figures compare within
this page and with nothing else, and where the rounds of one balancer differ you see how much is chance. Tables
give the rounds one after the other.

The clients: ${rate} requests a second, due at times that were drawn beforehand (Poisson, seed ${seed}), whether or not
those before them were answered, and measured from when they were due. 85 % are GETs, of 2 KiB or, one in
ten, 200 KiB; half of the GETs come on connections that are kept, everything else on a new one. 15 % are POSTs; backends write
down each that they carry out. ${streamCount} WebSockets and ${streamCount} event streams say something four times a second. A
client waits ${patienceMs / 1000} s.

A request has *failed* when the client did not get the whole of the right answer with status 200:
\`refused\` and \`reset\` are connections that did not bring a head, \`cut\` an answer that broke off so that the client noticed,
\`looks complete\` one that broke off without that, which is the worst. *Back after* is the time from when the backend was well
again (or the balancer stopped) to its first good answer; *streams lost* counts WebSockets and event streams that broke or fell silent.
A phase begins when all that was due in the one before is over. Who still leaves a backend out for an earlier fault does not meet
it in the next: a 0 behind a long *back after* is half luck, and the more so the shorter the phases.

Try it with \`make faults\`; \`ONLY=mangrove,haproxy PHASES=kill,freeze SECONDS=8 RATE=300 ROUNDS=1\` runs a part and prints it.
`;
}

function overview(entrants: readonly Entrant[], played: readonly Phase[]): string {
  const rows = played.map(({ name, title }) => [
    `[${title}](#${anchor(title)})`,
    ...entrants.map((entrant) => inRounds(entrant, name, (seen) => String(failed(seen)))),
  ]);
  return `## In short\n\nFailed requests in each phase.\n\n${table(['phase', ...entrants.map(({ balancer }) => balancer.title)], rows)}`;
}

/** Where ours is worse than the best by more than chance can do, with the cause where it is known. */
function worse(entrants: readonly Entrant[], played: readonly Phase[]): string {
  const ours = entrants.find(({ balancer }) => balancer.title === 'Mangrove');
  const others = entrants.filter((entrant) => entrant !== ours);
  if (ours === undefined || others.length === 0) return '';
  const losses = played.flatMap(({ name, title }) => {
    const all = (measure: (seen: Seen) => number) => ({
      ours: best(ours, name, measure),
      theirs: Math.min(...others.map((other) => worst(other, name, measure))),
    });
    const failures = all(failed);
    const slowest = all(({ latency }) => latency.max);
    const isWorse = failures.ours > failures.theirs + Math.max(3, failures.theirs / 5);
    const isSlower = slowest.ours > 2 * slowest.theirs + 100;
    if (!isWorse && !isSlower) return [];
    const found = [
      ...(isWorse ? [`${failures.ours} failures against ${failures.theirs}`] : []),
      ...(isSlower ? [`the slowest good answer after ${inMs(slowest.ours)} ms against ${inMs(slowest.theirs)} ms`] : []),
    ];
    return [`- **${title}**: ${found.join('; ')}. ${reasons[name] ?? ''}`.trimEnd()];
  });
  const text = losses.length > 0 ? losses.join('\n') : 'In no phase, by more than chance.';
  return `## Where Mangrove is worse than the best of the others

Its best round against the worst round of the best of the others: a fifth more failures (and more than three), or twice as
long a wait for the slowest good answer (and more than 100 ms).

${text}
`;
}

function section({ name, title, what }: Phase, entrants: readonly Entrant[]): string {
  const columns: [string, (seen: Seen) => string][] = [
    ['requests', ({ requests }) => String(requests)],
    ['failed', (seen) => String(failed(seen))],
    ['p50 ms', ({ latency }) => inMs(latency.p50)],
    ['p99 ms', ({ latency }) => inMs(latency.p99)],
    ['max ms', ({ latency }) => inMs(latency.max)],
    ['back after', ({ backAfterMs }) => backAfter(backAfterMs)],
    ['streams lost', ({ streamsLost }) => String(streamsLost)],
    ['POSTs twice', ({ postsTwice }) => String(postsTwice)],
    ...(name === 'slow'
      ? ([['slow answers cut', ({ slowAnswersCut }) => String(slowAnswersCut)]] as [string, (seen: Seen) => string][])
      : []),
  ];
  const rows = entrants.map((entrant) => [
    entrant.balancer.title,
    ...columns.map(([, cell]) => inRounds(entrant, name, cell)),
    inRounds(entrant, name, kindsOf),
  ]);
  return `### ${title}\n\n${wrapped(what)}\n\n${table(['', ...columns.map(([heading]) => heading), 'how'], rows)}`;
}

function configs(entrants: readonly Entrant[]): string {
  const blocks = entrants.map(
    ({ balancer }) => `### ${balancer.title}: ${balancer.configName}\n\n\`\`\`${balancer.language}\n${balancer.config(example)}\`\`\`\n`,
  );
  return `## The configs

Each as somebody who knows it well would write it for these backends, with the same time limits (1 s to connect, 3 s of silence), an
access log, checks every 2 s where it makes any, and retries of what is safe to repeat.

${blocks.join('\n')}`;
}

/** How many requests failed in which way, in words; `-` when none did. */
export function kindsOf({ failures, postsLost }: Seen): string {
  const all = Object.entries(failures).map(([kind, count]) => `${kind} ${count}`);
  if (postsLost > 0) all.push(`POSTs lost ${postsLost}`);
  return all.length > 0 ? all.join(', ') : '-';
}

function backAfter(ms: number | undefined): string {
  if (ms === undefined) return '-';
  return ms === Number.POSITIVE_INFINITY ? 'never' : `${(ms / 1000).toFixed(1)} s`;
}

function inRounds({ seen }: Entrant, phase: string, cell: (seen: Seen) => string): string {
  return seen
    .map((round) => round.get(phase))
    .map((each) => (each === undefined ? '?' : cell(each)))
    .join(' / ');
}

function best({ seen }: Entrant, phase: string, measure: (seen: Seen) => number): number {
  return Math.min(...values(seen, phase, measure));
}

function worst({ seen }: Entrant, phase: string, measure: (seen: Seen) => number): number {
  return Math.max(...values(seen, phase, measure));
}

function values(rounds: readonly ReadonlyMap<string, Seen>[], phase: string, measure: (seen: Seen) => number): number[] {
  return rounds.flatMap((round) => round.get(phase) ?? []).map(measure);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(headings) + line(headings.map(() => '---')) + rows.map(line).join('');
}

/** As GitHub makes it of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

function inMs(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(value < 10 ? 1 : 0);
}

/** Lines of about a hundred letters. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,100})(?: |$)/g, '$1\n').trimEnd();
}
