import { type HeaderList, parseHeader, valuesOf } from './header-list';

/** An answer read from bytes. `whole` is false when the connection ended inside it. */
export type RawAnswer = { readonly status: number; readonly headers: HeaderList; readonly body: string; readonly whole: boolean };

/**
 * Reads all answers in `bytes`. The last one is left out while it may still grow, unless the connection is closed.
 * `methods` are those of the requests, in order; they tell which answers have no body.
 */
export function parseAnswers(bytes: Buffer, closed: boolean, methods: readonly string[]): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes.toString('latin1');
  let finals = 0;
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd === -1) break;
    const [statusLine = '', ...lines] = rest.slice(0, headEnd).split('\r\n');
    const status = Number(statusLine.split(' ')[1]);
    const headers = lines.map(parseHeader);
    const read = bodyFrom(rest.slice(headEnd + 4), headers, hasNoBody(status, methods[finals]), closed);
    if (read === undefined) break;
    answers.push({ status, headers, body: read.body, whole: read.whole });
    if (status >= 200) finals += 1;
    rest = read.rest;
  }
  return answers;
}

type Read = { readonly body: string; readonly rest: string; readonly whole: boolean };

function hasNoBody(status: number, method: string | undefined): boolean {
  return status < 200 || status === 204 || status === 304 || method === 'HEAD';
}

function bodyFrom(rest: string, headers: HeaderList, none: boolean, closed: boolean): Read | undefined {
  if (none) return { body: '', rest, whole: true };
  if (valuesOf(headers, 'transfer-encoding').length > 0) return chunkedBody(rest, closed);
  const [length] = valuesOf(headers, 'content-length').map(Number);
  if (length === undefined) return closed ? { body: rest, rest: '', whole: true } : undefined;
  if (rest.length >= length) return { body: rest.slice(0, length), rest: rest.slice(length), whole: true };
  return closed ? { body: rest, rest: '', whole: false } : undefined;
}

function chunkedBody(text: string, closed: boolean): Read | undefined {
  let body = '';
  let rest = text;
  for (;;) {
    const line = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.slice(0, line), 16);
    if (line === -1 || rest.length < line + 2 + size) return closed ? { body, rest: '', whole: false } : undefined;
    if (size === 0) break;
    body += rest.slice(line + 2, line + 2 + size);
    rest = rest.slice(line + 4 + size);
  }
  const end = rest.indexOf('\r\n\r\n');
  if (end === -1) return closed ? { body, rest: '', whole: false } : undefined;
  return { body, rest: rest.slice(end + 4), whole: true };
}
