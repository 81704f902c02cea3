import type { ServerResponse } from 'node:http';
import { cut } from '../connection/cut';
import { Failure, fieldsOf, messageOf, outcomes, type Reason } from '../errors';
import { type AnswerEdit, withAnswerFields } from './answer-fields';
import type { Room, RoomContext } from './exchange';
import { sendHead } from './send-head';

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
      answer(ctx, reason);
    }
  };
}

/** A request whose content has not all arrived gets its answer, and its connection carries no other. */
function answer({ req, res, state }: RoomContext, reason: Reason): void {
  const { status, sentence } = outcomes[reason];
  if (res.headersSent || status === 0) {
    if (res.socket !== null) cut(res.socket);
    res.destroy();
    return;
  }
  const headers = ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(Buffer.byteLength(sentence)), ...fieldsOf(reason)];
  // Behind content that is not understood, or a request for another protocol, the parser finds no other request.
  if (reason === 'bad_request' || reason === 'not_implemented' || !req.complete || req.headers.upgrade !== undefined)
    headers.push('Connection', 'close');
  sendHeadOf(res, status, headers, state.answerFields);
  res.end(sentence, 'latin1');
}

/** What cannot be written is in what the rooms add, if anywhere, and must not keep the answer itself from the client. */
function sendHeadOf(res: ServerResponse, status: number, headers: string[], edits: readonly AnswerEdit[]): void {
  try {
    sendHead(res, status, withAnswerFields([...headers], status, edits));
  } catch {
    sendHead(res, status, headers);
  }
}
