import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answerProbeTrials } from './answer-probes';
import { type Arena, openArena } from './arena';
import { type GuardianCase, guardianTally, guardianTrials } from './desync-guardian';
import { type Count, examine, type Trial } from './examination';
import { answerCorpusTrials, type LlhttpCase, requestTrials } from './llhttp';
import { probeTrials } from './probes';
import { speak } from './raw-client';
import { type SmugglerConfigs, smugglerTrials } from './smuggler';

/**
 * Attacks a Mangrove with requests and answers that others collected, and with probes of our own, and prints the counts. The
 * collections are not part of the project: where `../shared/corpora` is not there, the probes alone are tried. Needs Linux: each
 * client has a loopback address of its own, by which the backends know it.
 */

const folder = resolve(__dirname, '../../../shared/corpora');

/** A process that has served them all must be as big as it was, by and large. */
const growth = 1.2;

function read<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as Shape;
}

type Examination = readonly [title: string, trials: readonly Trial[]];

/** What others collected, where it is. */
function collected(): readonly Examination[] {
  if (!existsSync(folder)) return [];
  const llhttp = read<readonly LlhttpCase[]>('llhttp.json');
  const { files } = read<{ readonly files: Readonly<Record<string, readonly GuardianCase[] | null>> }>('http-desync-guardian.json');
  const guardian = Object.values(files).flatMap((cases) => cases ?? []);
  return [
    ['llhttp, requests', requestTrials(llhttp)],
    ['llhttp, answers', answerCorpusTrials(llhttp)],
    ['http-desync-guardian', [...guardianTrials(guardian), guardianTally(guardian)]],
    ['smuggler', smugglerTrials(read<SmugglerConfigs>('smuggler.json'))],
  ];
}

async function main(): Promise<void> {
  const examinations: readonly Examination[] = [
    ['probes, requests', probeTrials()],
    ['probes, answers', answerProbeTrials()],
    ...collected(),
  ];
  const arena = await openArena();
  try {
    await warmUp(arena);
    const before = await arena.mangrove.settle();
    const counts: Count[] = [];
    for (const [title, trials] of [...examinations, ['afterwards', aftermath(before)] as const])
      counts.push(await examine(title, trials, arena));
    const failed = counts.reduce((sum, count) => sum + count.failed, 0);
    console.log(`${counts.reduce((sum, count) => sum + count.passed, 0)} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await arena.close();
  }
}

/** Enough ordinary and malformed requests for the process to have grown to its working size. */
async function warmUp(arena: Arena): Promise<void> {
  const content = 'a'.repeat(100_000);
  const texts = [
    'GET /warm HTTP/1.1\r\nHost: warm.test\r\n\r\n',
    `POST /warm HTTP/1.1\r\nHost: warm.test\r\nContent-Length: ${content.length}\r\n\r\n${content}`,
    'POST /warm HTTP/1.1\r\nHost: warm.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'GET /warm HTTP/1.1\r\nHost: warm.test\r\nX : y\r\n\r\n',
  ].map((text) => Buffer.from(text));
  for (let round = 0; round < 200; round++) {
    const speeches = Array.from({ length: 24 }, (_, at) => {
      const pieces = texts.slice(at % texts.length, (at % texts.length) + 1);
      return speak({ port: arena.mangrove.port, from: arena.nextClient(), pieces, methods: [], until: 1, patienceMs: 2000, lingerMs: 0 });
    });
    await Promise.all(speeches);
  }
}

/** What must be true of the process in the end. */
function aftermath(before: Awaited<ReturnType<Arena['mangrove']['settle']>>): Trial[] {
  const violations = ({ backend, player }: Arena) => [...backend.violations, ...player.violations];
  const check = (name: string, fault: (arena: Arena) => string | undefined | Promise<string | undefined>): Trial => ({
    name,
    run: async (arena) => fault(arena),
  });
  return [
    check('no backend read anything but requests', (arena) => violations(arena).join('\n    ') || undefined),
    check('the process is the one that was started', ({ mangrove }) =>
      mangrove.alive ? undefined : `it has ended: ${mangrove.complaints}`,
    ),
    check('it complained of nothing', ({ mangrove }) => mangrove.complaints || undefined),
    check('its memory and descriptors are back', async ({ mangrove }) => {
      const after = await mangrove.settle();
      console.log(`memory: ${before.rssMiB} MiB before, ${after.rssMiB} MiB after; heap ${before.heapMiB} and ${after.heapMiB}`);
      const leaks = after.descriptors > before.descriptors + 64;
      const fits = after.rssMiB <= before.rssMiB * growth;
      return fits && !leaks ? undefined : `from ${JSON.stringify(before)} to ${JSON.stringify(after)}`;
    }),
  ];
}

void main();
