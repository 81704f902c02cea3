import { setTimeout as pause } from 'node:timers/promises';

/** What other threads do for the event loop, as far as it can be seen: the system's look-up of names. */
const lookups = new Set(['GetAddrInfoReqWrap', 'GetNameInfoReqWrap']);

/** The first turn can belong to a poll that came before what was written last; the second one's poll came after. */
const quietTurns = 2;

/** So many turns with something to do are no chain of answers any more, but somebody who never rests. */
const patienceTurns = 2_000;
const patienceTurnsWithTheRestless = 50;

/**
 * Gives what waits until the sockets of this process are at rest: the event loop has polled them twice and found nothing, and nothing
 * is queued for its next turn. On the loopback what one side writes can be read by the other as soon as the write returns, so that a
 * chain of answers leaves no turn without an event until it has ended; a connection that nobody accepts has none, and is not waited
 * for. What goes on for ever (two who never stop to talk, a name server that does not answer) is waited for once, for many turns.
 * Files that are being read, hashing in other threads, and other processes are not seen: wait for what they do.
 */
export function restOfSockets(): () => Promise<void> {
  let endless = 0;
  let patience = patienceTurns;
  return async () => {
    let events = eventsSoFar();
    let quiet = 0;
    for (let turns = 0; quiet < quietTurns; turns += 1) {
      if (turns === patience) {
        endless = underWay().lookups;
        patience = patienceTurnsWithTheRestless;
        return;
      }
      await new Promise<void>((resolve) => void setImmediate(resolve));
      const now = eventsSoFar();
      const { queued, lookups } = underWay();
      quiet = now === events && queued === 0 && lookups <= endless ? quiet + 1 : 0;
      // Other threads need the processor too.
      if (now === events && lookups > endless) await pause(1);
      events = now;
    }
  };
}

function eventsSoFar(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

function underWay(): { readonly queued: number; readonly lookups: number } {
  const kinds = process.getActiveResourcesInfo();
  return {
    queued: kinds.filter((kind) => kind === 'Immediate').length,
    lookups: kinds.filter((kind) => lookups.has(kind)).length,
  };
}
