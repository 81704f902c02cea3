import { eventually } from './eventually';
import type { SwitchedEnd } from './switched';
import type { WebSocketEnd } from './websockets';

/** The connections of a scenario that have left HTTP; the last of each kind is the one that steps speak of. */
export class Tunnels {
  readonly atClient: WebSocketEnd[] = [];
  readonly atBackends: WebSocketEnd[] = [];
  readonly switched: SwitchedEnd[] = [];
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

  /** Waits for the first. */
  backend(): Promise<WebSocketEnd> {
    return lastOf(this.atBackends);
  }

  /** Waits for the first. */
  switchedEnd(): Promise<SwitchedEnd> {
    return lastOf(this.switched);
  }

  /** Breaks what is still open. */
  cut(): void {
    for (const end of [...this.atClient, ...this.atBackends]) end.die();
    for (const end of this.switched) end.reset();
  }
}

function lastOf<End>(ends: readonly End[]): Promise<End> {
  return eventually(() => {
    const last = ends.at(-1);
    if (last === undefined) throw new Error('no backend has switched');
    return last;
  });
}
