import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AnswerEdit } from './answer-fields';
import type { Room } from './exchange';

/** What is said of content or of the connection is said by whoever answers. */
const answerers: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Adds what the middlewares of others have set on an answer (`ctx.set`, `ctx.cookies`) when its head is written. Where the answer has a
 * field of that name itself, its own counts, as with any middleware that comes later; cookies are set beside one another.
 */
export function addOwnFields(): Room {
  return function addOwnFields({ res, state }, next) {
    state.answerFields.push(ownFieldsOf(res));
    return next();
  };
}

function ownFieldsOf(res: ServerResponse): AnswerEdit {
  let set: OutgoingHttpHeaders | undefined;
  return (fields) => {
    set ??= takeFrom(res);
    const said = new Set(fields.flatMap((name, at) => (at % 2 === 0 ? name.toLowerCase() : [])));
    const more = Object.entries(set).flatMap(([name, value]) => {
      if (said.has(name) && name !== 'set-cookie') return [];
      const values = Array.isArray(value) ? value : [value];
      return values.flatMap((one) => [name, String(one)]);
    });
    return more.length === 0 ? fields : [...fields, ...more];
  };
}

/** What a ServerResponse notes of fields that were removed, and would leave out of the next head. */
const nothingRemoved = { _removedConnection: false, _removedContLen: false, _removedTE: false, sendDate: true };

/** Left where they are, they would be written beside those of the answer, a length included. */
function takeFrom(res: ServerResponse): OutgoingHttpHeaders {
  const taken: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(res.getHeaders())) {
    if (name === 'connection' && String(value).toLowerCase() === 'close') res.shouldKeepAlive = false;
    if (!answerers.has(name)) taken[name] = value;
    res.removeHeader(name);
  }
  Object.assign(res, nothingRemoved);
  return taken;
}
