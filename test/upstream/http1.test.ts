import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { Endpoint } from '../../src/upstream/endpoint';
import { endlessLife } from '../../src/upstream/http1/connection-life';
import { Http1Transport } from '../../src/upstream/http1/transport';
import type { Names } from '../../src/upstream/resolver/resolver';
import type { AnswerHandler, Attempt, UpstreamRequest } from '../../src/upstream/transport';

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

/** Sends a request; `whenHead` is called with the attempt once the head is here. */
function ask(transport: Http1Transport, whenHead: (attempt: Attempt) => void): Promise<string> {
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
      onEnd: () => resolve(text),
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
    const endpoint = new Endpoint({ host: '127.0.0.1', port }, names);
    transport = new Http1Transport({ endpoint, address: `127.0.0.1:${port}`, connectMs: 3000, keepAliveMs: 4000, life: endlessLife });
  });

  after(async () => {
    await transport.close();
    backend.close();
  });

  it('carries another request after an answer that was paused to its end', { timeout: 5000 }, async () => {
    const paused = await ask(transport, (attempt) => {
      attempt.pause();
      setImmediate(() => attempt.resume());
    });
    const next = await ask(transport, () => undefined);
    expect([paused, next, connections]).to.deep.equal(['hello', 'hello', 1]);
  });
});
