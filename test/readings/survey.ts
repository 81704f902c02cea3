import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, formatProblems, parseConfig, type Running, start } from '../../src';
import { ask } from './ask';
import { type BackendName, RealBackends, secret } from './real-backends';
import { spellings } from './spellings';

/** What a rule about `/admin` does with a path: it counts, the path is refused by name, or the request goes on without it. */
export type Reading = 'counts' | 'refused' | '400' | 'goes on';

/** The rules that look at a path in ways of their own; those that are `sameAsRoute` belong to the route that was found. */
export const ruleNames = ['route', 'path_reject', 'basic_auth', 'forward_auth'] as const;
const sameAsRoute = ['rate_limit', 'max_body', 'header_rules', 'redirect'] as const;
export type RuleName = (typeof ruleNames)[number];

/** What a host says whose rule is to keep the secret in, each before every backend. */
const entries = {
  plain: 'paths: [{path: /admin, respond: {status: 410}}]',
  ignore_case: 'paths: [{path: /admin, ignore_case: true, respond: {status: 410}}]',
  exact: 'paths: [{path: /admin/secret.txt, exact: true, respond: {status: 410}}]',
  pass: 'ambiguous_paths: pass, paths: [{path: /admin, respond: {status: 410}}]',
} as const;
export type EntryName = keyof typeof entries;
const entryNames = Object.keys(entries) as EntryName[];

export type Row = {
  readonly target: string;
  readonly what: string;
  readonly rules: Readonly<Record<RuleName, Reading>>;
  /** Backends that give the secret away to whoever asks them without Mangrove. */
  readonly direct: ReadonlySet<BackendName>;
  /** Those that do so through Mangrove, by the entry whose rule was to prevent it. */
  readonly leaks: Readonly<Record<EntryName, ReadonlySet<BackendName>>>;
};

export type Survey = {
  readonly rows: readonly Row[];
  /** As `8.2`, of the backends that are installed. */
  readonly versions: ReadonlyMap<BackendName, string>;
  /** The rules of one route that did not do as the route did. */
  readonly strays: readonly string[];
};

const hash = '$scrypt$ln=15,r=8,p=1$A1KMmu/JlBi8O4FTf8zT/A$UIzYE+wPPe3F29cBtTjmNYc3z7CIygZ7INhxUhkm85Y';

/** Asks a Mangrove and the real backends that are installed for every spelling. */
export async function survey(): Promise<Survey> {
  const folder = mkdtempSync(join(tmpdir(), 'mangrove-readings-'));
  const backends = await RealBackends.start(folder);
  const stub = createServer((request, response) => {
    const asked = request.headers['x-shop'] === undefined ? 200 : 299;
    response.writeHead(request.url?.startsWith('/verify') ? 401 : asked, { Connection: 'close' }).end();
  }).listen(0, '127.0.0.1');
  await once(stub, 'listening');
  const lines: string[] = [];
  let mangrove: Running | undefined;
  try {
    const config = configOf((stub.address() as AddressInfo).port, backends.ports);
    mangrove = await start(config, { log: { write: (line) => void lines.push(line) } });
    const port = Number(new URL(mangrove.url).port);
    await ask({ port, host: hostOf('rate_limit'), target: '/admin/once' });
    const strays: string[] = [];
    const rows: Row[] = [];
    for (const [target, what] of spellings) rows.push(await rowOf(target, what, { port, lines, strays }, backends.ports));
    return { rows, versions: backends.versions, strays };
  } finally {
    await mangrove?.stop();
    await backends.stop();
    stub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Here = { readonly port: number; readonly lines: readonly string[]; readonly strays: string[] };

async function rowOf(target: string, what: string, here: Here, ports: ReadonlyMap<BackendName, number>): Promise<Row> {
  const rules = {
    route: await readingOf('route', target, here),
    path_reject: await readingOf('path_reject', target, here),
    basic_auth: await readingOf('basic_auth', target, here),
    forward_auth: await readingOf('forward_auth', target, here),
  };
  for (const rule of sameAsRoute) {
    const reading = await readingOf(rule, target, here);
    if (reading !== rules.route) here.strays.push(`${rule} of ${target}: ${reading}, the route: ${rules.route}`);
  }
  const leaks = {
    plain: new Set<BackendName>(),
    ignore_case: new Set<BackendName>(),
    exact: new Set<BackendName>(),
    pass: new Set<BackendName>(),
  };
  const direct = new Set<BackendName>();
  const look = async (name: BackendName, port: number, host: string, into: Set<BackendName>) => {
    const { content } = await ask({ port, host, target });
    if (content.includes(secret)) into.add(name);
  };
  await Promise.all(
    Array.from(ports, async ([name, port]) => {
      await look(name, port, 'www.mango.com', direct);
      for (const entry of entryNames) await look(name, here.port, hostOf(entry, name), leaks[entry]);
    }),
  );
  return { target, what, rules, direct, leaks };
}

/** The status by which each rule says that it counts. */
const signs = {
  route: 410,
  path_reject: 403,
  basic_auth: 401,
  forward_auth: 401,
  rate_limit: 429,
  max_body: 413,
  header_rules: 299,
  redirect: 302,
} satisfies Record<RuleName | (typeof sameAsRoute)[number], number>;

async function readingOf(rule: keyof typeof signs, target: string, { port, lines }: Here): Promise<Reading> {
  const before = lines.length;
  const content = rule === 'max_body' ? '12' : undefined;
  const { status } = await ask({ port, host: hostOf(rule), target, ...(content === undefined ? {} : { content }) });
  if (status === 400) return '400';
  if (status === 200) return 'goes on';
  if (status !== signs[rule] && status !== 403) throw new Error(`${rule} answered ${status} for ${JSON.stringify(target)}`);
  if (status !== 403) return 'counts';
  return (await ruleIn(lines, before)) === 'ambiguous_paths' ? 'refused' : 'counts';
}

/** The rule in the log line of the one request since then, which may come a moment after its answer. */
async function ruleIn(lines: readonly string[], before: number): Promise<unknown> {
  for (let turn = 0; turn < 10_000; turn++) {
    const line = lines.slice(before).find((one) => one.includes('"status":403'));
    if (line !== undefined) return JSON.parse(line).rule;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('no log line of a request that was refused');
}

const hostOf = (entry: string, name = 'stub') => `${entry}-${name}.test`.replaceAll('_', '-').toLowerCase();

function configOf(stub: number, ports: ReadonlyMap<BackendName, number>): Config {
  const toStub = `servers: ["127.0.0.1:${stub}"]`;
  const rules = {
    route: 'respond: {status: 410}',
    basic_auth: `basic_auth: {realm: admin, users: {alice: "${hash}"}}`,
    forward_auth: 'forward_auth: {pool: auth, path: /verify}',
    rate_limit: 'rate_limit: {requests: 1, per: 1h}',
    max_body: 'max_body: 1B',
    header_rules: 'header_rules: {add: {X-Shop: mango}}',
    redirect: 'redirect: {path: /elsewhere, status: 302}',
  } satisfies Record<Exclude<keyof typeof signs, 'path_reject'>, string>;
  const hosts = [
    `{host: ${hostOf('path_reject')}, ${toStub}, firewall_rules: {path_reject: [/admin]}}`,
    ...Object.entries(rules).map(([name, rule]) => `{host: ${hostOf(name)}, ${toStub}, paths: [{path: /admin, ${rule}}]}`),
    ...Array.from(ports).flatMap(([name, port]) =>
      entryNames.map((entry) => {
        const pool = `servers: ["127.0.0.1:${port}"], health: false, retries: 0, outliers: false`;
        return `{host: ${hostOf(entry, name)}, ${pool}, ${entries[entry]}}`;
      }),
    ),
  ];
  const text = `listen: 127.0.0.1:0\nadmin: false\npools: {auth: {${toStub}}}\nhosts:\n${hosts.map((host) => `  - ${host}\n`).join('')}`;
  const loaded = parseConfig(text, 'readings.yaml');
  if (!loaded.ok) throw new Error(`${formatProblems(loaded.problems)}${text}`);
  return loaded.config;
}
