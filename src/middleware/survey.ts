import type { IncomingMessage } from 'node:http';
import type { Config } from '../config/schema';
import { isKnownExpectation } from '../connection/expectation';
import { Failure } from '../errors';
import { withOptions } from '../upstream/headers';

/** What the head of a request says before anybody looks at what is asked for. */
export type Survey = {
  /** The one Host field; undefined only in HTTP/1.0. */
  readonly host: string | undefined;
  /** Whether the content comes in chunks. */
  readonly isChunked: boolean;
  /** The value of Upgrade: protocols to switch to (RFC 9110 §7.8). */
  readonly upgrade: string | undefined;
  /** The end-to-end fields that `Connection` names, in lower case. */
  readonly named: ReadonlySet<string> | undefined;
};

/**
 * Reads what frames and routes a request, and throws a `Failure` for a head that is too large, or that two readers could
 * understand in two ways (RFC 9112 §3.2 and §6.1), or with a coding of the content that is not known here.
 */
export function survey({ rawHeaders, httpVersion }: IncomingMessage, { head: longest, headers: most }: Config['limits']): Survey {
  if (rawHeaders.length > 2 * most)
    throw new Failure('head_too_large', `the request has ${rawHeaders.length / 2} header fields, ${most} are allowed`);
  // The parser takes HTTP/2.0 and HTTP/0.9 too, and calls a request line without a version the latter.
  if (httpVersion !== '1.1' && httpVersion !== '1.0') throw new Failure('bad_request', `HTTP/${httpVersion} is not served`);
  let host: string | undefined;
  let transferEncoding: string | undefined;
  let upgrade: string | undefined;
  let named: Set<string> | undefined;
  let length = 2;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    const value = rawHeaders[at + 1] as string;
    // ": " and CRLF are beside them.
    length += name.length + value.length + 4;
    if (!isOfInterest(name.length)) continue;
    const lower = name.toLowerCase();
    if (lower === 'upgrade') upgrade = upgrade === undefined ? value : `${upgrade}, ${value}`;
    else if (lower === 'transfer-encoding') transferEncoding = transferEncoding === undefined ? value : `${transferEncoding}, ${value}`;
    else if (lower === 'connection') named = withOptions(named, value);
    else if (lower === 'expect') checkExpectation(value, httpVersion);
    else if (lower === 'content-length') checkLength(value);
    else if (lower === 'host') {
      if (host !== undefined) throw new Failure('bad_request', 'two Host fields');
      host = value;
    }
  }
  if (length > longest) throw new Failure('head_too_large', `the request head has ${length} bytes, ${longest} are allowed`);
  if (host === undefined && httpVersion === '1.1') throw new Failure('bad_request', 'no Host field');
  return { host, isChunked: transferEncoding !== undefined && endsInChunks(transferEncoding, httpVersion), upgrade, named };
}

/** Whether one of the fields that are read here has a name of this length. */
function isOfInterest(length: number): boolean {
  return length === 4 || length === 6 || length === 7 || length === 10 || length === 14 || length === 17;
}

/** A length that no number here can hold would be another one on the way to the backend (RFC 9110 §8.6). */
function checkLength(value: string): void {
  if (Number(value) > Number.MAX_SAFE_INTEGER)
    throw new Failure('bad_request', `Content-Length is ${value}, which is more than can be counted`);
}

/** HTTP/1.0 knows no expectations; a client of it means nothing by one (RFC 9110 §10.1.1). */
function checkExpectation(value: string, httpVersion: string): void {
  if (httpVersion !== '1.0' && !isKnownExpectation(value))
    throw new Failure('expectation_failed', `Expect is ${JSON.stringify(value)}, and only 100-continue is known`);
}

/** A coding (RFC 9112 §7), perhaps with parameters. */
const coding = /^[!#$%&'*+\-.^_`|~\w]+[ \t]*(?:;|$)/;

/** `chunked` must be the last coding, and there only: it ends the content. Others before it are well-formed, and not known here. */
function endsInChunks(codings: string, httpVersion: string): true {
  if (httpVersion === '1.0') throw new Failure('bad_request', 'Transfer-Encoding in HTTP/1.0');
  if (codings === 'chunked') return true;
  // An empty element of a list means nothing (RFC 9110 §5.6.1).
  const names = codings
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (names.pop() !== 'chunked' || names.includes('chunked') || !names.every((name) => coding.test(name)))
    throw new Failure('bad_request', `Transfer-Encoding is ${JSON.stringify(codings)}, which does not end the content in one known way`);
  if (names.length > 0) throw new Failure('not_implemented', `Transfer-Encoding is ${JSON.stringify(codings)}, and only chunked is known`);
  return true;
}
