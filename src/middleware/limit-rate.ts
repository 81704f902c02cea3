import { Failure } from '../errors';
import type { Allowance, RateLimit, RateLimiter } from '../routing/rate-limit';
import type { AnswerEdit } from './answer-fields';
import type { Room, RoomContext } from './exchange';
import { type LimitKeys, limitKeys } from './limit-keys';
import { type Counted, rateLimitFields, seconds } from './rate-limit-fields';

/**
 * Refuses the requests of a client that sends too many, before anything is done for them. All limits on the way count a request,
 * also when one of them refuses it. A limit in a dry run only leaves its name in the log line.
 */
export function limitRate(): Room {
  return function limitRate(ctx, next) {
    return ctx.state.rateLimits.length === 0 ? next() : count(ctx).then(next);
  };
}

/** Throws when a limit refuses. */
async function count({ req, state }: RoomContext): Promise<void> {
  const { rateLimits, serving, request, answerFields } = state;
  const counted = await Promise.all(
    rateLimits.map(async (limit) => {
      const keys = limitKeys(limit.by, request);
      return { limit, allowance: await strictest(serving.rateLimiter, limit, keys) };
    }),
  );
  const enforced = counted.filter(({ limit }) => !limit.rule.dry_run);
  const over = longest(enforced);
  if (enforced.length > 0) {
    // A limit that let this request pass may have nothing left for the next.
    const waitMs = over && Math.max(...enforced.map(({ allowance }) => allowance.waitMs));
    answerFields.push(adding(rateLimitFields(enforced, waitMs)));
  }
  if (over !== undefined) {
    state.rule = `rate_limit ${over.limit.name}`;
    throw new Failure('rate_limited', `the limit of ${over.limit.name} is used up for ${seconds(over.allowance.restMs)} s`);
  }
  const dry = longest(counted);
  if (dry !== undefined) state.rule ??= `rate_limit ${dry.limit.name} (dry run)`;
  if (req.socket.destroyed) throw new Failure('client_gone', 'the client left while its request was counted');
}

/** Apart, so that it holds on to nothing else for as long as the answer takes. */
function adding(fields: readonly string[]): AnswerEdit {
  return (others) => [...others, ...fields];
}

async function strictest(limiter: RateLimiter, limit: RateLimit, keys: LimitKeys): Promise<Allowance> {
  if (keys.length === 1) return limiter.take(limit, keys[0]);
  const allowances = await Promise.all(keys.map((key) => limiter.take(limit, key)));
  return allowances.reduce((one, other) => ({
    ...(isStricter(other, one) ? other : one),
    waitMs: Math.max(one.waitMs, other.waitMs),
  }));
}

function isStricter(one: Allowance, other: Allowance): boolean {
  if (one.isOver !== other.isOver) return one.isOver;
  return one.remaining === other.remaining ? one.restMs > other.restMs : one.remaining < other.remaining;
}

/** Of the limits that are used up, the one that will be so for longest. */
function longest(counted: readonly Counted[]): Counted | undefined {
  const over = counted.filter(({ allowance }) => allowance.isOver);
  return over.reduce<Counted | undefined>((one, other) => (one && one.allowance.restMs >= other.allowance.restMs ? one : other), undefined);
}
