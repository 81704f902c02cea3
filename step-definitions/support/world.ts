import type { FileHandle } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { World } from '@cucumber/cucumber';
import type { Config } from '../../src/config/schema';
import { type Answer, fromRaw, headerOf } from './answer';
import { restOfSockets } from './at-rest';
import { type Asking, ask, OpenRequest } from './client';
import { ConfigDraft } from './config-draft';
import { freePort } from './dead-ends';
import { Gate } from './gate';
import { eventually, until } from './eventually';
import type { HeaderList } from './header-list';
import { configFrom, type Instance, startCommand, startHere } from './instance';
import { LogLines } from './log-lines';
import { Naming } from './naming';
import { Command, type CommandOptions, type Exit } from './process';
import type { ProxyGate } from './proxy-gate';
import { RawClient } from './raw';
import { expectNoConnections, expectNoRetriesLost, expectNothingUnderWay, expectNoTimers } from './remains';
import { Scratch } from './scratch';
import type { BackendStatus, Status } from './status';
import type { Exchange, StubBackend } from './stub-backend';
import { StubBackends } from './stub-backends';
import { Tunnels } from './tunnels';
import { TurnedClock } from './turned-clock';

type Checked = { readonly health?: { readonly path?: string } | boolean };

/** Everything one scenario has: backends, a config, the live balancer, clients and what they got. */
export class MangroveWorld extends World {
  /** The time of the balancers in this process, of the backends and of clients that do something again and again. */
  readonly clock = new TurnedClock();
  readonly backends = new StubBackends(this.clock);
  readonly scratch = new Scratch();
  readonly gate = new Gate();
  readonly tunnels = new Tunnels();
  /** Answers in the order in which they were complete. */
  readonly answers: Answer[] = [];
  config = new ConfigDraft();
  /** Whether the real command runs, in a process of its own. */
  asProcess = false;
  /** The instance to ask when it was not started by the scenario. */
  external: string | undefined;
  /** Sent with the next requests of clients. */
  headers: HeaderList = [];
  /** What the last command, or the last check of a config, had to say. */
  said = '';
  warned = '';
  command: Command | undefined;
  /** The file that the log of the real command goes to; its standard output when undefined. */
  logFile: string | undefined;
  /** How wide the terminal of the real command is. */
  columns = 80;
  /** Added to the environment of the balancer. */
  environment: Readonly<Record<string, string>> = {};
  /** How many files the real command may have open. */
  openFiles: number | undefined;
  /** Descriptors of sockets that the real command is handed. */
  handedIn: readonly number[] | undefined;
  freePort: number | undefined;
  /** What the real command reads its config from, when it is no file. */
  pipe: FileHandle | undefined;
  /** Bytes that each backend has handed over, of those that have much to send. */
  readonly poured = new Map<string, number>();
  /** What stands before the backends that expect a PROXY header. */
  readonly proxyGates = new Map<string, ProxyGate>();
  /** The backends that each shopper has met, in their order. */
  readonly met = new Map<string, string[]>();
  /** For how many milliseconds the connection of each request had been known when its client sent it. */
  readonly connectionAges: number[] = [];
  /** Requests that were sent without waiting for their answers. */
  readonly pending: Promise<unknown>[] = [];
  /** What else must be ended with the scenario. */
  readonly leftovers: (() => Promise<void>)[] = [];
  readonly #commands: Command[] = [];
  /** The answers to those who asked once, whether a step has looked at them or not. */
  readonly #got: Answer[] = [];
  readonly #opened: OpenRequest[] = [];
  readonly #raw: RawClient[] = [];
  readonly #log = new LogLines();
  #naming: Promise<Naming> | undefined;
  #instance: Promise<Instance> | undefined;
  #begin: ((config: Config, log: LogLines) => Promise<Instance>) | undefined;
  #stopping: Promise<void> | undefined;
  #changes = 0;

  /** The running balancer; it starts when it is first needed. */
  mangrove(): Promise<Instance> {
    this.#instance ??= this.#start();
    return this.#instance;
  }

  /** How names of backends are found; the system's own way when no scenario asks for it before the balancer starts. */
  naming(): Promise<Naming> {
    this.#naming ??= Naming.open(this.scratch, this.clock);
    return this.#naming;
  }

  /** Lets `begin` start the instance when it is first needed, in place of the usual way. */
  startWith(begin: (config: Config, log: LogLines) => Promise<Instance>): void {
    this.#begin = begin;
  }

  /** Starts one more balancer with the same config; it stops with the scenario. */
  async another(): Promise<Instance> {
    const instance = await startHere((await this.#configWithStandIns()).text, this.#log, { clock: this.clock });
    this.leftovers.push(() => instance.stop());
    return instance;
  }

  get logLines(): LogLines {
    return this.command?.log ?? this.#log;
  }

  /** The last answer. */
  get answer(): Answer {
    const last = this.answers.at(-1);
    if (last === undefined) throw new Error('no answer yet');
    return last;
  }

  backend(name: string): StubBackend {
    return this.backends.called(name);
  }

  /** How many answers of this backend have come whole to a client. */
  wholeAnswersFrom(name: string): number {
    const opened = this.#opened.flatMap(({ current }) => (current?.ending === undefined ? [] : [current.answer]));
    const raw = this.#raw.flatMap((client) => client.answers().map(fromRaw));
    return [...this.#got, ...opened, ...raw].filter((answer) => answer.ending === 'complete' && headerOf(answer, 'X-Backend') === name)
      .length;
  }

  /**
   * Waits for the sign that all has happened that comes of what was begun, but for what comes with time: the sockets of this process
   * are at rest. A balancer in a process of its own has seen what was sent to it when it has answered what was asked behind it.
   */
  async allHasHappened(): Promise<void> {
    await restOfSockets()();
    if (this.command === undefined || this.command.exited !== undefined) return;
    for (let time = 0; time < 2; time += 1) {
      await this.admin('/healthz').catch(() => undefined);
      await restOfSockets()();
    }
  }

  /** The number that a measure comes to when nothing moves it any more but time. */
  async comesToStand(measure: () => number): Promise<number> {
    for (let last = Number.NaN; ; last = measure()) {
      await this.allHasHappened();
      if (measure() === last) return last;
    }
  }

  /** Requests that have reached any backend. */
  get exchanges(): number {
    return this.backends.all.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
  }

  /** The last request at a backend; waits for the first one. */
  async exchangeAt(name: string): Promise<Exchange> {
    return eventually(() => {
      const last = this.backend(name).exchanges.at(-1);
      if (last === undefined) throw new Error(`${name} was not asked`);
      return last;
    });
  }

  /** The request that is under way piece by piece. */
  get request(): OpenRequest {
    const last = this.#opened.at(-1);
    if (last === undefined) throw new Error('no request is under way');
    return last;
  }

  /** All requests that were begun piece by piece, the first one first. */
  get requests(): readonly OpenRequest[] {
    return this.#opened;
  }

  /** The client that sends bytes as they are. */
  get raw(): RawClient {
    const last = this.#raw.at(-1);
    if (last === undefined) throw new Error('no raw client is connected');
    return last;
  }

  /** All clients that send bytes as they are, the first one first. */
  get raws(): readonly RawClient[] {
    return this.#raw;
  }

  /** Settings of HTTP checks for all pools, in checks that come fast and are patient. */
  quickChecks(settings: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries({ ...settings, interval: '20ms', timeout: '10s' }))
      this.config.suggestInPools('health', key, value);
  }

  /** Waits until a backend has passed its first check. */
  async settledChecks(name: string): Promise<void> {
    await this.mangrove();
    await this.backend(name).health.answered(1);
  }

  /** The name that config, log and status have for a backend. */
  writtenName(name: string): string {
    return name.includes(':') ? name : `${name}:80`;
  }

  async port(): Promise<number> {
    return Number(new URL(this.external ?? (await this.mangrove()).url).port || 80);
  }

  /** `/path` at the first host of the config, or `host/path`, as a client would ask for it. */
  asking(what: string, more: Partial<Asking> = {}): Asking {
    const slash = what.indexOf('/');
    const host = slash > 0 ? what.slice(0, slash) : this.#firstHost();
    return { host, target: slash > 0 ? what.slice(slash) : what, headers: this.headers, ...more };
  }

  /** Asks once and keeps the answer. */
  async ask(what: string, more: Partial<Asking> = {}): Promise<Answer> {
    const answer = await ask(await this.port(), this.asking(what, more));
    this.answers.push(answer);
    this.#got.push(answer);
    return answer;
  }

  /** Starts a request whose body and answer are looked at piece by piece. */
  async open(what: string, more: Partial<Asking> = {}, options: { readonly reading?: boolean } = {}): Promise<OpenRequest> {
    const request = new OpenRequest(await this.port(), this.asking(what, more), options);
    this.#opened.push(request);
    return request;
  }

  /** Connects a client that sends bytes as they are. */
  async connect(from?: string): Promise<RawClient> {
    const client = new RawClient(await this.port(), from);
    this.#raw.push(client);
    return client;
  }

  async connectToAdmin(): Promise<RawClient> {
    const { adminUrl = '' } = await this.mangrove();
    const client = new RawClient(Number(new URL(adminUrl).port));
    this.#raw.push(client);
    return client;
  }

  /** Keeps a process so that it is ended with the scenario. */
  run(command: Command): Command {
    this.#commands.push(command);
    this.command = command;
    return command;
  }

  /** Runs the command in the scenario's folder until it ends. */
  async runToEnd(args: readonly string[], env: Readonly<Record<string, string>> = {}, options: CommandOptions = {}): Promise<void> {
    const command = this.run(new Command(args, { cwd: await this.scratch.folder(), env: { ...this.environment, ...env }, ...options }));
    await command.ended();
    this.said = command.stdout + command.stderr;
  }

  /** Starts one more process of the real command, of which the steps speak from now on; gives the one before. */
  async startBeside(): Promise<Command> {
    const before = this.process;
    await this.#startProcess();
    return before;
  }

  /** The real command that runs. */
  get process(): Command {
    if (this.command === undefined) throw new Error('no command runs');
    return this.command;
  }

  /** How the real command ended; waits for it. */
  async ended(): Promise<Exit> {
    const exit = await this.process.ended();
    this.said = this.process.stdout + this.process.stderr;
    return exit;
  }

  /** Starts the real command with a free port in a variable of its environment. */
  async startWithFreePort(variable: string): Promise<void> {
    this.freePort = await freePort();
    this.environment = { [variable]: String(this.freePort) };
    await this.mangrove();
  }

  /** Whether a new connection is refused. */
  async refused(): Promise<boolean> {
    const socket = connect(await this.port(), '127.0.0.1');
    const { promise, resolve } = Promise.withResolvers<boolean>();
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    return promise.finally(() => socket.destroy());
  }

  async admin(path: string, method = 'GET', more: Partial<Asking> = {}): Promise<Answer> {
    const { adminUrl } = await this.mangrove();
    if (adminUrl === undefined) throw new Error('the status API is off');
    const url = new URL(adminUrl);
    return ask(Number(url.port), { host: url.host, target: path, method, ...more });
  }

  async adminPost(path: string, body: string, type = 'application/json'): Promise<Answer> {
    return this.admin(path, 'POST', { headers: [['Content-Type', type]], body });
  }

  async status(): Promise<Status> {
    const token = this.config.get(['admin', 'token']);
    const headers: HeaderList = typeof token === 'string' ? [['Authorization', `Bearer ${token}`]] : [];
    return JSON.parse((await this.admin('/status', 'GET', { headers })).bytes.toString()) as Status;
  }

  /** What the status API says of a backend, in whichever pool it is first. */
  async statusOf(name: string): Promise<BackendStatus> {
    const { pools } = await this.status();
    const found = pools.flatMap((pool) => pool.backends).find((backend) => backend.name.replace(/:80$/, '') === name);
    if (found === undefined) throw new Error(`no backend ${name} in the status: ${JSON.stringify(pools)}`);
    return found;
  }

  /** The first pool that the backend is in. */
  async poolOf(name: string): Promise<string> {
    const { pools } = await this.status();
    const found = pools.find((pool) => pool.backends.some((backend) => backend.name === this.writtenName(name)));
    if (found === undefined) throw new Error(`no pool with ${name} in the status: ${JSON.stringify(pools)}`);
    return found.name;
  }

  /** Waits until the status API says that the backend is in this state. */
  async reaches(name: string, state: string): Promise<void> {
    await eventually(async () => {
      const status = await this.statusOf(name);
      if (status.state !== state) throw new Error(`${name} is ${status.state}, not ${state}`);
    });
  }

  /** Waits for log lines with these fields. */
  async logged(fields: Readonly<Record<string, unknown>>, count = 1): Promise<void> {
    await until(`${count} log lines with ${JSON.stringify(fields)}`, () => this.logLines.with(fields).length >= count);
  }

  /** Writes the config as it is now to its file and gives the path. */
  async writeConfig(): Promise<string> {
    return this.scratch.write('mangrove.yaml', (await this.#configWithStandIns()).text);
  }

  /** Has the config loaded as it is now. */
  async reload(): Promise<void> {
    const loaded = { msg: 'the config was loaded' };
    const instance = await this.mangrove();
    const { text } = await this.#configWithStandIns();
    const before = this.logLines.with(loaded).length;
    if (instance.reload !== undefined) return instance.reload(text);
    await this.scratch.write('mangrove.yaml', text);
    this.process.signal('SIGHUP');
    await this.logged(loaded, before + 1);
  }

  /** Has the config loaded with a change to each pool. */
  async reloadChanged(): Promise<void> {
    this.#changes += 1;
    this.config.setInPools('max_queue', 100 + this.#changes);
    await this.reload();
  }

  /** Lets so much time pass: for a balancer in this process, and for the backends, without waiting for it. */
  async pass(ms: number): Promise<void> {
    await this.mangrove();
    if (this.asProcess || this.external !== undefined) await pause(ms);
    else await this.clock.pass(ms);
  }

  /** Begins a graceful stop; a second call gives the same promise. */
  async stop(): Promise<void> {
    const instance = await this.mangrove();
    this.#stopping ??= instance.stop();
    return this.#stopping;
  }

  /** Whether the balancer runs in this process. */
  get isHere(): boolean {
    return this.#instance !== undefined && !this.asProcess && this.external === undefined;
  }

  /**
   * Lets every client leave, and backends that have not answered break their connections; then waits until nobody is served and nobody
   * waits, and looks whether all is as it should be.
   */
  async comeToRest(): Promise<void> {
    this.clock.go();
    this.#letGo();
    for (const backend of this.backends.all) backend.leaveUnanswered();
    if (this.#instance === undefined || this.#stopping !== undefined || (await this.#instance).adminUrl === undefined) return;
    await eventually(async () => expectNothingUnderWay((await this.status()).pools));
    expectNoRetriesLost((await this.status()).pools, this.logLines.all);
  }

  #letGo(): void {
    for (const client of [...this.#opened, ...this.#raw]) client.leave();
    this.tunnels.cut();
    this.gate.open();
  }

  /** Ends all that the scenario has begun. Where all `mustRest`, what the balancer has not ended by itself when it has stopped is an error. */
  async close(mustRest = false): Promise<void> {
    this.clock.go();
    this.#letGo();
    await Promise.all(this.leftovers.map((end) => end()));
    const stopped = this.#instance?.then((instance) => Promise.all([this.#stopping, instance.stop()])).catch(() => undefined);
    if (mustRest) await stopped?.then(() => expectNoConnections(this.backends.all));
    await this.backends.close();
    await stopped;
    if (mustRest) await expectNoTimers(this.clock);
    await Promise.all(this.#commands.map((command) => command.kill()));
    await Promise.allSettled(this.pending);
    await (await this.#naming)?.close();
    await this.scratch.remove();
  }

  async #start(): Promise<Instance> {
    if (this.#begin !== undefined) return this.#begin(configFrom((await this.#configWithStandIns()).text), this.#log);
    if (this.asProcess) return this.#startProcess();
    const { clock, environment } = this;
    const systemFiles = (await this.#naming)?.files;
    return startHere((await this.#configWithStandIns()).text, this.#log, { clock, environment, systemFiles });
  }

  async #startProcess(): Promise<Instance> {
    const { environment: env, openFiles, logFile, handedIn } = this;
    const { instance, command } = await startCommand(await this.writeConfig(), { env, openFiles, logFile, handedIn });
    this.run(command);
    return instance;
  }

  async #configWithStandIns(): Promise<ConfigDraft> {
    const transport = process.env.MANGROVE_TRANSPORT;
    const config = await this.config.withStandIns({
      addressOf: (written) => this.backends.standIn(written),
      seen: (written, pool) => this.#learnHealthPath(written, pool as Checked),
      defaults: transport === undefined ? {} : { transport },
    });
    config.suggest(['listen'], '127.0.0.1:0');
    config.suggest(['admin'], '127.0.0.1:0');
    return config;
  }

  #learnHealthPath(written: string, { health }: Checked): void {
    if (typeof health === 'object' && health.path !== undefined) this.backend(written).health.path = health.path;
  }

  #firstHost(): string {
    if (this.external !== undefined) return new URL(this.external).host;
    return String(this.config.get(['hosts', 0, 'host']) ?? 'mangrove.test').replace('*', 'any');
  }
}
