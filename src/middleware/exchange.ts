import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Middleware, ParameterizedContext } from 'koa';
import type { Backend } from '../balancing/backend';
import type { PickRequest, Pool } from '../balancing/pool';
import type { Clock } from '../clock';
import type { Config, Timeouts } from '../config/schema';
import type { UnderWay } from '../connection/under-way';
import type { Failure, Reason } from '../errors';
import type { RetryBudget } from '../resilience/budget';
import type { Outcome } from '../resilience/outcome';
import type { RetrySettings } from '../resilience/retry';
import type { AddressList } from '../net/addresses';
import { type EdgeRules, noEdgeRules } from '../routing/edge';
import type { Firewall } from '../routing/firewall';
import type { RateLimit, RateLimiter } from '../routing/rate-limit';
import type { Route, Router } from '../routing/router';
import type { Target } from '../http/target';
import type { Transport } from '../upstream/transport';
import type { AnswerEdit } from './answer-fields';
import type { RequestView } from './request-view';
import type { Told } from './told';

/** Lets requests in to the backends of a pool. */
export type Admission = {
  /**
   * A backend on which one request has begun, or why there is none; a promise where the request has to wait. It is taken out of
   * the queue when `client` emits `close`.
   */
  enter(request: PickRequest, tried: readonly Backend[], client: EventEmitter): Backend | Failure | Promise<Backend | Failure>;
  /** As `enter`, where nobody has to wait; undefined where one would have to, or where there is none. */
  enterAtOnce(request: PickRequest, tried: readonly Backend[]): Backend | undefined;
};

/** The place of a copy of a request at a backend. */
export type CopyPlace = { readonly backend: Backend; drop(): void };

/** Places for copies of requests. */
export type Shadow = {
  /**
   * A place at a backend with room for one more copy; undefined where there is none, or where `most` are under way. `drop` is called where
   * the copy is to be given up for the sake of others.
   */
  enter(request: PickRequest, most: number, drop: () => void): CopyPlace | undefined;
  /** Ends what `enter` began; to be called once. */
  leave(place: CopyPlace, ok: boolean): void;
};

/** An attempt that has an answer's head. `trial` is what its backend said when it began, `client` the address of who asked. */
export type Answered = { readonly trial: number; readonly status: number; readonly startedAt: number; readonly client: string };

/**
 * An ended attempt. `startedAt` is by the clock of the balancer, `client` the address of who asked; a trial that has had its head
 * `isDecided`.
 */
export type Ended = {
  readonly trial: number;
  readonly isDecided: boolean;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly firstByteMs: number | undefined;
  readonly client: string;
};

/** A pool as the forwarding room uses it. */
export type ServingPool = {
  readonly name: string;
  /** By which everything is timed that happens at its backends. */
  readonly clock: Clock;
  readonly pool: Pool;
  readonly admission: Admission;
  readonly shadow: Shadow;
  readonly budget: RetryBudget;
  readonly retry: RetrySettings;
  readonly timeouts: Timeouts;
  /** The protocols that clients may switch to, in lower case. */
  readonly upgrades: ReadonlySet<string>;
  readonly hedgeAfterMs: number | undefined;
  /** How much of a request's content is kept to be sent again. */
  readonly replayBytes: number;
  /** The name of the cookie by which clients are led back to their backend; undefined when they are not. */
  readonly stickyCookie: string | undefined;
  transportTo(backend: Backend): Transport;
  /** The backend that a client's connection is logged in at (NTLM, Negotiate): its requests have to go there. */
  backendTiedTo(client: Socket): Backend | undefined;
  /** Decides a trial: to be told once, of an attempt whose `trial` is not 0. */
  decideTrial(backend: Backend, answered: Answered): void;
  /** Makes room for another trial, while the attempt that this one was goes on: to be told once. */
  leaveTrial(backend: Backend, trial: number): void;
  /** Ends what an admission began. */
  release(backend: Backend, ended: Ended): void;
};

/** The configuration at work that one request is served with. */
export type Serving = {
  readonly config: Config;
  readonly router: Router;
  readonly trusted: AddressList;
  /** The header fields that only those may send, in lower case, by their `spelling`; undefined for none. */
  readonly guarded: ReadonlyMap<string, string> | undefined;
  readonly pools: ReadonlyMap<string, ServingPool>;
  readonly rateLimiter: RateLimiter;
};

/** One try at one backend, as the access log tells it. */
export type AttemptRecord = {
  readonly backend: string;
  /** Where its connection leads, with the port; in the log where it is asked for. */
  address?: string | undefined;
  status?: number;
  reason?: Reason;
  connect_ms?: number;
  first_byte_ms?: number;
  /** Whether it brought the answer that the client gets; not in the log. */
  isPassed?: true;
};

/** What the rooms know of one request and its answer; each room fills in what it finds out. Lives in `ctx.state`. */
export type Exchange = {
  /** What this request started with, whatever is loaded meanwhile; not there any more once it has been let go of. */
  readonly serving: Serving;
  readonly underWay: UnderWay;
  /** By the clock of the balancer. */
  readonly startedAt: number;
  id: string;
  /** The peer of the connection. */
  readonly peer: string;
  /** Whether that is a trusted proxy. */
  readonly isTrusted: boolean;
  /** What the peer tells of how the request came to it, where it is a trusted proxy. */
  readonly told: Told | undefined;
  /** The client's address: the peer, or what trusted proxies say. */
  readonly client: string;
  target: Target;
  /** What routes, firewalls and policies may ask. */
  request: RequestView;
  /** What an app that the rooms are in has taken off the path before them; empty for nothing. */
  mountedAt: string;
  /** The Host field, or the authority of an absolute-form target in its place. */
  hostHeader: string | undefined;
  /** Whether the content comes in chunks; otherwise its length is told, or there is none. */
  isChunked: boolean;
  /** The protocols that the client would like to switch to, where its connection can be; the value of Upgrade. */
  upgrade: string | undefined;
  /** Most bytes of content; infinite for no limit. */
  maxBody: number;
  /** Firewalls that stand before the route, also where no route was found. */
  firewalls: readonly Firewall[];
  /** Rate limits that count the request, also where no route was found. */
  rateLimits: readonly RateLimit[];
  route: Route | undefined;
  /** What this client must show, and what its browser is told. */
  edge: EdgeRules;
  /** What the backend is told of the client in place of what the client says, flat; the names are among `edge.claimed`. */
  readonly claims: string[];
  /** Path and query as the backend will get them, and its header fields, flat. */
  forwarded: { readonly path: string; readonly headers: string[] } | undefined;
  pool: string | undefined;
  readonly attempts: AttemptRecord[];
  /** How long it waited for a place at a backend, before all its attempts together; undefined while it has not waited. */
  queueMs: number | undefined;
  /** Set-Cookie values that this balancer adds to the answer. */
  readonly answerCookies: string[];
  /** What this balancer changes in the fields of the answer, whoever makes it: the backend, a rule, or an error. */
  readonly answerFields: AnswerEdit[];
  reason: Reason | undefined;
  /** The firewall rule or rate limit that refused, or would have in a dry run. */
  rule: string | undefined;
  /** What went wrong, in words. */
  detail: string | undefined;
};

const spent = { serving: undefined, edge: noEdgeRules, firewalls: [], rateLimits: [] };

/**
 * Lets go of the configuration once a request needs no more of it: a stream, a tunnel or a wait may last for days, and would keep every
 * pool of a configuration that was replaced long ago. No room may ask for it after this.
 */
export function letGo(exchange: Exchange): void {
  Object.assign(exchange, spent);
}

export type Room = Middleware<Exchange>;
export type RoomContext = ParameterizedContext<Exchange>;
