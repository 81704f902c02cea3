import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Failure } from '../../src/errors';
import { adoptHeaders } from '../../src/middleware/adopt-headers';
import type { RoomContext } from '../../src/middleware/exchange';

type Headers = Record<string, unknown>;

/** What the rooms read after a middleware has done this to `req.headers` of a request with these fields, flat. */
function adopted(rawHeaders: string[], change: (headers: Headers) => void) {
  const req = new IncomingMessage(new Socket());
  req.rawHeaders = [...rawHeaders];
  const add = (req as unknown as { _addHeaderLine(name: string, value: string, to: unknown): void })._addHeaderLine;
  for (let at = 0; at < rawHeaders.length; at += 2) add.call(req, rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '', req.headers);
  change(req.headers);
  const state = { id: 'as it was' };
  let steps = 0;
  void adoptHeaders()({ req, state } as unknown as RoomContext, () => {
    steps += 1;
    return Promise.resolve();
  });
  return { raw: req.rawHeaders, headers: { ...req.headers }, distinct: { ...req.headersDistinct }, id: state.id, steps };
}

describe('what a middleware has made of the headers', () => {
  const sent = ['Host', 'www.mango.com', 'X-Fruit', 'mango', 'x-fruit', 'kiwi', 'X-User', 'root'];

  it('is what was sent, where it has changed nothing', () => {
    const { raw, id, steps } = adopted(sent, () => undefined);
    expect({ raw, id, steps }).to.deep.equal({ raw: sent, id: 'as it was', steps: 1 });
  });

  for (const [title, name, value, values] of [
    ['a text', 'x-user', 'alice', ['alice']],
    ['an empty text', 'x-user', '', ['']],
    ['a number', 'x-user', 7, ['7']],
    ['a boolean', 'x-user', false, ['false']],
    ['a big integer', 'x-user', 7n, ['7']],
    ['a list', 'x-user', ['alice', 7], ['alice', '7']],
    ['nothing any more', 'x-user', undefined, []],
    ['null', 'x-user', null, []],
    ['a new field', 'x-new', 'kiwi', ['kiwi']],
    ['one with a capital letter', 'X-User', 'alice', ['alice']],
  ] as const)
    it(`takes the place of the client's: ${title}`, () => {
      const lower = name.toLowerCase();
      const { raw, headers, distinct, steps } = adopted(sent, (all) => {
        all[name] = value;
      });
      const others = lower === 'x-user' ? sent.slice(0, 6) : sent;
      expect(raw).to.deep.equal([...others, ...values.flatMap((one) => [lower, one])]);
      expect(headers[lower]).to.equal(values.length === 0 ? undefined : values.join(', '));
      expect(distinct[lower]).to.deep.equal(values.length === 0 ? undefined : values);
      expect(distinct['x-fruit']).to.deep.equal(['mango', 'kiwi']);
      expect(headers.host).to.equal('www.mango.com');
      expect(steps).to.equal(1);
    });

  it('gives the request its id, as anything else that it changes', () => {
    expect(adopted(sent, (all) => (all['x-request-id'] = 'basket-7')).id).to.equal('basket-7');
    expect(adopted(['X-Request-Id', 'basket-6'], (all) => (all['x-user'] = 'alice')).id).to.equal('basket-6');
    expect(adopted(['X-Request-Id', 'basket-6'], () => undefined).id).to.equal('as it was');
  });

  it('changes nothing of what frames the content', () => {
    const framed = ['Host', 'a', 'Content-Length', '5', 'X-User', 'root'];
    for (const name of ['content-length', 'Content-Length', 'transfer-encoding'])
      expect(adopted(framed, (all) => (all[name] = '6')).raw).to.deep.equal(framed);
    expect(adopted(framed, (all) => delete all['content-length']).raw).to.deep.equal(framed);
  });

  it('has no field that it could not see: the second of one that counts once', () => {
    const twice = ['Host', 'a', 'User-Agent', 'one', 'User-Agent', 'two', 'Set-Cookie', 'a', 'Set-Cookie', 'b'];
    expect(adopted(twice, () => undefined).raw).to.deep.equal(['Host', 'a', 'Set-Cookie', 'a', 'Set-Cookie', 'b', 'user-agent', 'one']);
  });

  it('still has a second Host, which is refused', () => {
    const twice = ['Host', 'a', 'Host', 'b'];
    expect(adopted(twice, () => undefined).raw).to.deep.equal(twice);
  });

  it('has no other spelling of a field that it has', () => {
    const spelt = ['X_User', 'root', 'X_Alone', '1', 'X-User', 'alice'];
    expect(adopted(spelt, () => undefined).raw).to.deep.equal(['X_Alone', '1', 'X-User', 'alice']);
  });

  it('sees a list that has changed, in length and in each place', () => {
    const cookies = ['Set-Cookie', 'a', 'Set-Cookie', 'b'];
    const become = (value: unknown) => adopted(cookies, (all) => (all['set-cookie'] = value)).raw;
    expect(become(['a', 'b'])).to.deep.equal(cookies);
    expect(become(['a'])).to.deep.equal(['set-cookie', 'a']);
    expect(become(['a', 'c'])).to.deep.equal(['set-cookie', 'a', 'set-cookie', 'c']);
    expect(become('a')).to.deep.equal(['set-cookie', 'a']);
  });

  for (const [title, name, value, message] of [
    [
      'an object',
      'x-user',
      {},
      'header "x-user" to what cannot be sent: expected a text, a number or a list of them, found a value of type object',
    ],
    ['null in a list', 'x-user', [null], 'header "x-user" to what cannot be sent: expected a text, a number or a list of them, found null'],
    ['a line break', 'x-user', 'a\nb', 'header "x-user" to what cannot be sent: Invalid character in header content'],
    ['a name with a blank', 'x user', 'a', 'header "x user" to what cannot be sent: Header name must be a valid HTTP token'],
  ] as const)
    it(`is an error of the middleware where it cannot be sent: ${title}`, () => {
      let met: Failure | undefined;
      try {
        adopted(sent, (all) => (all[name] = value));
      } catch (error) {
        met = error as Failure;
      }
      expect(met?.reason).to.equal('internal');
      expect(met?.message).to.include(`a middleware has set the request ${message}`);
    });
});
