import type { HostEntry } from '../config/schema';
import { type CookieEdits, compileCookieEdits } from './edit-cookies';
import { compileHeaderEdits, type HeaderEdits } from './edit-headers';
import { compileQueryEdits, type QueryEdits } from './edit-query';
import { compileRewrites, type Rewrite } from './rewrite-path';

/** What a route changes, compiled; each list applies in order, and is undefined when there is nothing to do. */
export type RouteRules = {
  readonly headers: readonly HeaderEdits[] | undefined;
  readonly responseHeaders: readonly HeaderEdits[] | undefined;
  readonly params: readonly QueryEdits[] | undefined;
  readonly cookies: readonly CookieEdits[] | undefined;
  readonly rewrites: readonly Rewrite[] | undefined;
  /** Most bytes of content, infinite for no limit; undefined where nothing is said of it. */
  readonly maxBody: number | undefined;
};

type Source = Partial<
  Pick<HostEntry, 'header_rules' | 'response_header_rules' | 'param_rules' | 'cookie_rules' | 'rewrite_rules' | 'max_body'>
>;

/** Compiles the rules of a host, a path and a pool into lists that apply one after the other, in the order of the sources. */
export function compileRules(sources: readonly Source[]): RouteRules {
  return {
    headers: unlessEmpty(sources.map((source) => compileHeaderEdits(source.header_rules))),
    responseHeaders: unlessEmpty(sources.map((source) => compileHeaderEdits(source.response_header_rules))),
    params: unlessEmpty(sources.map((source) => compileQueryEdits(source.param_rules))),
    cookies: unlessEmpty(sources.map((source) => compileCookieEdits(source.cookie_rules))),
    rewrites: unlessEmpty(sources.flatMap((source) => compileRewrites(source.rewrite_rules))),
    maxBody: sources.findLast((source) => source.max_body !== undefined)?.max_body,
  };
}

function unlessEmpty<Item>(list: readonly (Item | undefined)[]): readonly Item[] | undefined {
  const items = list.filter((item) => item !== undefined);
  return items.length === 0 ? undefined : items;
}
