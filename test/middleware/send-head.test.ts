import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Failure } from '../../src/errors';
import { sendHead } from '../../src/middleware/send-head';

/** What a client reads when `listener` answers, up to the end of the connection. */
async function read(listener: RequestListener, request = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1');
  client.write(request);
  try {
    return await text(client);
  } finally {
    server.close();
  }
}

const cannotBeWritten = '漏';

describe('the head of an answer', () => {
  for (const order of [0, 1])
    it(`leaves with the bytes it has, ${order === 0 ? 'the length first' : 'the length last'}`, async () => {
      const fields = [
        ['Content-Length', '2'],
        ['Content-Disposition', 'inline; filename=\xe6\xbc\x8f'],
        ['X-Fruit', '\xfc'],
      ];
      const heard = await read((_req, res) => {
        sendHead(res, 200, (order === 0 ? fields : fields.toReversed()).flat(), 'Sch\xc3\xb6n');
        res.end(Buffer.from('ok'));
      });
      expect(heard).to.match(/^HTTP\/1\.1 200 Sch\xc3\xb6n\r\n/);
      expect(heard).to.contain('\r\nContent-Disposition: inline; filename=\xe6\xbc\x8f\r\n');
      expect(heard).to.contain('\r\nX-Fruit: \xfc\r\n');
    });

  it('has the phrase of its status where none is given, and an empty one where that is given', async () => {
    const heard = await Promise.all(
      [undefined, ''].map((reason) =>
        read((_req, res) => {
          sendHead(res, 404, [], reason);
          res.end();
        }),
      ),
    );
    expect(heard.map((answer) => answer.slice(0, answer.indexOf('\r\n')))).to.deep.equal(['HTTP/1.1 404 Not Found', 'HTTP/1.1 404 ']);
  });

  for (const [what, status, fields, reason] of [
    ['a field', 204, ['X-Fruit', cannotBeWritten], undefined],
    ['a field behind a length', 200, ['Content-Length', '999', 'X-Fruit', cannotBeWritten], undefined],
    ['a name', 304, [cannotBeWritten, 'mango'], 'Ripe'],
    ['a phrase', 201, [], cannotBeWritten],
  ] as const)
    it(`leaves nothing of itself where ${what} cannot be written`, async () => {
      let failure: unknown;
      const heard = await read((_req, res) => {
        try {
          sendHead(res, status, [...fields], reason);
        } catch (error) {
          failure = error;
          sendHead(res, 500, []);
          res.end('sorry');
        }
      });
      expect(failure).to.be.instanceOf(Failure).that.has.property('reason', 'internal');
      expect(heard).to.match(/^HTTP\/1\.1 500 Internal Server Error\r\n/);
      expect(heard.slice(heard.indexOf('\r\n\r\n'))).to.equal('\r\n\r\n5\r\nsorry\r\n0\r\n\r\n');
    });
});
