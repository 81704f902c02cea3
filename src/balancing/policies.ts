import type { Backend } from './backend';
import { hash32, mix32 } from './hash32';

export type PolicyName = 'round_robin' | 'least_connections' | 'random' | 'two_choices' | 'least_time' | 'hash' | 'first';

/** What a pick may know of the request it is for. */
export type PickRequest = {
  /** The value to hash, for `ip`, `header:X`, `cookie:X`, `param:X` or `path`; undefined when the request has none. */
  key?(on: string): string | undefined;
  /** The values of all cookies with the name of the sticky one, in their order: some may be stale, or of another pool. */
  readonly sticky?: readonly string[] | undefined;
  /** The only backend that can serve it, because its client is logged in there on a connection. */
  readonly tied?: Backend;
};

/** What a policy may use besides its candidates. */
export type PolicyContext = {
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  readonly hash: HashContext | undefined;
};

export type HashContext = {
  /** What to hash: `ip`, `header:X`, `cookie:X`, `param:X` or `path`. */
  readonly on: string;
  readonly balanceFactor: number | undefined;
  /** Chooses for a request without the key. */
  readonly fallback: Policy;
};

/**
 * Chooses one of the candidates: never an empty list, each of them usable, with a share above 0, and below its limit.
 * Who is a candidate is not a policy's business.
 */
export type Policy = (candidates: Candidates, request: PickRequest, context: PolicyContext) => Backend;
export type Candidates = readonly [Backend, ...Backend[]];

export const policies = {
  round_robin: (candidates) => nextInTurn(candidates),
  least_connections: (candidates) => leastLoaded(candidates),
  random: (candidates, _request, context) => draw(candidates, context.random()),
  two_choices: (candidates, _request, context) => lessLoadedOfTwo(candidates, context.random),
  least_time: (candidates, _request, context) => quickest(candidates, context.now()),
  hash: (candidates, request, context) => hashed(candidates, request, context),
  first: (candidates) => candidates[0],
} satisfies Record<PolicyName, Policy>;

/**
 * Smooth weighted round robin (nginx, `ngx_http_upstream_get_peer`): each candidate earns its share, the one owed most is
 * chosen and pays what all earned. Weights 5-1-1 give `a a b a c a a`.
 */
function nextInTurn(candidates: Candidates): Backend {
  let best = candidates[0];
  let most = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const candidate of candidates) {
    const { share } = candidate;
    total += share;
    candidate.turn += share;
    if (candidate.turn <= most) continue;
    most = candidate.turn;
    best = candidate;
  }
  best.turn -= total;
  return best;
}

/**
 * Least connections (HAProxy, `leastconn`): the least load per share, in flight and queued; of equals the next in smooth
 * weighted round robin. Loads are compared by cross-multiplication, so that no division rounds.
 */
function leastLoaded(candidates: Candidates): Backend {
  let best = candidates[0];
  let { load, share } = best;
  for (const candidate of candidates) {
    const own = candidate.load;
    if (own * share >= load * candidate.share) continue;
    load = own;
    share = candidate.share;
  }
  let most = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const candidate of candidates) {
    const earned = candidate.share;
    if (candidate.load * share !== load * earned) continue;
    total += earned;
    candidate.turn += earned;
    if (candidate.turn <= most) continue;
    most = candidate.turn;
    best = candidate;
  }
  best.turn -= total;
  return best;
}

/** Weighted random choice by running sum (roulette wheel): each candidate with the probability of its share. */
function draw(candidates: Candidates, random: number): Backend {
  return at(candidates, random * totalShare(candidates));
}

/**
 * The power of two choices (Mitzenmacher 2001; nginx, `random two least_conn`): of two different candidates drawn by share,
 * the one with less load per share; the first drawn of equals, so that idle backends still serve by weight.
 */
function lessLoadedOfTwo(candidates: Candidates, random: () => number): Backend {
  const total = totalShare(candidates);
  const one = at(candidates, random() * total);
  if (candidates.length === 1) return one;
  const other = at(candidates, random() * (total - one.share), one);
  return other.load * one.share < one.load * other.share ? other : one;
}

function totalShare(candidates: Candidates): number {
  let total = 0;
  for (const candidate of candidates) total += candidate.share;
  return total;
}

/** The candidate that holds this point when the shares are laid end to end, `but` left out. */
function at(candidates: Candidates, point: number, but?: Backend): Backend {
  let left = point;
  let last = candidates[0];
  for (const candidate of candidates) {
    if (candidate === but) continue;
    last = candidate;
    left -= candidate.share;
    if (left < 0) break;
  }
  return last;
}

/** What a backend without a measurement counts as once it holds a request; without one it is tried at once. */
const unmeasuredMs = 1_000;

/**
 * Least time by peak-EWMA (Finagle, `P2CPeakEwma`; here over all candidates): the least remembered time to first byte
 * × (1 + requests in flight) / share; of equals the next in smooth weighted round robin.
 */
function quickest(candidates: Candidates, now: number): Backend {
  let best = candidates[0];
  let bestCost = Number.POSITIVE_INFINITY;
  let hasEquals = false;
  for (const candidate of candidates) {
    const cost = costOf(candidate, now);
    if (cost >= bestCost) {
      hasEquals ||= cost === bestCost;
      continue;
    }
    best = candidate;
    bestCost = cost;
    hasEquals = false;
  }
  // Where nothing is measured, as in a pool that gets nothing but copies, one would else get all.
  if (!hasEquals) return best;
  return nextInTurn([best, ...candidates.filter((candidate) => candidate !== best && costOf(candidate, now) === bestCost)]);
}

function costOf({ inFlight, latency, share }: Backend, now: number): number {
  const latencyMs = latency.at(now);
  return latencyMs > 0 ? (latencyMs * (1 + inFlight)) / share : (unmeasuredMs * inFlight) / share;
}

/**
 * Weighted rendezvous hashing (Thaler and Ravishankar 1998; weights after Schindelhauer and Schomaker 2005): each candidate
 * draws u in (0, 1) from key and identity, the least -ln(u) / share serves. So only the keys of a backend that leaves move.
 * With a balance factor loads are bounded (Mirrokni, Thorup and Zadimoghaddam 2016; HAProxy, `hash-balance-factor`): a
 * candidate that holds its part of the bound is passed over, and some candidate is always below it.
 */
function hashed(candidates: Candidates, request: PickRequest, context: PolicyContext): Backend {
  const { hash } = context;
  if (hash === undefined) return nextInTurn(candidates);
  const key = request.key?.(hash.on);
  if (key === undefined || key === '') return hash.fallback(candidates, request, context);
  const seed = hash32(key);
  const bound = hash.balanceFactor === undefined ? Number.POSITIVE_INFINITY : boundPerShare(candidates, hash.balanceFactor);
  let best: Backend | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const { share } = candidate;
    const u = (mix32(candidate.seed ^ seed) + 0.5) / 2 ** 32;
    // 1 - u is never above -ln(u): most candidates are out without a logarithm.
    if (1 - u >= bestCost * share || candidate.inFlight >= bound * share) continue;
    const cost = -Math.log(u) / share;
    if (cost >= bestCost) continue;
    best = candidate;
    bestCost = cost;
  }
  return best ?? leastLoaded(candidates);
}

/** Requests in flight, the next one included, that each unit of share may hold. */
function boundPerShare(candidates: Candidates, factor: number): number {
  let inFlight = 1;
  let share = 0;
  for (const candidate of candidates) {
    inFlight += candidate.inFlight;
    share += candidate.share;
  }
  return (factor * inFlight) / share;
}
