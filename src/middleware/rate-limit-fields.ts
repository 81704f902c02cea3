import type { Allowance, RateLimit } from '../routing/rate-limit';

/** A limit, and what it says to one request. */
export type Counted = { readonly limit: RateLimit; readonly allowance: Allowance };

/**
 * RateLimit-Policy and RateLimit in the form of draft-ietf-httpapi-ratelimit-headers-11, as a flat list, after Retry-After when
 * the client has to wait. Both are lists (RFC 9651 §3.1), so that those of a backend may stand beside them.
 */
export function rateLimitFields(counted: readonly Counted[], waitMs: number | undefined): string[] {
  const fields = ['RateLimit-Policy', counted.map(policy).join(', '), 'RateLimit', counted.map(state).join(', ')];
  return waitMs === undefined ? fields : ['Retry-After', String(seconds(waitMs)), ...fields];
}

/** Whole seconds, rounded up: at least one, because the fields know no shorter time. */
export function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

const policy = ({ limit: { place, rule } }: Counted) => `"${place}";q=${rule.requests};w=${seconds(rule.per)}`;

const state = ({ limit, allowance }: Counted) => `"${limit.place}";r=${allowance.remaining};t=${seconds(allowance.restMs)}`;
