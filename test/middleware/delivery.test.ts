import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import { Timekeeping } from '../../src/middleware/attempts/timekeeping';
import type { Failure } from '../../src/errors';
import { Delivery } from '../../src/middleware/attempts/delivery';
import { outcomeOf } from '../../src/middleware/attempts/outcome-of';
import type { AttemptRecord } from '../../src/middleware/exchange';
import { judge } from '../../src/resilience/outcome';
import type { AnswerHandler, Transport, UpstreamRequest } from '../../src/upstream/transport';

const request: UpstreamRequest = {
  method: 'GET',
  path: '/',
  headers: [],
  body: undefined,
  isChunked: false,
  trailers: undefined,
  upgrade: undefined,
};

const forever = 60_000;
const timeouts = { connect: forever, first_byte: forever, idle: forever, queue: forever, keep_alive: 0, tunnel: forever };

/** A backend that has answered well, to a client who cannot have the answer because of how its head was edited. */
function deliver(
  handle: (handler: AnswerHandler) => void,
): Promise<{ failure: Failure | undefined; status: number | undefined; record: AttemptRecord }> {
  return new Promise((resolve) => {
    const record: AttemptRecord = { backend: 'Alphonso' };
    const delivery = new Delivery({
      owner: {
        onHead: () => 'pass',
        onSwitch: () => undefined,
        onOver: ({ status }, failure) => resolve({ failure, status, record }),
      },
      res: new ServerResponse(new IncomingMessage(new Socket())),
      timeouts: timeouts as never,
      time: new Timekeeping(systemClock),
      record,
      editHeaders: (fields) => [...fields, 'X-Fruit', '漏'],
      body: undefined,
      upgrade: undefined,
    });
    const transport: Transport = {
      send(_request, handler) {
        setImmediate(() => handle(handler));
        return { pause: () => undefined, resume: () => undefined, abort: () => undefined };
      },
      retire: () => undefined,
      close: async () => undefined,
    };
    delivery.start(transport, request);
  });
}

const head = { status: 200, message: 'OK', headers: ['Content-Length', '2'] };

describe('an answer that this balancer cannot pass on', () => {
  for (const [how, handle] of [
    ['its head alone', (handler: AnswerHandler) => handler.onHead(head)],
    [
      'its head and its end at once',
      (handler: AnswerHandler) => {
        handler.onHead(head);
        handler.onData(Buffer.from('ok'));
        handler.onEnd([]);
      },
    ],
  ] as const)
    it(`is no failure of its backend: ${how}`, async () => {
      const { failure, status, record } = await deliver((handler) => {
        handler.onConnected();
        handler.onSent();
        handle(handler);
      });
      expect(failure).to.have.property('reason', 'internal');
      expect(record).to.include({ status: 200, reason: 'internal' });
      expect(judge(outcomeOf(status, failure))).to.equal('success');
    });
});
