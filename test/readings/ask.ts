import { connect } from 'node:net';
import { parseAnswers } from '../../step-definitions/support/raw-answer';

const patienceMs = 10_000;

export type Answer = { readonly status: number; readonly content: string };

export type Asking = { readonly port: number; readonly host: string; readonly target: string; readonly content?: string };

/** Asks for a target, byte for byte, on a connection of its own. Status 0 stands for a connection that ends without an answer. */
export function ask({ port, host, target, content }: Asking): Promise<Answer> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const finish = () => {
      socket.destroy();
      const [answer] = parseAnswers(Buffer.concat(received), true, []);
      resolve({ status: answer?.status ?? 0, content: answer?.body ?? '' });
    };
    socket.setTimeout(patienceMs, finish);
    socket
      .on('data', (piece: Buffer) => received.push(piece))
      .on('end', finish)
      .on('error', finish);
    const [method, length] = content === undefined ? ['GET', ''] : ['POST', `Content-Length: ${content.length}\r\n`];
    const url = target.replace('HOST', host);
    socket.write(Buffer.from(`${method} ${url} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${length}\r\n${content ?? ''}`, 'latin1'));
  });
}
