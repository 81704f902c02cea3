import { MangroveProcess } from './mangrove-process';
import { clientAddress } from './raw-client';
import { type Play, StrictBackend } from './strict-backend';

/** One Mangrove between strict backends, and clients of which each has an address of its own. */
export type Arena = {
  readonly mangrove: MangroveProcess;
  /** Answers every host but `play.test`. */
  readonly backend: StrictBackend;
  /** Answers `play.test` with what was put up for the path. */
  readonly player: StrictBackend;
  readonly plays: Map<string, Play>;
  nextClient(): string;
  /** Ends everything; resolves with Mangrove's exit code. */
  close(): Promise<number | null>;
};

/** Starts it all. */
export async function openArena(): Promise<Arena> {
  const plays = new Map<string, Play>();
  const backend = new StrictBackend();
  const player = new StrictBackend(({ target }) => plays.get(target));
  const mangrove = await MangroveProcess.start({
    hosts: [{ host: 'play.test', servers: [await player.listen()], health: false }],
    paths: [{ path: '/', servers: [await backend.listen()], health: false }],
  });
  let clients = 0;
  return {
    mangrove,
    backend,
    player,
    plays,
    nextClient: () => clientAddress(++clients),
    close: async () => {
      const code = await mangrove.stop();
      backend.close();
      player.close();
      return code;
    },
  };
}
