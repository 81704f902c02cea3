import { statSync } from 'node:fs';
import { type Loaded, type LoadingStep, loadConfig, maxBytes, parseBytes, readSentence } from '../config/load';
import { formatProblems, type Problem } from '../config/problems';
import { type ConfigFile, standardInput, usualFile } from './config-file';
import { Exit, exit } from './exit';
import { openProgress } from './progress';
import { shown } from './shown';

type Good = Extract<Loaded, { ok: true }>;

/** The config of a file; its mistakes end the process. */
export function readConfig({ file, because }: ConfigFile): Good {
  return goodOf(
    whileTold(file, (onStep) => loadConfig(file, { onStep })),
    because,
  );
}

/** Tells how far it is, on a terminal, where that takes long. */
function whileTold(name: string, load: (onStep: (step: LoadingStep) => void) => Loaded): Loaded {
  const progress = openProgress();
  if (isPipe(name)) progress.tell(`waiting for ${shown(name)}, which is a pipe`);
  let isLarge = false;
  try {
    return load((step) => {
      isLarge ||= 'of' in step && step.of >= leastOf[step.step];
      if (isLarge) progress.tell(stepText(step, shown(name)));
    });
  } finally {
    progress.end();
  }
}

/** Whoever is to write into it may take long, or not come. */
function isPipe(file: string): boolean {
  try {
    return statSync(file).isFIFO();
  } catch {
    return false;
  }
}

/** Below this many lines, or files, no machine takes long. */
const leastOf = { reading: 1_000, including: 10 } as const;

function stepText(step: LoadingStep, name: string): string {
  if (!('of' in step)) return `checking ${name}${step.step === 'checking' ? '' : ': what is surely not meant'}`;
  const count = (number: number) => number.toLocaleString('en');
  const unit = step.step === 'reading' ? 'line' : 'file';
  return `reading ${shown(step.file)}: ${unit} ${count(step.at)} of ${count(step.of)}`;
}

/** The same where standard input may be meant too. */
export async function readAnyConfig(source: ConfigFile): Promise<Good> {
  return source.file === standardInput ? goodOf(await loadStandardInput()) : readConfig(source);
}

/** What `start` would take; without a config of any kind the process ends. */
export function usualConfig(): ConfigFile {
  const source = usualFile();
  if (source !== undefined) return source;
  throw new Exit(
    exit.misuse,
    'there is no config here, and "mangrove start" would serve the demo: name a file, set MANGROVE_CONFIG, or write ./mangrove.yaml',
  );
}

/** What messages call the source. */
export function nameOf({ file }: ConfigFile): string {
  return file === standardInput ? 'stdin' : shown(file);
}

function goodOf(loaded: Loaded, because?: string): Good {
  if (loaded.ok) return { ...loaded, warnings: loaded.warnings.map(named) };
  const sentences = formatProblems(loaded.problems.map(named));
  throw new Exit(exit.misuse, because === undefined ? sentences : `${sentences}\n${because}.`);
}

/** A file may be called anything. */
function named(problem: Problem): Problem {
  return { ...problem, file: shown(problem.file) };
}

async function loadStandardInput(): Promise<Loaded> {
  const loaded = await readAll().then(
    (bytes) => whileTold('stdin', (onStep) => parseBytes(bytes, 'stdin', { onStep })),
    (error: unknown) => refused(readSentence(error)),
  );
  if (loaded.ok) return loaded;
  const problems = loaded.problems.map((problem) =>
    problem.file === 'stdin' ? { ...problem, message: problem.message.replace(/^the file /, 'standard input ') } : problem,
  );
  return { ok: false, problems };
}

/** At most one byte more than a config may have. */
async function readAll(): Promise<Buffer> {
  const { stdin } = process;
  if (stdin.isTTY) process.stderr.write('Type or paste a config. Ctrl+D on a line of its own ends it, Ctrl+C gives up.\n');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

function refused(message: string): Loaded {
  return { ok: false, problems: [{ file: 'stdin', line: 0, column: 0, path: '', message }] };
}
