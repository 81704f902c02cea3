import { Failure } from '../errors';
import { fieldValues } from '../http/field-values';
import { withoutClaimed } from '../routing/claims';
import { editCookies, withoutCookie } from '../routing/edit-cookies';
import { editHeaders } from '../routing/edit-headers';
import { forwardedPath } from '../routing/forwarded-path';
import type { RouteRules } from '../routing/rules';
import { addForwarding, maxForwards, type SplitHeaders } from '../upstream/headers';
import type { Exchange, Room } from './exchange';
import { hopOf } from './hop';

/** Writes the path, query and header fields that the backend will get. Rules have the last word; one that costs too much refuses. */
export function rewrite(): Room {
  return function rewrite(ctx, next) {
    const { req, state } = ctx;
    const { route, target, hostHeader } = state;
    if (route === undefined) return next();
    const path = forwardedPath(target, route);
    if (typeof path !== 'string') {
      state.rule = path.rule;
      throw new Failure('bad_request', path.why);
    }
    const stickyCookie = state.pool === undefined ? undefined : state.serving.pools.get(state.pool)?.stickyCookie;
    const fields = addForwarding(withClaims(state.request.endToEnd(), state), hopOf(req, state, route.prefix));
    if (hostHeader !== req.headers.host) replaceField(fields, 'host', hostHeader);
    const further = req.method === 'OPTIONS' ? maxForwards(fieldValues(fields, 'max-forwards').join()) : undefined;
    if (further !== undefined) replaceField(fields, 'max-forwards', String(further - 1));
    state.forwarded = { path, headers: edited(fields, route.rules, stickyCookie) };
    return next();
  };
}

/** What only this balancer may say of a client, it says here. */
function withClaims(split: SplitHeaders, { edge, claims }: Exchange): SplitHeaders {
  return edge.claimed === undefined ? split : { ...split, fields: [...withoutClaimed(split.fields, edge.claimed), ...claims] };
}

/** The sticky cookie is between the client and this balancer. */
function edited(fields: string[], { headers, cookies }: RouteRules, stickyCookie: string | undefined): string[] {
  if (cookies !== undefined || stickyCookie !== undefined) {
    const own = stickyCookie === undefined ? [] : [withoutCookie(stickyCookie)];
    const withOwn = editCookies(fields, [...own, ...(cookies ?? [])]);
    return headers === undefined ? withOwn : editHeaders(withOwn, headers);
  }
  return headers === undefined ? fields : editHeaders(fields, headers);
}

/** Puts one field in place of all of that name; none when the value is undefined. */
function replaceField(fields: string[], wanted: string, value: string | undefined): void {
  for (let at = fields.length - 2; at >= 0; at -= 2) if (fields[at]?.toLowerCase() === wanted) fields.splice(at, 2);
  if (value !== undefined) fields.push(wanted, value);
}
