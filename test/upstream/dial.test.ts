import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import { Dial } from '../../src/upstream/dial';
import { Endpoint } from '../../src/upstream/endpoint';
import { LookupError } from '../../src/upstream/resolver/found';
import type { Names } from '../../src/upstream/resolver/resolver';

type Answer = ReturnType<Names['lookup']>;

function namesThat(lookup: () => Answer, addresses: readonly string[] = []): Names {
  return { lookup, watch: () => ({ addresses, failure: undefined, doubt: () => undefined, close: () => undefined }) };
}

const fixed = (...addresses: string[]): Names => namesThat(() => addresses, addresses);

/** A socket that never connects and never fails. */
class Swallowed extends Socket {
  override connect(): this {
    return this;
  }
}

describe('a connection that is being made', () => {
  let server: Server;
  let port: number;
  let made: Socket[];

  beforeEach(async () => {
    made = [];
    server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterEach(() => {
    for (const socket of made) socket.destroy();
    server.close();
  });

  function keep<S extends Socket>(socket: S): S {
    made.push(socket);
    return socket;
  }

  /** Gives the address that was reached, or the message of the failure. */
  function dial(endpoint: Endpoint, socket: () => Socket = () => new Socket()): Promise<string> {
    return new Promise((resolve) => {
      new Dial({
        endpoint,
        patienceMs: 3_000,
        socket: () => keep(socket()),
        onConnected: (_, address) => resolve(address),
        onFailed: (error) => resolve(error.message),
      });
    });
  }

  it('takes the next address at once where one refuses, and begins with that the next time', async () => {
    const endpoint = new Endpoint({ host: 'mango.test', port }, fixed('127.0.0.9', '127.0.0.1'), systemClock);
    expect(await dial(endpoint)).to.equal('127.0.0.1');
    expect([endpoint.route(), endpoint.route()]).to.deep.equal([
      ['127.0.0.1', '127.0.0.9'],
      ['127.0.0.1', '127.0.0.9'],
    ]);
  });

  it('is no longer avoided at an address once that has taken one', async () => {
    const endpoint = new Endpoint({ host: 'mango.test', port }, fixed('127.0.0.1', '127.0.0.9'), systemClock);
    endpoint.avoid('127.0.0.1');
    endpoint.avoid('127.0.0.9');
    await dial(endpoint);
    expect([endpoint.route(), endpoint.route()]).to.deep.equal([
      ['127.0.0.1', '127.0.0.9'],
      ['127.0.0.1', '127.0.0.9'],
    ]);
  });

  it('says of each address what happened there', async () => {
    const endpoint = new Endpoint({ host: 'mango.test', port }, fixed('127.0.0.8', '127.0.0.9'), systemClock);
    expect(await dial(endpoint)).to.match(/^no address of mango\.test .*ECONNREFUSED 127\.0\.0\.8:\d+; .*ECONNREFUSED 127\.0\.0\.9:\d+$/);
  });

  it('says of one address alone what the system says', async () => {
    expect(await dial(new Endpoint({ host: '127.0.0.9', port }, fixed('127.0.0.9'), systemClock))).to.equal(
      `connect ECONNREFUSED 127.0.0.9:${port}`,
    );
  });

  it('tries no other address where the machine has no descriptor left', async () => {
    const out = () => {
      const socket = new Swallowed();
      setImmediate(() => socket.destroy(Object.assign(new Error('too many open files'), { code: 'EMFILE' })));
      return socket;
    };
    expect(await dial(new Endpoint({ host: 'mango.test', port }, fixed('127.0.0.1', '127.0.0.9'), systemClock), out)).to.equal(
      'too many open files',
    );
    expect(made).to.have.length(1);
  });

  it('fails with what the look-up has to say', async () => {
    expect(
      await dial(
        new Endpoint(
          { host: 'mango.test', port },
          namesThat(() => new LookupError('missing', 'no such name')),
          systemClock,
        ),
      ),
    ).to.equal('no such name');
  });

  it('tries eight of a hundred addresses', async () => {
    const hundred = Array.from({ length: 100 }, (_, at) => `127.0.1.${at + 1}`);
    await dial(new Endpoint({ host: 'mango.test', port }, fixed(...hundred), systemClock));
    expect(made).to.have.length(8);
  });

  it('gives every address its share of little time', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const endpoint = new Endpoint({ host: 'mango.test', port }, fixed('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'), systemClock);
      const options = {
        endpoint,
        patienceMs: 100,
        socket: () => keep(new Swallowed()),
        onConnected: () => undefined,
        onFailed: () => undefined,
      };
      const one = new Dial(options);
      for (const ms of [25, 25, 24]) mock.timers.tick(ms);
      expect(made).to.have.length(3);
      mock.timers.tick(1);
      expect(made).to.have.length(4);
      expect(one.standing).to.equal([1, 2, 3, 4].map((last) => `10.0.0.${last}:${port} has not answered`).join('; '));
      one.cancel();
      expect(made.every((socket) => socket.destroyed)).to.equal(true);
    } finally {
      mock.timers.reset();
    }
  });

  it('waits a quarter of a second where there is time', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const endpoint = new Endpoint({ host: 'mango.test', port }, fixed('10.0.0.1', '10.0.0.2'), systemClock);
      const options = {
        endpoint,
        patienceMs: 3_000,
        socket: () => keep(new Swallowed()),
        onConnected: () => undefined,
        onFailed: () => undefined,
      };
      new Dial(options);
      mock.timers.tick(249);
      expect(made).to.have.length(1);
      mock.timers.tick(1);
      expect(made).to.have.length(2);
    } finally {
      mock.timers.reset();
    }
  });

  it('tells nobody of anything once it is given up', async () => {
    const told: string[] = [];
    const later = Promise.withResolvers<readonly string[]>();
    const onTold = () => told.push('told');
    const endpoint = new Endpoint(
      { host: 'mango.test', port },
      namesThat(() => later.promise),
      systemClock,
    );
    const options = { endpoint, patienceMs: 100, socket: () => keep(new Socket()), onConnected: onTold, onFailed: onTold };
    const one = new Dial(options);
    expect(one.standing).to.equal('mango.test is still being looked up');
    one.cancel();
    later.resolve(['127.0.0.1']);
    await new Promise(setImmediate);
    expect([told, made]).to.deep.equal([[], []]);
  });
});

describe('the order of addresses', () => {
  it('takes the addresses of the first family in turn, and those of the other between them', () => {
    const endpoint = new Endpoint(
      { host: 'mango.test', port: 80 },
      fixed('fd00::1', 'fd00::2', '10.0.0.1', '10.0.0.2', '10.0.0.3'),
      systemClock,
    );
    expect([endpoint.route(), endpoint.route()]).to.deep.equal([
      ['fd00::1', '10.0.0.1', 'fd00::2', '10.0.0.2', '10.0.0.3'],
      ['fd00::2', '10.0.0.1', 'fd00::1', '10.0.0.2', '10.0.0.3'],
    ]);
  });
});
