import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { within } from './eventually';
import { patience } from './patience';

/** Apps that answer with what their server tells them of the headers, as JSON by their CGI names. */
const apps = {
  PHP: {
    command: 'php',
    file: 'app.php',
    text: '<?php echo json_encode(array_filter($_SERVER, fn($key) => str_starts_with($key, "HTTP_"), ARRAY_FILTER_USE_KEY));',
    words: (folder: string) => ['-S', '127.0.0.1:0', join(folder, 'app.php')],
  },
  Python: {
    command: 'python3',
    file: 'app.py',
    text: `import json
from wsgiref.simple_server import make_server

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({key: value for key, value in environ.items() if key.startswith("HTTP_")}).encode()]

server = make_server("127.0.0.1", 0, app)
print(f"http://127.0.0.1:{server.server_port}) started", flush=True)
server.serve_forever()
`,
    words: (folder: string) => [join(folder, 'app.py')],
  },
} as const;

export type ProgramName = keyof typeof apps;
export const programNames = Object.keys(apps) as ProgramName[];

const present = new Map<ProgramName, boolean>();

/** Whether this machine has the program. */
export function isHere(name: ProgramName): boolean {
  const here = present.get(name) ?? spawnSync(apps[name].command, ['--version']).status === 0;
  present.set(name, here);
  return here;
}

/** A real backend by other people: PHP's built-in server, or Python's wsgiref. */
export class ProgramBackend {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
  }

  /** Starts an app that shows its headers. */
  static showing(name: ProgramName, folder: string): Promise<ProgramBackend> {
    const { command, file, text, words } = apps[name];
    return ProgramBackend.#start(command, words(folder), { [join(folder, file)]: text });
  }

  /** Starts PHP with a folder that has this file. */
  static serving(folder: string, file: string, text: string): Promise<ProgramBackend> {
    return ProgramBackend.#start(apps.PHP.command, ['-S', '127.0.0.1:0', '-t', folder], { [join(folder, file)]: text });
  }

  static async #start(command: string, words: readonly string[], files: Readonly<Record<string, string>>): Promise<ProgramBackend> {
    for (const [file, text] of Object.entries(files)) await writeFile(file, text);
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    for (const output of [child.stdout, child.stderr])
      createInterface(output).on('line', (line) => {
        const port = /127\.0\.0\.1:(\d+)\) started/.exec(line)?.[1];
        if (port !== undefined) resolve(`127.0.0.1:${port}`);
      });
    child.once('error', reject).once('exit', () => reject(new Error(`${command} ended before it listened`)));
    const address = await within(promise, `a word from ${command}`, patience.while).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
    return new ProgramBackend(address, child);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
