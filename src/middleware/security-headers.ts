import { isSecure } from './answer-here';
import type { Exchange, Room } from './exchange';

/** Adds to every answer, whoever makes it, what makes browsers more careful. */
export function securityHeaders(): Room {
  return function securityHeaders({ req, state }, next) {
    const add = state.edge.securityFields;
    if (add === undefined) return next();
    const secure = isSecure(req.socket) || cameOverTls(state);
    state.answerFields.push((fields, status) => add(fields, status, secure));
    return next();
  };
}

/** A trusted proxy in front knows how the client came. */
function cameOverTls({ peerTrusted, request }: Exchange): boolean {
  return peerTrusted && request.header('x-forwarded-proto')?.split(',').at(0)?.trim().toLowerCase() === 'https';
}
