import type { Cors } from '../config/schema';

/** What a preflight asks for: a method, and the header names it would set, as they came. */
export type PreflightRequest = {
  readonly origin: string | undefined;
  readonly method: string;
  readonly headers: string | undefined;
};

/** The CORS protocol (Fetch, "CORS protocol") for one set of rules. Fields are flat lists of names and values. */
export interface CorsPolicy {
  /** What an answer says to a page of this origin, in place of whatever it said of CORS; `Vary` keeps what it had. */
  answerFields(fields: readonly string[], origin: string | undefined): string[];
  /** As `answerFields`, for the answer to a preflight. One that asks for anything that is not allowed gets no permission at all. */
  preflightFields(fields: readonly string[], request: PreflightRequest): string[];
}

/** Compiles `cors`. */
export function compileCors(rules: Cors): CorsPolicy {
  const allows = compileOrigins(rules.origins);
  const isAny = rules.origins.includes('*');
  const methods = new Set(rules.methods);
  const headers = new Set(rules.headers.map(lowerCase));

  function permission(origin: string | undefined): string[] {
    if (isAny) return ['Access-Control-Allow-Origin', '*'];
    if (origin === undefined || !allows(origin.toLowerCase())) return [];
    const allowed = ['Access-Control-Allow-Origin', origin];
    return rules.credentials ? [...allowed, 'Access-Control-Allow-Credentials', 'true'] : allowed;
  }

  function answerFields(fields: readonly string[], origin: string | undefined): string[] {
    const kept = withoutCors(fields);
    const added = permission(origin);
    kept.push(...added);
    if (added.length > 0 && rules.expose.length > 0) kept.push('Access-Control-Expose-Headers', rules.expose.join(', '));
    // Where the answer is the same for every page, a cache need not ask which one it is for.
    if (!isAny && !variesByOrigin(kept)) kept.push('Vary', 'Origin');
    return kept;
  }

  function preflightFields(before: readonly string[], { origin, method, headers: wanted = '' }: PreflightRequest): string[] {
    const fields = [...withoutCors(before), 'Vary', 'Access-Control-Request-Method, Access-Control-Request-Headers'];
    const names = wanted
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const isAllowed = isIn(methods, method) && names.every((name) => isIn(headers, lowerCase(name)));
    const permitted = isAllowed ? permission(origin) : [];
    if (permitted.length === 0) return fields;
    fields.push(...permitted, 'Access-Control-Allow-Methods', methods.has('*') ? method : rules.methods.join(', '));
    if (names.length > 0) fields.push('Access-Control-Allow-Headers', headers.has('*') ? names.join(', ') : rules.headers.join(', '));
    fields.push('Access-Control-Max-Age', String(Math.floor(rules.max_age / 1000)));
    return fields;
  }

  return { answerFields, preflightFields };
}

const lowerCase = (name: string) => name.toLowerCase();

function isIn(allowed: ReadonlySet<string>, name: string): boolean {
  // What is echoed must be a name: `*` stands for any, not for anything.
  return allowed.has(name) || (allowed.has('*') && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name));
}

/** Origins in lower case; `*.` stands for exactly one label, as in a host. */
function compileOrigins(origins: readonly string[]): (origin: string) => boolean {
  const exact = new Set(origins.filter((origin) => !origin.includes('*')));
  const all = new Set(origins);
  return (origin) => {
    if (exact.has(origin)) return true;
    const [, scheme, rest] = /^([a-z][a-z0-9+.-]*:\/\/)[a-z0-9_-]+(\..+)$/.exec(origin) ?? [];
    return all.has(`${scheme}*${rest}`);
  };
}

function withoutCors(fields: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? '';
    if (!name.toLowerCase().startsWith('access-control-')) kept.push(name, fields[at + 1] ?? '');
  }
  return kept;
}

function variesByOrigin(fields: readonly string[]): boolean {
  for (let at = 0; at < fields.length; at += 2) {
    if (fields[at]?.toLowerCase() !== 'vary') continue;
    const names = fields[at + 1]?.split(',').map((name) => name.trim().toLowerCase()) ?? [];
    if (names.includes('origin') || names.includes('*')) return true;
  }
  return false;
}
