import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Lingering } from './lingering';
import { hasServed, idleMs, underWayOn } from './under-way';

/** Who asks again sooner than this, as busy clients do, has its next answer say that the connection ends. */
const restMs = 250;
/** After so long a client has read its last answer. */
const readMs = 1000;

/**
 * Ends those of a server's keep-alive connections that have served a request and are at rest: idle for a quarter of a second, so that no
 * request of a busy client is on its way. Spared are those that wait for their first
 * request, and those on which part of the next one is here. Where the client may not have read its last answer yet, it is a lingering
 * close (RFC 9112 §9.6): a reset, which is what a request gets that comes too late, would take that answer from it.
 */
export function endThoseAtRest(server: Server, connections: Iterable<Socket>, lingering: Lingering): void {
  const now = lingering.clock.now();
  for (const socket of idleOf(server, connections)) {
    const restedMs = idleMs(socket, now);
    if (!hasServed(socket) || lingering.has(socket) || restedMs < restMs) continue;
    if (restedMs < readMs) lingering.close(socket);
    else socket.destroy();
  }
}

/**
 * Node alone knows whether part of a head is here, and shows it in one way: by whom it destroys. Some of its versions count connections
 * that wait for their first request among the idle ones.
 */
function idleOf(server: Server, connections: Iterable<Socket>): Socket[] {
  const idle: Socket[] = [];
  const note = function (this: Socket): Socket {
    idle.push(this);
    return this;
  };
  const asked = Array.from(connections).filter((socket) => underWayOn(socket) === undefined);
  for (const socket of asked) socket.destroy = note;
  server.closeIdleConnections();
  for (const socket of asked) Reflect.deleteProperty(socket, 'destroy');
  return idle;
}
