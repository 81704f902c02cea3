import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** The ends of a connection as a PROXY header tells them. */
type Ends = {
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
};

const headerLengths = new WeakMap<Duplex, number>();

/**
 * Notes that a PROXY header of so many bytes stood before the first request of a connection. The connection shows the ends that it
 * told as its own from now on; undefined where it told none.
 */
export function noteProxied(socket: Socket, headerBytes: number, ends: Ends | undefined): void {
  headerLengths.set(socket, headerBytes);
  if (ends === undefined) return;
  const { source, destination } = ends;
  // Port 0 stands for one that the sender does not know.
  const localPort = destination.port === 0 ? socket.localPort : destination.port;
  const shown = {
    remoteAddress: source.address,
    remotePort: source.port,
    remoteFamily: familyOf(source.address),
    localAddress: destination.address,
    localPort,
    localFamily: familyOf(destination.address),
  };
  for (const [name, value] of Object.entries(shown)) Object.defineProperty(socket, name, { value, configurable: true });
}

/** How many bytes of a connection were read as HTTP. */
export function httpBytesRead(socket: Socket): number {
  return socket.bytesRead - (headerLengths.get(socket) ?? 0);
}

function familyOf(address: string): string {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}
