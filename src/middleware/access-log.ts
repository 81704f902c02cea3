import { usualFields } from '../config/access-log';
import type { AccessLogException, AccessLogSettings } from '../config/schema';
import { comparablePath, comparablePrefix } from '../http/comparable';
import { PathIndex, type PathNode } from '../routing/paths';
import { compilePattern } from '../routing/text-pattern';
import { type FieldWriter, writerOf } from './access-line';
import type { Exchange } from './exchange';

/** Which requests have a line in the access log, and what it says. */
export type AccessLog = {
  readonly fields: readonly FieldWriter[];
  readonly countsReceived: boolean;
  /** Whether this request, answered so, has one; the share of such lines that is kept, where not all are. */
  keeps(exchange: Exchange, status: number, reason: string | undefined): boolean | number;
};

type Exception = {
  readonly methods: ReadonlySet<string> | undefined;
  readonly statuses: ReadonlySet<number> | undefined;
  readonly headers: readonly { readonly name: string; matches(value: string): boolean }[];
};

/** `random` gives numbers from 0 to 1, without 1. */
export function compileAccessLog({ fields, omit, sample, except }: AccessLogSettings, random: () => number = Math.random): AccessLog {
  const names = new Set([...usualFields.filter((name) => !omit.includes(name)), ...fields]);
  const isExcepted = except.length === 0 ? undefined : compileExceptions(except);

  /** What failed is what the log is for. By chance, and not by the id of the request: clients choose that. */
  function keeps(exchange: Exchange, status: number, reason: string | undefined): boolean | number {
    if (reason !== undefined || status >= 500 || exchange.rule !== undefined) return true;
    if (isExcepted?.(exchange, status)) return false;
    if (sample === 1) return true;
    return random() < sample && sample;
  }

  return { fields: Array.from(names, writerOf), countsReceived: names.has('bytes_received'), keeps };
}

function compileExceptions(except: AccessLogSettings['except']): (exchange: Exchange, status: number) => boolean {
  const index = new PathIndex<Exception>();
  for (const entry of except) {
    const { path = '/', exact } = entry;
    if (exact) index.addExact(comparablePath(path) ?? path, compileException(entry));
    else index.addPrefix(comparablePrefix(path) ?? path, compileException(entry));
  }
  return ({ request }, status) => {
    const holds = (exception: Exception) => applies(exception, request, status);
    if (index.exact(request.path).some(holds)) return true;
    for (let node: PathNode<Exception> | undefined = index.deepest(request.path); node !== undefined; node = node.parent)
      if (node.values.some(holds)) return true;
    return false;
  };
}

function compileException({ methods, statuses, headers }: AccessLogException): Exception {
  return {
    methods: methods && new Set(methods),
    statuses: statuses && new Set(statuses),
    headers: Object.entries(headers).map(([name, pattern]) => ({ name: name.toLowerCase(), matches: compilePattern(pattern) })),
  };
}

function applies({ methods, statuses, headers }: Exception, request: Exchange['request'], status: number): boolean {
  if (methods !== undefined && !methods.has(request.method)) return false;
  if (statuses !== undefined && !statuses.has(status)) return false;
  for (const { name, matches } of headers) {
    const value = request.header(name);
    if (value === undefined || !matches(value)) return false;
  }
  return true;
}
