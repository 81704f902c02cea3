/** IMF-fixdate and RFC 850 end in GMT, asctime has no zone and means it (RFC 9110 §5.6.7). */
const zoned = /^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/;
const unzoned = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/**
 * How long a `Retry-After` asks to wait, in milliseconds from `nowMs` of the Unix clock: seconds or an HTTP date (RFC 9110 §10.2.3);
 * 0 for a date that is past, undefined for what is neither.
 */
export function retryAfterMs(field: string | undefined, nowMs: number): number | undefined {
  const text = field?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!zoned.test(text) && !unzoned.test(text)) return undefined;
  const at = Date.parse(zoned.test(text) ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
