/** What the status API says of a backend. */
export type BackendStatus = {
  readonly name: string;
  readonly address: string;
  readonly addresses: readonly string[];
  readonly lookup_failure: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly changed_at: string | null;
  readonly in_flight: number;
  readonly weight: number;
  readonly effective_weight: number;
  readonly totals: { readonly requests: number; readonly failures: number };
};

/** The answer to `GET /status`. */
export type Status = {
  readonly version: string;
  readonly uptime_s: number;
  readonly ready: boolean;
  readonly routes: readonly { readonly name: string; readonly strips?: string; readonly [leadsTo: string]: unknown }[];
  readonly pools: readonly {
    readonly name: string;
    readonly policy: string;
    readonly panic: boolean;
    /** Requests that wait for a place. */
    readonly queued: number;
    readonly retry_budget: { readonly spent: number; readonly left: number };
    readonly backends: readonly BackendStatus[];
  }[];
};
