import type { IncomingMessage } from 'node:http';
import { hasContent } from './content';
import { httpBytesRead } from './proxied';

const cr = 0x0d;
const lf = 0x0a;
/** In fewer bytes no head can have begun and be nearly over. */
const shortestHead = 'M / HTTP/1.1\r\n'.length;

/**
 * Finds bare CRs and LFs between the requests of one connection. Whole empty lines may stand there (RFC 9112 §2.2), but Node's parser
 * skips halves of them too. Nothing is found behind a request with content, before or behind a head that comes in pieces, and in bytes
 * that Node does not show. What cannot be told is never called bare.
 */
export class BareBreaks {
  /** Bytes since the connection began. */
  #bytes = 0;
  /** Where the next request begins in the bytes that were read last; their end where none has begun; undefined where not known. */
  #next: number | undefined = 0;
  #isAtEnd = true;
  /** What stands behind the last request, up to there: a bare break, or a CR whose LF has not come. */
  #hasBare = false;
  #isInLine = false;

  /** Whether there is one before this request. To be asked of each, while the parser is at the end of its head. */
  standBefore(req: IncomingMessage): boolean {
    const bytes = httpBytesRead(req.socket);
    const grown = bytes - this.#bytes;
    const isFirst = this.#bytes === 0;
    const hasBare = this.#hasBare;
    this.#bytes = bytes;
    // Nothing else is in what came if it has the length of the request, in the usual spelling. To look at the bytes copies them.
    if (!isFirst && !this.#isInLine && grown === usualLength(req)) {
      this.#goOn(undefined, 0, !hasContent(req));
      return hasBare;
    }
    const packet = bytesAtHand(req);
    const start = grown === 0 ? this.#next : this.#isAtEnd ? 0 : undefined;
    const earlier = grown === 0 ? 0 : grown - (packet?.length ?? 0);
    const line = packet === undefined || start === undefined || earlier >= shortestHead ? undefined : breaksFrom(packet, start);
    if (packet === undefined || line === undefined || !beginsAt(packet, line, req)) {
      this.#goOn(packet, undefined, false);
      return hasBare;
    }
    // Of what came earlier and was skipped only the length is known: it is taken for whole lines, and half of one where it is odd.
    const isInLine = grown !== 0 && this.#isInLine !== (earlier % 2 === 1);
    const found = hasBare || (grown !== 0 && read(packet, start ?? 0, line, isInLine) !== 'lines');
    const headEnd = packet.indexOf('\r\n\r\n', line, 'latin1');
    this.#goOn(packet, headEnd === -1 ? undefined : headEnd + 4, !hasContent(req));
    return found;
  }

  /** Looks at what stands behind a head that ends there; without a packet nothing does. */
  #goOn(packet: Buffer | undefined, headEnd: number | undefined, isWhole: boolean): void {
    const isKnown = headEnd !== undefined && isWhole;
    this.#next = isKnown ? (packet === undefined ? 0 : breaksFrom(packet, headEnd)) : undefined;
    this.#isAtEnd = isKnown && this.#next === (packet?.length ?? 0);
    const breaks = isKnown && packet !== undefined ? read(packet, headEnd, this.#next ?? 0, false) : 'lines';
    this.#isInLine = breaks === 'half a line' && this.#isAtEnd;
    this.#hasBare = breaks !== 'lines' && !this.#isInLine;
  }
}

/** What the parser is reading. Undefined where Node does not say: this is the one use of something that it does not document. */
function bytesAtHand({ socket }: IncomingMessage): Buffer | undefined {
  const { parser } = socket as { readonly parser?: { getCurrentBuffer?(): Buffer | undefined } | null };
  return parser?.getCurrentBuffer?.();
}

function beginsAt(packet: Buffer, at: number, { method, url }: IncomingMessage): boolean {
  const line = `${method} ${url} `;
  return packet.toString('latin1', at, at + line.length) === line;
}

/** The end of the CRs and LFs that begin here. */
function breaksFrom(packet: Buffer, start: number): number {
  let end = start;
  while (packet[end] === cr || packet[end] === lf) end += 1;
  return end;
}

/** What CRs and LFs between two places are; `isInLine` where a CR came before. */
function read(packet: Buffer, start: number, end: number, isInLine: boolean): 'lines' | 'half a line' | 'bare' {
  let isBehindCr = isInLine;
  for (let at = start; at < end; at += 1) {
    if (packet[at] !== (isBehindCr ? lf : cr)) return 'bare';
    isBehindCr = !isBehindCr;
  }
  return isBehindCr ? 'half a line' : 'lines';
}

/** The length of a head with one space behind each colon. */
function usualLength({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  // Two spaces, the version and CRLF; CRLF at the end.
  let length = method.length + url.length + 14;
  for (let at = 0; at < rawHeaders.length; at += 2) length += (rawHeaders[at] as string).length + (rawHeaders[at + 1] as string).length + 4;
  return length;
}
