import { eventually } from './eventually';
import type { SwitchedEnd } from './switched';
import type { WebSocketEnd } from './websockets';

/** The end of a connection that a backend has. */
type AtBackend<End> = { readonly backend: string; readonly end: End };

/** The connections of a scenario that have left HTTP; the last of each kind is the one that steps speak of. */
export class Tunnels {
  readonly atClient: WebSocketEnd[] = [];
  readonly atBackends: AtBackend<WebSocketEnd>[] = [];
  readonly switched: AtBackend<SwitchedEnd>[] = [];
  /** What a backend that ponders a switch waits for. */
  readonly agreed = Promise.withResolvers<void>();

  get client(): WebSocketEnd {
    const last = this.atClient.at(-1);
    if (last === undefined) throw new Error('no client has opened a WebSocket');
    return last;
  }

  get firstClient(): WebSocketEnd {
    return this.atClient[0] ?? this.client;
  }

  /** The last at this backend; waits for the first. */
  backend(name: string): Promise<WebSocketEnd> {
    return lastAt(name, this.atBackends);
  }

  /** The last at this backend; waits for the first. */
  switchedEnd(name: string): Promise<SwitchedEnd> {
    return lastAt(name, this.switched);
  }

  /** Breaks what is still open. */
  cut(): void {
    for (const end of this.atClient) end.die();
    for (const { end } of this.atBackends) end.die();
    for (const { end } of this.switched) end.reset();
  }
}

function lastAt<End>(name: string, ends: readonly AtBackend<End>[]): Promise<End> {
  return eventually(() => {
    const last = ends.findLast(({ backend }) => backend === name);
    if (last === undefined) throw new Error(`${name} has not switched`);
    return last.end;
  });
}
