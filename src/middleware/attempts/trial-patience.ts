import type { Clock } from '../../clock';
import type { RequestBody } from '../../upstream/body';

/** A client that is still for so long, when it is its turn, is no longer waited for at a backend's cost. */
export const patienceMs = 1_000;

/**
 * Calls back once when a look, one each second, finds that it is the client's turn to send: it tells nothing of its backend then, and
 * others wait for its place. Returns what ends the looking, which must be called.
 */
export function whenClientDallies(body: RequestBody, clock: Clock, dallies: () => void): () => void {
  const timer = clock.setInterval(() => {
    if (!body.starved || body.isUnasked) return;
    clock.clearInterval(timer);
    dallies();
  }, patienceMs);
  return () => clock.clearInterval(timer);
}
