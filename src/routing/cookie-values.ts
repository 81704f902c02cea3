import { withoutBlanks } from '../http/field-values';

/** The values of all cookies with this name in a Cookie field (RFC 6265 §4.2), in their order. */
export function cookieValues(field: string, name: string): string[] {
  return field.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals !== -1 && withoutBlanks(pair.slice(0, equals)) === name ? [withoutBlanks(pair.slice(equals + 1))] : [];
  });
}
