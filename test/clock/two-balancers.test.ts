import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseConfig, start } from '../../src';
import { TurnedClock } from '../../step-definitions/support/turned-clock';

describe('two balancers in one process', () => {
  it('have two clocks: a minute of one is nothing to the other', async () => {
    let waiting = 0;
    const backend = createServer(() => {
      waiting += 1;
    });
    await once(backend.listen(0, '127.0.0.1'), 'listening');
    const { port } = backend.address() as AddressInfo;
    const loaded = parseConfig(
      `listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\npaths:\n  - path: /\n    health: false\n    servers: ["127.0.0.1:${port}"]\n`,
      'inline',
    );
    if (!loaded.ok) throw new Error('the config is not valid');
    const clocks = [new TurnedClock(), new TurnedClock()] as const;
    const [one, other] = await Promise.all(clocks.map((clock) => start(loaded.config, { clock, log: { write: () => undefined } })));
    try {
      if (one === undefined || other === undefined) throw new Error('both must run');
      const answered: string[] = [];
      const ask = (url: string, name: string) => fetch(url).then(({ status }) => answered.push(`${name}: ${status}`));
      const asking = [ask(one.url, 'one'), ask(other.url, 'other')];
      while (waiting < 2) await new Promise((resolve) => setImmediate(resolve));
      await clocks[0].pass(60_000);
      await asking[0];
      expect(answered).to.deep.equal(['one: 504']);
      const uptime = async (url = '') => ((await (await fetch(`${url}/status`)).json()) as { uptime_s: number }).uptime_s;
      expect(await uptime(one.adminUrl)).to.be.at.least(60);
      expect(await uptime(other.adminUrl)).to.be.below(60);
      await clocks[1].pass(60_000);
      await asking[1];
      expect(answered).to.deep.equal(['one: 504', 'other: 504']);
    } finally {
      await Promise.all([one?.stop(), other?.stop()]);
      backend.closeAllConnections();
      backend.close();
    }
  });
});
