import { connect, type Socket } from 'node:net';
import type { Clock } from '../../src/clock';
import { until } from './eventually';
import { patience } from './patience';

/** Many clients at once that do no more than they are told to. */
export class Crowd {
  readonly #clients: Socket[] = [];
  #heard = '';
  #gone = 0;
  #endDrip = (): void => undefined;

  constructor(port: number, count: number) {
    for (let number = 0; number < count; number += 1) {
      const client = connect({ port, host: '127.0.0.1', noDelay: true });
      client.on('error', () => undefined);
      client.setEncoding('latin1').on('data', (text: string) => {
        this.#heard += text;
      });
      client.once('close', () => {
        this.#gone += 1;
      });
      this.#clients.push(client);
    }
  }

  /** What all of them have heard, one behind the other. */
  get heard(): string {
    return this.#heard;
  }

  /** Each sends this, and then one more byte again and again. */
  drip(clock: Clock, begin: string, apartMs: number): void {
    for (const client of this.#clients) client.write(begin);
    const timer = clock.setInterval(() => {
      for (const client of this.#clients) if (client.writable) client.write('m');
    }, apartMs);
    this.#endDrip = () => clock.clearInterval(timer);
  }

  async connected(): Promise<void> {
    await until('the connections', () => this.#clients.every((client) => !client.connecting), patience.while);
  }

  /** Waits until the last of them has been sent away. */
  async gone(): Promise<void> {
    await until('the end of all connections', () => this.#gone === this.#clients.length, patience.while);
  }

  leave(): void {
    this.#endDrip();
    for (const client of this.#clients) client.destroy();
  }
}
