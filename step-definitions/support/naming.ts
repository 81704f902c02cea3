import type { Clock } from '../../src/clock';
import type { SystemFiles } from '../../src/upstream/resolver/resolver';
import { NameServer } from './name-server';
import type { Scratch } from './scratch';

/** How the machine of one scenario finds addresses: a name server, and the files that lead to it. */
export class Naming {
  readonly server: NameServer;
  readonly files: SystemFiles;
  readonly #scratch: Scratch;
  readonly #clock: Clock;
  #second: NameServer | undefined;
  /** How long the answers of the name server may be used, in seconds. */
  ttlS = 60;

  private constructor(server: NameServer, files: SystemFiles, { scratch, clock }: { readonly scratch: Scratch; readonly clock: Clock }) {
    this.#clock = clock;
    this.server = server;
    this.files = files;
    this.#scratch = scratch;
  }

  static async open(scratch: Scratch, clock: Clock): Promise<Naming> {
    const server = await NameServer.start(clock);
    const files = {
      hosts: await scratch.write('hosts', ''),
      resolvConf: await scratch.write('resolv.conf', `nameserver ${server.address}\n`),
      nsswitch: await scratch.write('nsswitch.conf', 'hosts: files dns\n'),
    };
    return new Naming(server, files, { scratch, clock });
  }

  /** The name server knows these addresses, and no others any more. */
  publish(name: string, addresses: readonly string[]): void {
    this.server.set(name, { addresses, ttlS: this.ttlS });
  }

  /** Another name server, which knows nothing yet. */
  async startSecond(): Promise<NameServer> {
    this.#second = await NameServer.start(this.#clock);
    return this.#second;
  }

  /** Writes a resolv.conf with more lines than the one that leads to the name server. */
  async configure(...lines: readonly string[]): Promise<void> {
    await this.#scratch.write('resolv.conf', `nameserver ${this.server.address}\n${lines.join('\n')}\n`);
  }

  async writeHosts(text: string): Promise<void> {
    await this.#scratch.write('hosts', text);
  }

  async close(): Promise<void> {
    await Promise.all([this.server.close(), this.#second?.close()]);
  }
}
