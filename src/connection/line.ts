import type { Socket } from 'node:net';

/** How many requests may wait behind another on their connection: on one, and on all together. Each costs some kilobytes. */
const most = { onOne: 100, inAll: 10_000 };

type Line = { waiting: number };

const lines = new WeakMap<Socket, Line>();
let inAll = 0;

/** Takes a place behind the requests of a connection that are not answered; false when there is none left. */
export function joinLine(socket: Socket): boolean {
  const line = lines.get(socket) ?? open(socket);
  if (line.waiting >= most.onOne || inAll >= most.inAll) return false;
  line.waiting += 1;
  inAll += 1;
  return true;
}

/** Gives a place back; with the connection go all of them. */
export function leaveLine(socket: Socket): void {
  const line = lines.get(socket);
  if (line !== undefined) shorten(line, 1);
}

function open(socket: Socket): Line {
  const line = { waiting: 0 };
  lines.set(socket, line);
  socket.once('close', () => shorten(line, line.waiting));
  return line;
}

function shorten(line: Line, count: number): void {
  const gone = Math.min(count, line.waiting);
  line.waiting -= gone;
  inAll -= gone;
}
