import { connect } from 'node:net';
import { afterPatience, patience } from './patience';
import { parseAnswers, type RawAnswer } from './raw-answer';

export type Upload = {
  readonly port: number;
  readonly host: string;
  readonly target: string;
  readonly bytes: number;
  /** Whether the client looks for an answer while it sends, or only once it has sent all. */
  readonly reads: 'meanwhile' | 'at the end';
  readonly chunked?: boolean;
};

const piece = Buffer.alloc(256 * 1024, 'm');

/** Sends so many bytes as fast as they are taken; resolves with the answer, or rejects with how the connection ended without one. */
export function upload({ port, host, target, bytes, reads, chunked = false }: Upload): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let received = 0;
    let due = Number.POSITIVE_INFINITY;
    let left = bytes;
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const end = (how: string) => {
      calm();
      const text = Buffer.concat(pieces);
      const [answer] = parseAnswers(text, true, ['POST']).filter(({ status }) => status >= 200);
      if (answer?.whole) resolve(answer);
      else reject(new Error(`${how} with ${left} bytes to send and no whole answer: ${JSON.stringify(text.toString('latin1', 0, 400))}`));
      socket.destroy();
    };
    const calm = afterPatience(patience.while, () => end('silence'));
    socket.on('data', (chunk: Buffer) => {
      pieces.push(chunk);
      received += chunk.length;
      if (due === Number.POSITIVE_INFINITY) due = lengthOf(Buffer.concat(pieces).toString('latin1'));
      if (received >= due) end('an answer');
    });
    socket.on('end', () => end('the end'));
    socket.on('error', ({ message }) => end(message));
    const pump = () => {
      while (left > 0 && !socket.destroyed) {
        const next = piece.subarray(0, Math.min(piece.length, left));
        left -= next.length;
        if (chunked) socket.write(`${next.length.toString(16)}\r\n`);
        const goOn = socket.write(next);
        if (chunked) socket.write('\r\n');
        if (!goOn) {
          socket.once('drain', pump);
          return;
        }
      }
      if (chunked) socket.write('0\r\n\r\n');
      socket.resume();
    };
    if (reads === 'at the end') socket.pause();
    const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${bytes}`;
    socket.write(`POST ${target} HTTP/1.1\r\nHost: ${host}\r\n${framing}\r\n\r\n`, 'latin1');
    pump();
  });
}

/** Of the whole answer, head and content, once its head is here. */
function lengthOf(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(text.slice(0, head))?.[1];
  return head === -1 || length === undefined ? Number.POSITIVE_INFINITY : head + 4 + Number(length);
}
