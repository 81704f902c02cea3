import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { portsFromEnvironment } from '../../src/commands/ports';
import type { Config } from '../../src/config/schema';

type Listeners = Pick<Config, 'listen' | 'admin'>;

/** What the environment makes of the ports of a config. */
function ports(variables: Readonly<Record<string, string>>, admin: object | false = { host: '127.0.0.1', port: 7070 }): unknown[] {
  Object.assign(process.env, variables);
  const config = portsFromEnvironment()({ listen: { host: '127.0.0.1', port: 8080 }, admin } as Config);
  const { listen, admin: other } = config as Listeners;
  return [listen.port, other === false ? false : other.port];
}

describe('ports from the environment', () => {
  afterEach(() => {
    delete process.env.PORT;
    delete process.env.ADMIN_PORT;
  });

  it('stand above those of the config', () => {
    expect(ports({})).to.deep.equal([8080, 7070]);
    expect(ports({ PORT: '', ADMIN_PORT: '' })).to.deep.equal([8080, 7070]);
    expect(ports({ PORT: '81' })).to.deep.equal([81, 7070]);
    expect(ports({ PORT: '', ADMIN_PORT: '82' })).to.deep.equal([8080, 82]);
    expect(ports({ PORT: '65535', ADMIN_PORT: '0' })).to.deep.equal([65535, 0]);
    expect(ports({ PORT: '0', ADMIN_PORT: '00099' })).to.deep.equal([0, 99]);
    expect(ports({ PORT: '81', ADMIN_PORT: '82' }, false)).to.deep.equal([81, false]);
  });

  for (const variable of ['PORT', 'ADMIN_PORT'])
    for (const value of ['65536', '99999', '100000', '-1', '+80', 'abc', '80a', 'a80', '0x50', '8e3', '80.0', ' 80', '80 ', ' ', '80\n'])
      it(`is not ${JSON.stringify(value)} in ${variable}`, () => {
        expect(() => ports({ [variable]: value })).to.throw(`${variable} is ${JSON.stringify(value)}: expected a port from 0 to 65535`);
      });

  it('are two different ones where both listeners have one address', () => {
    expect(() => ports({ PORT: '7070' })).to.throw('PORT is 7070, which the status API has too: expected two different ports');
    expect(() => ports({ PORT: '', ADMIN_PORT: '8080' })).to.throw(
      'ADMIN_PORT is 8080, which clients have too: expected two different ports',
    );
    expect(() => ports({ PORT: '99', ADMIN_PORT: '99' })).to.throw('PORT is 99, which the status API has too');
    expect(ports({ PORT: '0', ADMIN_PORT: '0' })).to.deep.equal([0, 0]);
    expect(ports({ PORT: '7070', ADMIN_PORT: '' }, { host: '127.0.0.2', port: 7070 })).to.deep.equal([7070, 7070]);
  });
});
