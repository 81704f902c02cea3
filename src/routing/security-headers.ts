import type { SecurityHeaders } from '../config/schema';

/** Adds to the fields of an answer, flat, what makes browsers more careful. */
export type SecurityFields = (fields: readonly string[], status: number, isSecure: boolean) => string[];

/** Compiles `security_headers`. */
export function compileSecurityHeaders(rules: SecurityHeaders): SecurityFields {
  const always = fieldsOf(rules);
  const secure = rules.hsts === false ? always : [...always, ['Strict-Transport-Security', hstsText(rules.hsts)] as const];
  return (fields, status, isSecure) => {
    // What a 304 says replaces what a cache has (RFC 9111 §3.2), and a backend need not repeat all of its own there.
    if (status === 304 && !rules.override) return [...fields];
    const wanted = isSecure ? secure : always;
    return rules.override ? inPlace(fields, wanted) : whereMissing(fields, wanted);
  };
}

type Field = readonly [name: string, value: string];

function fieldsOf(rules: SecurityHeaders): Field[] {
  const wanted: readonly (readonly [name: string, value: string | false | undefined])[] = [
    ['X-Content-Type-Options', rules.nosniff && 'nosniff'],
    ['X-Frame-Options', rules.frame_options],
    ['Referrer-Policy', rules.referrer_policy],
    ['Content-Security-Policy', rules.content_security_policy],
    ['Permissions-Policy', rules.permissions_policy],
  ];
  return wanted.flatMap(([name, value]): Field[] => (value === false || value === undefined ? [] : [[name, value]]));
}

const secondsInADay = 86_400;

function hstsText({ days, subdomains, preload }: Exclude<SecurityHeaders['hsts'], false>): string {
  return `max-age=${days * secondsInADay}${subdomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`;
}

function whereMissing(fields: readonly string[], wanted: readonly Field[]): string[] {
  const names = new Set(fields.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()));
  return [...fields, ...wanted.filter(([name]) => !names.has(name.toLowerCase())).flat()];
}

function inPlace(fields: readonly string[], wanted: readonly Field[]): string[] {
  const names = new Set(wanted.map(([name]) => name.toLowerCase()));
  const kept = fields.filter((_, at) => !names.has((fields[at - (at % 2)] ?? '').toLowerCase()));
  return [...kept, ...wanted.flat()];
}
