import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Exchange, Room } from './exchange';

/** Writes one line for each request once its answer has left, or its connection has gone. */
export function logAccess(log: Logger): Room {
  return function logAccess(ctx, next) {
    const { req, res, state } = ctx;
    const method = req.method;
    const before = req.socket.bytesWritten;
    res.once('close', () => {
      if (state.serving.config.access_log) log.info(line(method, res, state, req.socket.bytesWritten - before), 'request');
    });
    return next();
  };
}

function line(method: string | undefined, res: ServerResponse, state: Exchange, bytes: number) {
  const { id, client, target, route, pool, attempts, rule, detail } = state;
  const reason = state.reason ?? (res.writableFinished ? undefined : 'client_gone');
  return {
    id,
    client,
    method,
    host: target.host,
    path: target.rawPath,
    route: route?.name,
    pool,
    backend: attempts.at(-1)?.backend,
    status: reason === 'client_gone' ? 499 : res.statusCode,
    reason,
    rule,
    detail,
    duration_ms: Math.round((performance.now() - state.startedAt) * 100) / 100,
    bytes,
    attempts: attempts.length > 0 ? attempts : undefined,
  };
}
