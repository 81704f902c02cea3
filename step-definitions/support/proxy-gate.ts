import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { readHeader } from './proxy-headers';
import type { StubBackend } from './stub-backend';

/** Stands before a backend, as in `accept-proxy`: takes the PROXY header off each connection, notes it, and passes the rest on. */
export class ProxyGate {
  /** The headers of the connections that carried something else too, as people write them, in their order. */
  readonly headers: string[] = [];
  /** Those of connections that ended behind the header, as checks do that only connect. */
  readonly alone: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(backend: StubBackend) {
    this.#server = createServer({ noDelay: true }, (client) => this.#admit(client, backend));
  }

  /** Gives the address at which it listens. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #admit(client: Socket, backend: StubBackend): void {
    this.#keep(client);
    let bytes = Buffer.alloc(0);
    let header: string | undefined;
    let passedOn: Socket | undefined;
    client.on('data', (piece: Buffer) => {
      if (passedOn !== undefined) return;
      bytes = Buffer.concat([bytes, piece]);
      const read = readHeader(bytes);
      header = read?.text;
      if (read === undefined || read.length === bytes.length) return;
      this.headers.push(read.text);
      passedOn = this.#passOn(client, bytes.subarray(read.length), backend);
    });
    client.once('end', () => {
      if (passedOn === undefined && header !== undefined) this.alone.push(header);
      client.end();
    });
  }

  #passOn(client: Socket, first: Buffer, backend: StubBackend): Socket {
    const socket = connect({ port: Number(backend.address.split(':').at(-1)), host: '127.0.0.1', noDelay: true });
    this.#keep(socket);
    socket.write(first);
    client.pipe(socket).pipe(client);
    client.once('close', () => socket.destroy());
    socket.once('close', () => client.destroy());
    return socket;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
