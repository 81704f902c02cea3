import type { BasicAuth, EdgeSettings, ForwardAuth } from '../config/schema';
import { compileBasicAuth, type PasswordRule } from './basic-auth';
import { spelling } from '../http/field-name';
import { type CorsPolicy, compileCors } from './cors';
import { compileSecurityHeaders, type SecurityFields } from './security-headers';

/** What clients of a route must show, and what browsers are told; undefined where there is no such rule. */
export type EdgeRules = {
  readonly basicAuth: PasswordRule | undefined;
  readonly forwardAuth: ForwardAuth | undefined;
  readonly cors: CorsPolicy | undefined;
  readonly securityFields: SecurityFields | undefined;
  /** The names, as `spelling` has them, of headers that clients may not set. */
  readonly claimed: ReadonlySet<string> | undefined;
};

/** A config, a host, a path or a pool. */
export type EdgeSource = { readonly [Key in keyof EdgeSettings]?: EdgeSettings[Key] | undefined };

export const noEdgeRules: EdgeRules = {
  basicAuth: undefined,
  forwardAuth: undefined,
  cors: undefined,
  securityFields: undefined,
  claimed: undefined,
};

/**
 * Compiles the rules of sources that stand one inside the other, the outermost first. For each kind the last source that
 * says something counts alone, and `false` says that there is no rule. Each rule is compiled once, and so told by identity.
 */
export function edgeCompiler(): (sources: readonly EdgeSource[]) => EdgeRules {
  const passwords = once(compileBasicAuth);
  const policies = once(compileCors);
  const fields = once(compileSecurityHeaders);
  return (sources) => {
    const basicAuth = last(sources, 'basic_auth');
    const forwardAuth = last(sources, 'forward_auth');
    const cors = last(sources, 'cors');
    const headers = last(sources, 'security_headers');
    const claimed = claimedNames(sources, basicAuth, forwardAuth);
    if ((basicAuth ?? forwardAuth ?? cors ?? headers ?? claimed) === undefined) return noEdgeRules;
    return {
      basicAuth: basicAuth && passwords(basicAuth),
      forwardAuth,
      cors: cors && policies(cors),
      securityFields: headers && fields(headers),
      claimed,
    };
  };
}

/** Clients have a use for these of their own, where no rule takes them away. */
const ownNames: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/**
 * What rules say of a client, no client may say of itself: neither where they hold, nor where an inner source put others in
 * their place, because a backend may believe it there too.
 */
function claimedNames(sources: readonly EdgeSource[], basicAuth: BasicAuth | undefined, forwardAuth: ForwardAuth | undefined) {
  const names = new Set<string>();
  for (const { basic_auth: basic, forward_auth: forward } of sources) {
    const said = [...(basic ? [basic.user_header] : []), ...(forward ? forward.copy_headers : [])];
    for (const name of said) if (name !== undefined && !ownNames.has(spelling(name))) names.add(spelling(name));
  }
  for (const name of forwardAuth?.copy_headers ?? []) names.add(spelling(name));
  if (basicAuth?.forward === false) names.add('authorization');
  return names.size === 0 ? undefined : names;
}

function last<Key extends keyof EdgeSource>(sources: readonly EdgeSource[], key: Key): Exclude<EdgeSource[Key], false> | undefined {
  const said = sources.findLast((source) => source[key] !== undefined)?.[key];
  return said === false ? undefined : (said as Exclude<EdgeSource[Key], false> | undefined);
}

function once<Rules extends object, Compiled>(compile: (rules: Rules) => Compiled): (rules: Rules) => Compiled {
  const known = new Map<Rules, Compiled>();
  return (rules) => {
    const compiled = known.get(rules) ?? compile(rules);
    known.set(rules, compiled);
    return compiled;
  };
}

/** Whether a source says anything of these rules, if only that there are none. */
export function hasEdgeRules({ basic_auth, forward_auth, cors, security_headers }: EdgeSource): boolean {
  return [basic_auth, forward_auth, cors, security_headers].some((rule) => rule !== undefined);
}
