import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { expect } from 'chai';
import Koa from 'koa';
import { Failure } from '../../src/errors';
import type { AnswerEdit } from '../../src/middleware/answer-fields';
import { answerErrors } from '../../src/middleware/answer-errors';
import type { Exchange } from '../../src/middleware/exchange';
import { within } from '../../step-definitions/support/eventually';

it('answers a refusal also where what the rooms add to it cannot be written', async () => {
  const answerFields: AnswerEdit[] = [(fields) => [...fields, 'X-Fruit', '漏']];
  const app = new Koa<Exchange>();
  app.use((ctx, next) => {
    ctx.state = { answerFields } as unknown as Exchange;
    return next();
  });
  app.use(answerErrors());
  app.use(() => {
    throw new Failure('refused', 'not today');
  });
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await within(fetch(`http://127.0.0.1:${port}`), 'the answer');
  expect([answer.status, answer.statusText, await answer.text()]).to.deep.equal([403, 'Forbidden', 'Forbidden']);
  server.close();
  server.closeAllConnections();
});
