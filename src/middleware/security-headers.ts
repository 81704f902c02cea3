import type { Room } from './exchange';
import { isSecure } from './told';

/** Adds to every answer, whoever makes it, what makes browsers more careful. */
export function securityHeaders(): Room {
  return function securityHeaders({ req, state }, next) {
    const add = state.edge.securityFields;
    if (add === undefined) return next();
    const secure = isSecure(req.socket, state.told);
    state.answerFields.push((fields, status) => add(fields, status, secure));
    return next();
  };
}
