import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { until } from './eventually';
import { afterPatience, patience } from './patience';

/** How a client of a flood fared: the status of its answer, or `dropped`. */
export type Fate = number | 'dropped';

/** Clients that all connect, then all ask at the same moment, once each, and go; resolves when the server has no connection any more. */
export async function flood(port: number, host: string, target: string, count: number): Promise<Fate[]> {
  const text = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const clients = Array.from({ length: count }, () => new FloodClient(port));
  await Promise.all(clients.map(({ arrived }) => arrived));
  const fates = await Promise.all(clients.map((client) => client.ask(text)));
  await until('the end of all connections', () => !isConnected(port));
  return fates;
}

/**
 * Clients that connect and then send these bytes; resolves when the system has taken all the connections, whether or not a program
 * has accepted them, with what will become of each.
 */
export async function knock(port: number, request: string, count: number): Promise<{ readonly fates: Promise<Fate[]> }> {
  const clients = Array.from({ length: count }, () => new FloodClient(port));
  await Promise.all(clients.map(({ arrived }) => arrived));
  return { fates: Promise.all(clients.map((client) => client.ask(request))) };
}

const tableOfSockets = '/proc/net/tcp';
const listening = '0A';

/** Whether a process that listens on this port of 127.0.0.1 holds a connection of a client; Linux alone can tell. */
function isConnected(port: number): boolean {
  if (!existsSync(tableOfSockets)) return false;
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync(tableOfSockets, 'latin1')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  // A connection that the kernel alone still has belongs to inode 0.
  return rows.some(([, address, , state, , , , , , inode]) => address === local && state !== listening && inode !== '0');
}

class FloodClient {
  /** Resolves when it is connected, or will never be. */
  readonly arrived: Promise<void>;
  readonly #socket: Socket;
  readonly #fate: Promise<Fate>;
  #heard = '';

  constructor(port: number) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const calm = afterPatience(patience.while, () => socket.destroy());
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      this.#heard += chunk;
    });
    // A dropped connection is closed or reset.
    socket.on('error', () => undefined).once('close', calm);
    this.arrived = new Promise((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
    this.#fate = new Promise((resolve) => socket.once('close', () => resolve(this.#status() ?? 'dropped')));
    this.#socket = socket;
  }

  ask(text: string): Promise<Fate> {
    this.#socket.write(text);
    return this.#fate;
  }

  #status(): number | undefined {
    const status = /^HTTP\/1\.1 (\d{3}) .*\r\n\r\n/s.exec(this.#heard)?.[1];
    return status === undefined ? undefined : Number(status);
  }
}
