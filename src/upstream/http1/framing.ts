import { Malformed } from './fields';

type Framing = { readonly chunked: boolean; readonly length: number | undefined; readonly keepAlive: boolean };

/** Where the content of an answer ends, and whether its connection goes on (RFC 9112 §6, §9.3). Throws `Malformed` if that is unclear. */
export function framingOf(headers: readonly string[], isHttp11: boolean): Framing {
  let length: number | undefined;
  let chunked = false;
  let keepAlive = isHttp11;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    if (name.length !== 10 && name.length !== 14 && name.length !== 17) continue;
    const lower = name.toLowerCase();
    const value = headers[at + 1] as string;
    if (lower === 'content-length') {
      if (length !== undefined) throw new Malformed('two lengths');
      if (!/^\d+$/.test(value)) throw new Malformed('the length is not a number');
      length = Number(value);
      if (!Number.isSafeInteger(length)) throw new Malformed('the length is over 2^53');
    } else if (lower === 'transfer-encoding') {
      if (chunked || value.toLowerCase() !== 'chunked') throw new Malformed('a transfer coding other than chunked');
      chunked = true;
    } else if (lower === 'connection') keepAlive = goesOn(value, keepAlive);
  }
  if (chunked && length !== undefined) throw new Malformed('a length and chunks');
  if (chunked && !isHttp11) throw new Malformed('chunks in HTTP/1.0');
  return { chunked, length, keepAlive };
}

function goesOn(value: string, keepAlive: boolean): boolean {
  const options = value
    .toLowerCase()
    .split(',')
    .map((option) => option.trim());
  if (options.includes('close')) return false;
  return keepAlive || options.includes('keep-alive');
}
