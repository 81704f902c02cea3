import type { Config } from '../../config/schema';
import { forwardedPath } from '../../routing/forwarded-path';
import type { Found, Router } from '../../routing/router';
import type { Asked } from './asked';
import { columns } from './columns';
import { routeJson } from './json';
import { destinationWords, utf8 } from './words';
import { shown, shownPhrase } from '../shown';

type Compiled = { readonly config: Config; readonly router: Router };

/** What becomes of a request, in lines for people. */
export function answerFor(asked: Asked, compiled: Compiled): string {
  const { request, route, refused, meets, path, unrewritable } = outcome(asked, compiled);
  return columns([
    ['request', request],
    ['from', asked.ip],
    ...(refused === undefined ? [] : [['refused', `403, by ${shownPhrase(refused)}`]]),
    ['route', route === undefined ? 'none: it is answered 404' : shownPhrase(route.name)],
    ...(unrewritable === undefined ? [] : [['refused', `400, by ${shownPhrase(unrewritable)}`]]),
    ...(route === undefined ? [] : [['leads to', destinationWords(route, compiled)]]),
    ...(path === undefined ? [] : [['asked for', shown(path)]]),
    ...(meets.length === 0 ? [] : [['meets', meets.join(', ')]]),
  ]);
}

/** The same for scripts. */
export function answerJson(asked: Asked, compiled: Compiled) {
  const { request, route, refused, meets, path = null, unrewritable } = outcome(asked, compiled);
  return {
    request,
    from: asked.ip,
    ...(route === undefined ? { route: null } : routeJson(route, compiled)),
    refused_by: refused ?? unrewritable ?? null,
    asked_for: path,
    meets,
  };
}

/** As the server decides it: by the same router and the same firewalls. `path` is what the backend is asked for. */
function outcome(asked: Asked, { router }: Compiled) {
  const found = router.find(asked);
  const { route, firewalls } = found;
  const refused = firewalls
    .filter(({ dryRun }) => !dryRun)
    .map((firewall) => firewall.refuses(asked))
    .find((rule) => rule !== undefined);
  const isForwarded = route?.action.kind === 'pool' || route?.action.kind === 'split';
  const path = route !== undefined && isForwarded ? forwardedPath(asked.target, route) : undefined;
  return {
    // A later version without a host is answered 400.
    request: `${asked.method} ${shown(hostText(asked.host) + utf8(asked.url))}${asked.host === undefined ? ' HTTP/1.0' : ''}`,
    route,
    refused,
    meets: rulesMet(found, [...(route?.parts?.values() ?? [])]),
    path: typeof path === 'string' ? path : undefined,
    unrewritable: typeof path === 'string' ? undefined : path?.rule,
  };
}

/** What may still answer before the route does, or change what is sent; of a split, what some of its pools say too. */
function rulesMet(found: Found, parts: readonly Found[]): string[] {
  const has = (test: (found: Found) => unknown) => [found, ...parts].some(test);
  return [
    parts.some(({ firewalls }) => firewalls.length > 0) && 'firewall_rules',
    has(({ rateLimits }) => rateLimits.length > 0) && 'rate_limit',
    has(({ edge }) => edge.basicAuth) && 'basic_auth',
    has(({ edge }) => edge.forwardAuth) && 'forward_auth',
    has(({ edge }) => edge.cors) && 'cors',
    has(({ route }) => route?.rules.rewrites) && 'rewrite_rules',
    has(({ route }) => route?.rules.headers) && 'header_rules',
    has(({ route }) => route?.rules.params) && 'param_rules',
    has(({ route }) => route?.rules.cookies) && 'cookie_rules',
  ].filter((rule) => rule !== false);
}

function hostText(host = ''): string {
  return host.includes(':') ? `[${host}]` : host;
}
