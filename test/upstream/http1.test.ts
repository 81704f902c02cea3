import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import { Endpoint } from '../../src/upstream/endpoint';
import { endlessLife } from '../../src/upstream/connection-life';
import { Http1Transport } from '../../src/upstream/http1/transport';
import type { Names } from '../../src/upstream/resolver/resolver';
import type { AnswerHandler, Attempt, UpstreamRequest } from '../../src/upstream/transport';
import { restOfSockets } from '../../step-definitions/support/at-rest';

const request: UpstreamRequest = {
  method: 'GET',
  path: '/',
  headers: [],
  body: undefined,
  isChunked: false,
  trailers: undefined,
  upgrade: undefined,
};

const names: Names = {
  lookup: (name) => [name],
  watch: (name) => ({ addresses: [name], failure: undefined, doubt: () => undefined, close: () => undefined }),
};

/** Sends a request; `whenHead` is called with the attempt once the head is here, `whenEnd` at once when the answer is complete. */
function ask(transport: Http1Transport, whenHead: (attempt: Attempt) => void, whenEnd?: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const handler: AnswerHandler = {
      onConnected: () => undefined,
      onSent: () => undefined,
      onInformation: () => undefined,
      onSwitch: () => undefined,
      onHead: () => whenHead(attempt),
      onData: (chunk) => {
        text += chunk;
      },
      onEnd: () => {
        whenEnd?.();
        resolve(text);
      },
      onFailure: reject,
    };
    const attempt = transport.send(request, handler);
  });
}

describe('a connection to a backend', () => {
  let backend: Server;
  let transport: Http1Transport;
  let connections = 0;

  before(async () => {
    backend = createServer((socket) => {
      connections += 1;
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'));
    }).listen(0, '127.0.0.1');
    await once(backend, 'listening');
    const { port } = backend.address() as AddressInfo;
    const endpoint = new Endpoint({ host: '127.0.0.1', port }, names, systemClock);
    transport = new Http1Transport({ endpoint, address: `127.0.0.1:${port}`, connectMs: 3000, keepAliveMs: 4000, life: endlessLife });
  });

  after(async () => {
    await transport.close();
    backend.close();
  });

  it('carries another request after an answer that was paused to its end', async () => {
    const paused = await ask(transport, (attempt) => {
      attempt.pause();
      setImmediate(() => attempt.resume());
    });
    const next = await ask(transport, () => undefined);
    expect([paused, next, connections]).to.deep.equal(['hello', 'hello', 1]);
  });

  it('carries no other request after an answer behind which more has come while it was paused', async () => {
    let asked = 0;
    const atRest = restOfSockets();
    const { promise: allSaid, resolve: end } = Promise.withResolvers<void>();
    const talkative = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', async () => {
        asked += 1;
        const isFirst = asked === 1;
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe`);
        await atRest();
        socket.write('llo');
        await atRest();
        if (isFirst) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nrotten');
        await atRest();
        end();
      });
    }).listen(0, '127.0.0.1');
    await once(talkative, 'listening');
    const { port } = talkative.address() as AddressInfo;
    let surplus = 0;
    const onSurplus = () => {
      surplus += 1;
    };
    const endpoint = new Endpoint({ host: '127.0.0.1', port }, names, systemClock);
    const settings = { endpoint, address: `127.0.0.1:${port}`, connectMs: 3000, keepAliveMs: 4000, life: endlessLife };
    const careful = new Http1Transport({ ...settings, onSurplus });
    const rest = (attempt: Attempt) => {
      attempt.pause();
      void allSaid.then(() => attempt.resume());
    };
    // As a request does that has waited for this one to end.
    let next: Promise<string> | undefined;
    const first = await ask(careful, rest, () => {
      next = ask(careful, () => undefined);
    });
    const heard = [first, await next];
    await careful.close();
    talkative.close();
    expect([...heard, surplus]).to.deep.equal(['hello', 'hello', 1]);
  });
});
