/** Work of the event loop that will come back to it: what is queued for its next turn, files and names that other threads look up. */
const underWay = new Set(['Immediate', 'FSReqCallback', 'GetAddrInfoReqWrap', 'GetNameInfoReqWrap']);

/** The first turn can belong to a poll that came before what was written last; the second one's poll came after. */
const quietTurns = 2;

/** So many turns with something to do are no chain of answers any more, but somebody who never rests. */
const patienceTurns = 2_000;
const patienceTurnsWithTheRestless = 50;

/**
 * Gives what waits until the sockets of this process are at rest: the event loop has polled them twice and found nothing, and nothing
 * is queued for its next turn. On the loopback what one side writes can be read by the other as soon as the write returns, so that a
 * chain of answers leaves no turn without an event until it has ended; a connection that nobody accepts has none, and is not waited
 * for. Nor is what goes on for ever, or had begun before this was called (a name that is looked up); and hashing in other threads, files
 * that are read through promises, and other processes are not seen: wait for what they do.
 */
export function restOfSockets(): () => Promise<void> {
  let before = countUnderWay();
  let patience = patienceTurns;
  return async () => {
    let events = eventsSoFar();
    let quiet = 0;
    for (let turns = 0; quiet < quietTurns; turns += 1) {
      if (turns === patience) {
        before = countUnderWay();
        patience = patienceTurnsWithTheRestless;
        return;
      }
      await new Promise<void>((resolve) => void setImmediate(resolve));
      const now = eventsSoFar();
      quiet = now === events && countUnderWay() <= before ? quiet + 1 : 0;
      events = now;
    }
  };
}

function eventsSoFar(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

function countUnderWay(): number {
  return process.getActiveResourcesInfo().reduce((count, kind) => (underWay.has(kind) ? count + 1 : count), 0);
}
