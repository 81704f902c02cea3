import type { RequestBody } from '../../upstream/body';

/** So long a place of a trial waits for a client that does not send its content. */
const patienceMs = 1_000;

/**
 * Calls back once when a look, one each second, finds that it is the client's turn to send: it tells nothing of its backend then, and
 * others wait for its place. Returns what ends the looking, which must be called.
 */
export function whenClientDallies(body: RequestBody, dallies: () => void): () => void {
  const timer = setInterval(() => {
    if (!body.starved || body.isUnasked) return;
    clearInterval(timer);
    dallies();
  }, patienceMs);
  return () => clearInterval(timer);
}
