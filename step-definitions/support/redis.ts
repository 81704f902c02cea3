import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Clock } from '../../src/clock';
import { eventually, within } from './eventually';
import { patience } from './patience';

/** Where this machine has a Redis server; undefined when it has none. */
export const redisServer = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'].find(existsSync);

/**
 * A Redis server that keeps nothing. It listens on a socket in `folder` and a gate leads to it from a port of 127.0.0.1, which
 * stays the same when the server dies and comes back.
 */
export class RedisServer {
  readonly #program: string;
  readonly #folder: string;
  readonly #password: string | undefined;
  readonly #clock: Clock;
  readonly #sockets = new Set<Socket>();
  readonly #gate: Server;
  /** How many were made through the gate so far. */
  connections = 0;
  #delayMs = 0;
  #child: ChildProcess | undefined;

  private constructor(program: string, folder: string, clock: Clock, password: string | undefined) {
    this.#clock = clock;
    this.#program = program;
    this.#folder = folder;
    this.#password = password;
    this.#gate = createServer({ noDelay: true }, (client) => {
      this.connections += 1;
      const server = connect(this.#path);
      for (const [socket, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(socket);
        socket
          .on('error', () => undefined)
          .once('close', () => {
            this.#sockets.delete(socket);
            other.destroy();
          });
      }
      client.pipe(server);
      server.on('data', (bytes) => {
        if (this.#delayMs === 0) client.write(bytes);
        else this.#clock.setTimeout(() => client.write(bytes), this.#delayMs).unref();
      });
    });
  }

  static async start(program: string, folder: string, clock: Clock, password?: string): Promise<RedisServer> {
    const redis = new RedisServer(program, folder, clock, password);
    redis.#gate.listen(0, '127.0.0.1');
    await once(redis.#gate, 'listening');
    await redis.revive();
    return redis;
  }

  get #path(): string {
    return join(this.#folder, 'redis.sock');
  }

  /** Connections through the gate that are open now, each of which has two sockets. */
  get openConnections(): number {
    return this.#sockets.size / 2;
  }

  get url(): string {
    const who = this.#password === undefined ? '' : `:${encodeURIComponent(this.#password)}@`;
    return `redis://${who}127.0.0.1:${(this.#gate.address() as AddressInfo).port}`;
  }

  /** Starts the server and waits until it answers. */
  async revive(): Promise<void> {
    const secret = this.#password === undefined ? [] : ['--requirepass', this.#password];
    const args = ['--port', '0', '--unixsocket', this.#path, '--save', '', '--appendonly', 'no', '--dir', this.#folder, ...secret];
    this.#child = spawn(this.#program, args, { stdio: 'ignore' });
    await eventually(() => this.say('PING'), patience.while);
  }

  /** Sends a command and waits for the answer. */
  async say(command: string): Promise<void> {
    const socket = connect(this.#path);
    try {
      socket.write(`${command}\r\n`);
      await within(once(socket, 'data'), 'the answer of Redis');
    } finally {
      socket.destroy();
    }
  }

  /** Ends the server, and every connection with it. */
  async die(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    await rm(this.#path, { force: true });
  }

  /** Lets it accept and never answer. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Keeps each answer back for a time. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  async close(): Promise<void> {
    this.#gate.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.die();
  }
}
