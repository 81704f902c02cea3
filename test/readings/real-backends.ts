import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** What stands in the file that is to be protected, and in what an app answers below `/admin`. */
export const secret = 'the secret of /admin';

export const backendNames = ['PHP', 'Python', 'nginx', 'Express', 'express.static'] as const;
export type BackendName = (typeof backendNames)[number];

const startMs = 20_000;

/** How each program says its version. */
const asking: Readonly<Record<BackendName, readonly string[]>> = {
  PHP: ['php', '-r', 'echo PHP_VERSION;'],
  Python: ['python3', '-c', 'import platform; print(platform.python_version())'],
  nginx: ['nginx', '-v'],
  Express: [process.execPath, '-p', 'require("express/package.json").version'],
  'express.static': [process.execPath, '-p', 'require("express/package.json").version'],
};

/** As `8.2`; undefined for a program that is not installed. */
function versionOf(name: BackendName): string | undefined {
  const [command = '', ...args] = asking[name];
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: __dirname });
  return error === undefined ? /(\d+\.\d+)\.\d+/.exec(`${stdout}${stderr}`)?.[1] : undefined;
}

/** Programs that serve `/admin/secret.txt`, on the loopback; those that are not installed are not among them. */
export class RealBackends {
  readonly ports = new Map<BackendName, number>();
  /** As `8.2`, of those that run. */
  readonly versions = new Map<BackendName, string>();
  readonly #children: ChildProcess[] = [];
  #front: Server | undefined;

  /** Serves files below this folder, which must be there and be empty. */
  static async start(folder: string): Promise<RealBackends> {
    const backends = new RealBackends();
    const files = join(folder, 'files');
    for (const place of ['admin', 'public']) mkdirSync(join(files, place), { recursive: true });
    writeFileSync(join(files, 'admin', 'secret.txt'), secret);
    writeFileSync(join(files, 'public', 'index.html'), 'for everybody');
    await Promise.all([backends.#php(files), backends.#python(files), backends.#nginx(folder, files), backends.#express(files)]);
    for (const name of backends.ports.keys()) backends.versions.set(name, versionOf(name) ?? 'unknown');
    return backends;
  }

  async stop(): Promise<void> {
    this.#front?.close();
    const running = this.#children.filter(({ pid, exitCode, signalCode }) => pid !== undefined && exitCode === null && signalCode === null);
    await Promise.all(
      running.map(async (child) => {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }),
    );
  }

  async #php(files: string): Promise<void> {
    const child = this.#spawn(['php', '-S', '127.0.0.1:0', '-t', files], ['ignore', 'pipe', 'pipe']);
    await this.#listens(child, /http:\/\/127\.0\.0\.1:(\d+)\) started/, ['PHP']);
  }

  async #python(files: string): Promise<void> {
    const words = ['python3', '-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', files];
    await this.#listens(this.#spawn(words, ['ignore', 'pipe', 'pipe']), /port (\d+)/, ['Python']);
  }

  async #express(files: string): Promise<void> {
    const words = [process.execPath, join(__dirname, 'express-backend.js'), files, secret];
    await this.#listens(this.#spawn(words, ['ignore', 'pipe', 'inherit']), /^[\w.]+ (\d+)$/, ['Express', 'express.static']);
  }

  /** It cannot choose a free port itself, so it listens at a file, and each connection here is one there. */
  async #nginx(folder: string, files: string): Promise<void> {
    const config = join(folder, 'nginx.conf');
    const path = join(folder, 'nginx.sock');
    writeFileSync(config, nginxConfig(folder, files, path));
    const child = this.#spawn(['nginx', '-p', folder, '-c', config], ['ignore', 'ignore', 'ignore']);
    const isGone = once(child, 'exit').then(
      () => true,
      () => true,
    );
    const deadline = performance.now() + startMs;
    while (!existsSync(path)) {
      if (performance.now() > deadline || (await Promise.race([isGone, pause(20, false)]))) return;
    }
    const front = createServer((client) => {
      const server = connect({ path });
      client.on('error', () => server.destroy()).pipe(server);
      server.on('error', () => client.destroy()).pipe(client);
    }).listen(0, '127.0.0.1');
    await once(front, 'listening');
    this.#front = front;
    this.ports.set('nginx', (front.address() as AddressInfo).port);
  }

  /** Reads from its lines the ports of these backends, in this order; there are none where it is not installed, or ends before. */
  async #listens(child: ChildProcess, line: RegExp, names: readonly BackendName[]): Promise<void> {
    const missing = [...names];
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, startMs);
      const done = () => {
        clearTimeout(patience);
        resolve();
      };
      child.once('error', done).once('exit', done);
      for (const output of [child.stdout, child.stderr]) {
        if (output === null) continue;
        createInterface(output).on('line', (text) => {
          const port = line.exec(text)?.[1];
          const name = port === undefined ? undefined : missing.shift();
          if (name !== undefined) this.ports.set(name, Number(port));
          if (missing.length === 0) done();
        });
      }
    });
  }

  #spawn([command = '', ...args]: readonly string[], stdio: ('ignore' | 'pipe' | 'inherit')[]): ChildProcess {
    const child = spawn(command, args, { stdio });
    child.on('error', () => undefined);
    this.#children.push(child);
    return child;
  }
}

function nginxConfig(folder: string, files: string, socket: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events {}
http {
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  server { listen unix:${socket}; root ${files}; }
}
`;
}
