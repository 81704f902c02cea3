import type { Room } from './exchange';

/** Sees to it that every answer, whoever makes it, tells a browser which pages may read it. */
export function cors(): Room {
  return function cors({ state }, next) {
    const policy = state.edge.cors;
    if (policy === undefined) return next();
    const origin = state.request.header('origin');
    state.answerFields.push((fields) => policy.answerFields(fields, origin));
    return next();
  };
}
