import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseConfig } from '../../src/config/load';
import { formatProblems } from '../../src/config/problems';
import { start } from '../../src/server';
import { until } from '../../step-definitions/support/eventually';
import { patience } from '../../step-definitions/support/patience';
import { withHoles } from './holes';
import { blocksOf } from './page';

const page = 'docs/life-of-a-request.md';
const blocks = blocksOf(page);
const of = (kind: string) => blocks.filter((block) => block.kind === kind);

const asked = ['GET /cart/7?size=xl HTTP/1.1', 'Host: www.mango.com', 'User-Agent: curl/7.88.1', 'Accept: */*', '', ''].join('\r\n');

/** A backend with this answer for everything, and what it has received. */
async function backendThatSays(answer: string) {
  const received: string[] = [];
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (piece) => {
        received.push(piece.toString('latin1'));
        socket.write(answer);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { received, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe(page, () => {
  it('follows a request that goes the way it says', async () => {
    const [config] = of('yaml');
    const [toBackend, toClient] = of('http');
    const [line] = of('json');
    const backend = await backendThatSays(
      'HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 18:47:22 GMT\r\nX-Powered-By: mango\r\nContent-Length: 10\r\n\r\none mango\n',
    );
    const text = `${config?.text.replace('localhost:9081', `127.0.0.1:${backend.port}`)}\nlisten: 127.0.0.1:0\nadmin: false\n`;
    const loaded = parseConfig(text, page, { env: {} });
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    const lines: string[] = [];
    const running = await start(loaded.config, { log: { write: (one) => void lines.push(one.trimEnd()) } });
    const { port } = new URL(running.url);
    const shown = (came: string) => withHoles(came.replaceAll('\r\n', '\n').replaceAll(port, '8080').trimEnd());
    let answer = '';
    try {
      const client = connect(Number(port), '127.0.0.1').setEncoding('latin1');
      client.on('data', (piece: string) => {
        answer += piece;
      });
      client.write(asked);
      await until(
        'the answer, and its line in the log',
        () => answer.endsWith('one mango\n') && lines.some((one) => one.includes('/cart/7')),
        patience.while,
      );
      client.destroy();
    } finally {
      await running.stop();
      backend.close();
    }
    expect(withHoles(toBackend?.text ?? ''), `${page}:${toBackend?.line}  what the backend receives`).to.equal(
      shown(backend.received.join('')),
    );
    expect(withHoles(toClient?.text ?? ''), `${page}:${toClient?.line}  what the client receives`).to.equal(shown(answer));
    const logged = lines.find((one) => one.includes('/cart/7')) ?? '';
    expect(withHoles(line?.text ?? ''), `${page}:${line?.line}  what is logged`).to.equal(withHoles(logged));
  });
});
