import type { Answer } from './answer';
import { valuesOf } from './header-list';

/** A cookie as an answer sets it; attributes in their order, as written. */
export type SetCookie = { readonly name: string; readonly value: string; readonly attributes: string };

/** The cookies that an answer sets (RFC 6265 §4.1.1). */
export function cookiesSetBy({ headers }: Answer): SetCookie[] {
  return valuesOf(headers, 'set-cookie').map((line) => {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const equals = pair.indexOf('=');
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), attributes: attributes.join('; ') };
  });
}

/** What a client that keeps its cookies holds after these answers, by name. */
export function cookiesKept(answers: readonly Answer[]): Map<string, string> {
  return new Map(answers.flatMap(cookiesSetBy).map(({ name, value }) => [name, value]));
}

/** The value of a Cookie header with these. */
export function cookieHeader(cookies: ReadonlyMap<string, string>): string {
  return Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
}
