import { accessLine } from './access-line';
import type { Room } from './exchange';

/** Takes whole lines, each with its line feed. */
export type Lines = { write(line: string): void };

/** Writes one line for each request once its answer has left, or its connection has gone. */
export function logAccess(lines: Lines): Room {
  return function logAccess(ctx, next) {
    const { req, res, state } = ctx;
    if (!state.serving.config.access_log) return next();
    const { method, socket } = req;
    const before = socket.bytesWritten;
    const write = () => {
      const reason = state.reason ?? (res.writableFinished ? undefined : (state.underWay.failure?.reason ?? 'client_gone'));
      const status = reason === 'client_gone' || !res.headersSent ? 499 : res.statusCode;
      lines.write(accessLine(state, { method, status, reason, bytes: socket.bytesWritten - before }));
    };
    // The rooms learn from the same event how a tunnel has ended.
    res.on('close', () => void (res.statusCode === 101 ? setImmediate(write) : write()));
    return next();
  };
}
