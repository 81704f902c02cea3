import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { systemClock } from '../../src/clock';
import { RequestBody } from '../../src/upstream/body';

/** One thing that happens while a request with content is under way. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('piece' as const), size: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry' as const), given: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'turn' as const }) },
);

describe('the content of a request', () => {
  it('reaches every attempt whole and in order, whenever the one before it fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const client = new PassThrough();
        const body = new RequestBody(client as unknown as IncomingMessage, 1_000_000, systemClock);
        let sent = '';
        let reader = body.open();
        let seen = collect(reader);
        for (const one of events) {
          if (one.kind === 'turn') await turn();
          else if (one.kind === 'piece') {
            const piece = String.fromCharCode(97 + (sent.length % 26)).repeat(one.size);
            sent += piece;
            client.write(piece);
          } else {
            if (one.given) reader.destroy();
            await turn();
            reader = body.open();
            seen = collect(reader);
          }
        }
        client.end();
        expect(await seen).to.equal(sent);
      }),
      { numRuns: 300 },
    );
  });

  it('waits at the client while no attempt is under way', async () => {
    const client = new PassThrough();
    const body = new RequestBody(client as unknown as IncomingMessage, 10, systemClock);
    const first = body.open();
    first.resume();
    client.write('half a');
    await turn();
    first.destroy();
    client.end(' mango, and a lot more than can be kept');
    await turn();
    expect(body.replayable).to.equal(true);
    expect(await collect(body.open())).to.equal('half a mango, and a lot more than can be kept');
  });

  it('waits for the next attempt while an answer that may be bettered is held', async () => {
    const client = new PassThrough();
    const body = new RequestBody(client as unknown as IncomingMessage, 10, systemClock);
    body.open().resume();
    client.write('half a');
    await turn();
    body.rest();
    client.end(' mango, and a lot more than can be kept');
    await turn();
    expect(body.replayable).to.equal(true);
    expect(await collect(body.open())).to.equal('half a mango, and a lot more than can be kept');
  });

  it('is asked for once, when somebody wants it', async () => {
    const client = new PassThrough();
    let asked = 0;
    const body = new RequestBody(client as unknown as IncomingMessage, 10, systemClock, () => {
      asked += 1;
    });
    const first = body.open();
    expect([asked, body.isUnasked]).to.deep.equal([0, true]);
    first.resume();
    await turn();
    expect([asked, body.isUnasked]).to.deep.equal([1, false]);
    first.destroy();
    body.open().resume();
    await turn();
    expect(asked).to.equal(1);
  });

  it('is passed on in one piece as far as it comes together, however it was cut', async () => {
    const client = new PassThrough();
    const body = new RequestBody(client as unknown as IncomingMessage, 100, systemClock);
    const pieces: string[] = [];
    body.open().on('data', (piece: Buffer) => pieces.push(piece.toString()));
    await turn();
    for (const letter of 'half a') client.write(letter);
    await turn();
    await turn();
    client.end(' mango');
    await turn();
    await turn();
    expect(pieces).to.deep.equal(['half a', ' mango']);
  });

  it('cannot be sent again once it is more than is kept', async () => {
    const client = new PassThrough();
    const body = new RequestBody(client as unknown as IncomingMessage, 10, systemClock);
    body.open().resume();
    client.write('12345678901');
    await turn();
    expect(body.replayable).to.equal(false);
  });
});

async function collect(reader: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  reader.on('data', (piece: Buffer) => pieces.push(piece));
  const { promise, resolve } = Promise.withResolvers<void>();
  reader.once('close', resolve);
  await promise;
  return Buffer.concat(pieces).toString();
}
