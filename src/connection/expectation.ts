import type { IncomingMessage, ServerResponse } from 'node:http';

const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** Notes that a client sends its content only when it is asked to: `Expect: 100-continue` (RFC 9110 §10.1.1). */
export function noteExpectation(req: IncomingMessage, res: ServerResponse): void {
  waiting.set(req, res);
}

/** What asks the client for its content, where it waits for that. One that has begun to send does not: it gets its 100 at once. */
export function askingFor(req: IncomingMessage): (() => void) | undefined {
  const res = waiting.get(req);
  if (res === undefined) return undefined;
  const ask = () => {
    if (waiting.delete(req) && !res.headersSent) res.writeContinue();
  };
  if (!req.complete && req.readableLength === 0) return ask;
  ask();
  return undefined;
}

/** Whether a client sends nothing because it has not been asked to. */
export function isWaitingForContinue(req: IncomingMessage): boolean {
  return waiting.has(req);
}

/** Whether all that a value of `Expect` names is known. */
export function isKnownExpectation(value: string): boolean {
  return value.split(',').every((member) => ['100-continue', ''].includes(member.trim().toLowerCase()));
}
