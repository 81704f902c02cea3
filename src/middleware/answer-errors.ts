import type { ServerResponse } from 'node:http';
import { cut } from '../connection/cut';
import { Failure, fieldsOf, messageOf, outcomes, type Reason } from '../errors';
import { type AnswerEdit, withAnswerFields } from './answer-fields';
import type { Room } from './exchange';

/**
 * Turns whatever a later room throws into the answer `outcomes` has for it. Once the head of an answer has gone out it can
 * only cut the connection, so that no client takes a part for the whole.
 */
export function answerErrors(): Room {
  return async function answerErrors(ctx, next) {
    ctx.respond = false;
    try {
      await next();
    } catch (thrown) {
      const reason = thrown instanceof Failure ? thrown.reason : 'internal';
      ctx.state.reason = reason;
      ctx.state.detail = messageOf(thrown);
      if (reason === 'internal') ctx.app.emit('error', thrown, ctx);
      answer(ctx.res, reason, ctx.req.complete, ctx.state.answerFields);
    }
  };
}

/** A request whose content has not all arrived gets its answer, and its connection carries no other. */
function answer(res: ServerResponse, reason: Reason, requestComplete: boolean, answerFields: readonly AnswerEdit[]): void {
  const { status, sentence } = outcomes[reason];
  if (res.headersSent || status === 0) {
    if (res.socket !== null) cut(res.socket);
    res.destroy();
    return;
  }
  const headers = ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(Buffer.byteLength(sentence)), ...fieldsOf(reason)];
  // Behind content that is not understood, or a request for another protocol, the parser finds no other request.
  if (reason === 'bad_request' || reason === 'not_implemented' || !requestComplete || res.req.headers.upgrade !== undefined)
    headers.push('Connection', 'close');
  res.writeHead(status, withAnswerFields(headers, status, answerFields));
  res.end(sentence);
}
