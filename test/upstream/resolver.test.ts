import { promises as dns } from 'node:dns';
import type { NetworkInterfaceInfo } from 'node:os';
import { hostname } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { NameServer } from '../../step-definitions/support/name-server';
import { systemClock } from '../../src/clock';
import { candidatesOf } from '../../src/upstream/resolver/candidates';
import { addressesWithin, parseHosts } from '../../src/upstream/resolver/hosts-file';
import { NameServers } from '../../src/upstream/resolver/name-servers';
import { parseResolvConf } from '../../src/upstream/resolver/resolv-conf';
import { otherSources, SystemLookup } from '../../src/upstream/resolver/system-lookup';
import { Turns } from '../../src/upstream/resolver/turns';
import { usableOf } from '../../src/upstream/resolver/usable';
import { WatchedFile } from '../../src/upstream/resolver/watched-file';

describe('resolv.conf', () => {
  it('is read as resolv.conf(5) has it', () => {
    const text =
      '# a comment\nnameserver 10.0.0.2 ; the first\nnameserver fd00::2\nnameserver 127.0.0.1:5353\nnameserver 10.0.0.9\noptions ndots:5 timeout:1\noptions attempts:3 rotate edns0\ndomain old.test\nsearch a.test B.test.\n';
    expect(parseResolvConf(text, 'kesar')).to.deep.equal({
      servers: ['10.0.0.2:53', '[fd00::2]:53', '127.0.0.1:5353'],
      search: ['a.test', 'b.test'],
      ndots: 5,
      timeoutMs: 1000,
      attempts: 3,
      rotate: true,
    });
  });

  it('means this machine and its own domain where it says nothing', () => {
    const { servers, search, ndots, attempts } = parseResolvConf('', 'kesar.mango.test');
    expect([servers, search, ndots, attempts]).to.deep.equal([['127.0.0.1:53'], ['mango.test'], 1, 2]);
  });

  it('survives what makes no sense', () => {
    const { servers, ndots, timeoutMs } = parseResolvConf(
      'nameserver\nnameserver mango\nnameserver 1.2.3\noptions ndots:99 timeout:0 ndots:x\n\0\n',
      'k',
    );
    expect([servers, ndots, timeoutMs]).to.deep.equal([['127.0.0.1:53'], 15, 1000]);
  });
});

describe('a file of the system', () => {
  it('is as if it were empty where it cannot be read', () => {
    for (const path of ['/no/such/file', '/dev/null/x', '/']) expect(new WatchedFile(path, (text) => text, systemClock).value).to.equal('');
  });
});

describe('what a name may stand for', () => {
  const search = ['svc.test', 'test'];

  it('is first the name itself where it has dots enough', () => {
    expect(candidatesOf('api.shop', { search, ndots: 1 })).to.deep.equal(['api.shop', 'api.shop.svc.test', 'api.shop.test']);
    expect(candidatesOf('api.shop', { search, ndots: 2 })).to.deep.equal(['api.shop.svc.test', 'api.shop.test', 'api.shop']);
    expect(candidatesOf('api', { search, ndots: 0 })).to.deep.equal(['api', 'api.svc.test', 'api.test']);
  });

  it('is the name alone where it ends with a dot', () => {
    expect(candidatesOf('api.', { search, ndots: 5 })).to.deep.equal(['api']);
  });

  it('holds the root once', () => {
    expect(candidatesOf('api', { search: [''], ndots: 1 })).to.deep.equal(['api']);
  });
});

describe('the hosts file', () => {
  const hosts = parseHosts('127.0.0.1\tKesar kesar.lan # the shop\n::1 kesar\n\nmango kesar\n127.0.0.1 kesar\n10.0.0.1 localhost\n');

  it('gives all addresses of a name, once each', () => {
    expect(addressesWithin(hosts, 'kesar')).to.deep.equal(['127.0.0.1', '::1']);
    expect(addressesWithin(hosts, 'kesar.lan.')).to.deep.equal(['127.0.0.1']);
  });

  it('stands above what localhost is by itself', () => {
    expect(addressesWithin(hosts, 'localhost')).to.deep.equal(['10.0.0.1']);
    expect(addressesWithin(hosts, 'a.localhost')).to.deep.equal(['127.0.0.1', '::1']);
    expect(addressesWithin(hosts, 'notlocalhost')).to.equal(undefined);
  });
});

describe('the sources of names of a system', () => {
  it('are those of nsswitch.conf beside files and DNS', () => {
    expect(otherSources('hosts: files dns\n', 'linux')).to.deep.equal({ any: false, multicast: false });
    expect(otherSources('', 'linux')).to.deep.equal({ any: false, multicast: false });
    expect(otherSources('passwd: files\nhosts:  files mdns4_minimal [NOTFOUND=return] dns # x\n', 'linux')).to.deep.equal({
      any: true,
      multicast: true,
    });
    expect(otherSources('hosts: files resolve [!UNAVAIL=return] dns', 'linux')).to.deep.equal({ any: true, multicast: false });
    expect(otherSources('', 'darwin').any).to.equal(true);
  });

  it('are asked for what they alone know', async (context) => {
    const known = await dns.lookup(hostname(), { all: true }).catch(() => undefined);
    if (known === undefined) return context.skip('this machine does not know its own name');
    const { ipv4, ipv6 } = await new SystemLookup().lookup(hostname(), { aborted: false });
    expect([...(ipv6 ?? []), ...(ipv4 ?? [])]).to.include(known[0]?.address);
  });
});

describe('the addresses that are of use', () => {
  const own =
    (...addresses: string[]) =>
    () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 'IPv6' : 'IPv4', internal: false }) as NetworkInterfaceInfo);

  it('are those of a family that the machine has', () => {
    expect(usableOf(['10.0.0.1', 'fd00::1'], own('192.168.0.2'))).to.deep.equal(['10.0.0.1']);
    expect(usableOf(['10.0.0.1', 'fd00::1'], own('fd00::2'))).to.deep.equal(['fd00::1']);
    expect(usableOf(['10.0.0.1', 'fd00::1'], own('fe80::2', '192.168.0.2'))).to.deep.equal(['10.0.0.1']);
  });

  it('are IPv6 before IPv4, each sorted, where it has both', () => {
    expect(usableOf(['10.0.0.2', 'fd00::1', '10.0.0.1'], own('fd00::2', '192.168.0.2'))).to.deep.equal(['fd00::1', '10.0.0.1', '10.0.0.2']);
  });

  it('are all where that would leave none', () => {
    expect(usableOf(['10.0.0.1', 'fd00::1'], own())).to.deep.equal(['fd00::1', '10.0.0.1']);
    expect(usableOf(['fd00::1'], own('192.168.0.2'))).to.deep.equal(['fd00::1']);
  });

  it('are always those of the machine itself', () => {
    expect(usableOf(['127.0.0.1', '::1'], own())).to.deep.equal(['::1', '127.0.0.1']);
    expect(usableOf(['127.0.0.1', 'fd00::1'], own('fd00::2'))).to.deep.equal(['fd00::1', '127.0.0.1']);
    expect(usableOf(['10.0.0.127', 'fd00::1'], own('fd00::2'))).to.deep.equal(['fd00::1']);
  });
});

describe('turns', () => {
  it('are taken by so many at a time, also behind one that fails', async () => {
    const turns = new Turns(2);
    let running = 0;
    let most = 0;
    const job = async (fails: boolean): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (fails) throw new Error('failed');
    };
    await Promise.allSettled(Array.from({ length: 20 }, (_, at) => turns.run(() => job(at % 3 === 0))));
    expect([running, most]).to.deep.equal([0, 2]);
  });
});

describe('name servers', () => {
  const given = { aborted: false };
  let server: NameServer;
  let deaf: NameServer;

  before(async () => {
    server = await NameServer.start();
    deaf = await NameServer.start();
    deaf.mood = 'is silent';
    server.set('alias.test', { addresses: ['10.0.0.1'], ttlS: 60, alias: { name: 'real.test', ttlS: 5 } });
    server.set('target.test', { addresses: ['10.0.0.1'], ttlS: 7, alias: { name: 'real.test', ttlS: 60 } });
    server.set('many.test', { addresses: ['10.0.0.1', '10.0.0.2', '::5'], ttlS: 60 });
    server.set('empty.test', { addresses: [], ttlS: 60 });
  });

  after(async () => {
    await server.close();
    await deaf.close();
  });

  const asking = (...servers: string[]) => new NameServers({ ...parseResolvConf('', 'kesar'), servers }, 2_000, systemClock);

  it('say how long an answer may be used: the shortest time along a chain of aliases', async () => {
    expect((await asking(server.address).ask('alias.test', given)).ttlMs).to.equal(5_000);
    expect((await asking(server.address).ask('target.test', given)).ttlMs).to.equal(7_000);
  });

  it('give the addresses of both families', async () => {
    const { ipv4, ipv6 } = await asking(server.address).ask('many.test', given);
    expect([ipv4, ipv6]).to.deep.equal([['10.0.0.1', '10.0.0.2'], ['::5']]);
  });

  it('are asked in turn where the first does not answer', async () => {
    expect((await asking(deaf.address, server.address).ask('many.test', given)).ipv4).to.deep.equal(['10.0.0.1', '10.0.0.2']);
  });

  it('need not answer for IPv6 for a short name to be found', async () => {
    const half = await NameServer.start();
    half.mood = 'is silent on IPv6';
    half.set('api.test', { addresses: ['10.0.0.3'], ttlS: 60 });
    const conf = { ...parseResolvConf('search no.test other.test test', 'kesar'), servers: [half.address] };
    try {
      expect(await new NameServers(conf, 5_000, systemClock).ask('api', given)).to.deep.equal({
        ipv4: ['10.0.0.3'],
        ipv6: undefined,
        ttlMs: 60_000,
      });
    } finally {
      await half.close();
    }
  });

  it('are asked in turn where the first fails', async () => {
    const failing = await NameServer.start();
    failing.mood = 'fails';
    try {
      expect((await asking(failing.address, server.address).ask('many.test', given)).ipv4).to.deep.equal(['10.0.0.1', '10.0.0.2']);
    } finally {
      await failing.close();
    }
  });

  it('share the questions under "rotate"', async () => {
    const other = await NameServer.start();
    other.set('many.test', { addresses: ['10.0.0.9'], ttlS: 60 });
    const servers = new NameServers(
      { ...parseResolvConf('options rotate', 'kesar'), servers: [server.address, other.address] },
      2_000,
      systemClock,
    );
    try {
      const answers = [await servers.ask('many.test', given), await servers.ask('many.test', given)];
      expect(answers.map(({ ipv4 }) => ipv4?.[0])).to.deep.equal(['10.0.0.1', '10.0.0.9']);
    } finally {
      await other.close();
    }
  });

  for (const [name, trouble] of [
    ['no.test', 'missing'],
    ['empty.test', 'missing'],
    ['a..test', 'missing'],
    [`${'m'.repeat(64)}.test`, 'missing'],
  ] as const)
    it(`know no address of ${name.slice(0, 20)}`, async () => {
      const error = await asking(server.address)
        .ask(name, given)
        .catch((reason: unknown) => reason);
      expect(error).to.have.property('trouble', trouble);
    });

  it('cost no more than the limit where nobody answers', async () => {
    const error = await new NameServers({ ...parseResolvConf('', 'kesar'), servers: [deaf.address] }, 100, systemClock)
      .ask('many.test', given)
      .catch((reason: unknown) => reason);
    expect(error).to.have.property('trouble', 'late');
  });
});
