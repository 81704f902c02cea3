import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './mutate';
import { type Heard, SoakClient } from './soak-client';
import { contentOf, digestOf } from './soak-content';
import { valuesOf } from './strict-parser';

/** A request of the load; sizes in bytes. */
type Asked = {
  readonly nonce: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly host: string;
  readonly up: number;
  readonly upChunked: boolean;
  readonly down: number;
  readonly downChunked: boolean;
};

const kilobyte = 1024;
/** Statuses by which the balancer says that a backend has failed it, and those that are a backend's own troubles. */
const excused = { balancer: [502, 503, 504], backend: [413, 500] };

/** Clients of every kind, what they did and what they found wrong. */
export class SoakLoad {
  readonly faults: string[] = [];
  /** How many conversations went how, by their kind. */
  readonly counts = new Map<string, number>();
  /** Nonces of POSTs that were answered 200. */
  readonly answered = new Set<string>();
  bytes = 0;
  readonly #port: number;
  readonly #hosts: readonly [string, ...string[]];
  #nonces = 0;

  constructor(port: number, hosts: readonly [string, ...string[]]) {
    this.#port = port;
    this.#hosts = hosts;
  }

  /** One client after the other, until it is time. */
  async work(isOver: () => boolean, random: Random): Promise<void> {
    let kept: SoakClient | undefined;
    while (!isOver()) {
      const client = kept === undefined || kept.isBroken ? new SoakClient(this.#port) : kept;
      kept = undefined;
      const stays = await this.#converse(client, random);
      if (client.fault !== undefined) this.#blame(client.fault);
      if (stays && random.chance(0.8)) kept = client;
      else client.leave();
      if (random.chance(0.3)) await pause(random.below(10));
    }
    kept?.leave();
  }

  /** Whether everybody is served who asks one after the other. */
  async allServed(count: number): Promise<string | undefined> {
    const random: Random = { below: () => 0, chance: () => false, pick: ([first]) => first };
    for (let number = 0; number < count; number += 1) {
      const client = new SoakClient(this.#port);
      const asked = { ...this.#request(random), method: 'GET', up: 0 } as const;
      const [heard] = await Promise.all([client.answerTo('GET'), client.write(headOf(asked, ''))]);
      client.leave();
      if (heard === 'broken off' || heard === 'silence' || heard.status !== 200)
        return `request ${number + 1} of ${count} after a round: ${typeof heard === 'string' ? heard : heard.status}`;
    }
    return undefined;
  }

  /** Resolves with whether the connection may be used again. */
  #converse(client: SoakClient, random: Random): Promise<boolean> {
    const kind = random.below(100);
    if (kind < 50) return this.#single(client, random);
    if (kind < 62) return this.#pipelined(client, random);
    if (kind < 72) return this.#slowly(client, random);
    if (kind < 82) return this.#leaving(client, random);
    if (kind < 92) return this.#halfClosed(client, random);
    return this.#tunnel(client, random);
  }

  async #single(client: SoakClient, random: Random): Promise<boolean> {
    const asked = this.#request(random);
    const isLast = random.chance(0.1);
    const answer = client.answerTo(asked.method);
    const sending = new Sending(this.#send(client, asked, isLast ? 'Connection: close\r\n' : ''));
    return this.#judge('single', asked, await answer) && sending.isDone && !isLast;
  }

  async #pipelined(client: SoakClient, random: Random): Promise<boolean> {
    const all = Array.from({ length: 2 + random.below(4) }, () => {
      const asked = this.#request(random);
      return { ...asked, up: Math.min(asked.up, kilobyte), down: Math.min(asked.down, 100 * kilobyte) };
    });
    const answers = all.map(({ method }) => client.answerTo(method));
    const sendAll = async () => {
      for (const asked of all) await this.#send(client, asked);
    };
    const sending = new Sending(sendAll());
    let isFine = true;
    for (const [at, asked] of all.entries()) isFine = this.#judge('pipelined', asked, (await answers[at]) ?? 'silence') && isFine;
    return isFine && sending.isDone;
  }

  /** Sends and reads with pauses. */
  async #slowly(client: SoakClient, random: Random): Promise<boolean> {
    const asked = this.#request(random);
    const answer = client.answerTo(asked.method);
    const pauses = { count: 1 + random.below(4), ms: 20 + random.below(150) };
    const sending = new Sending(this.#send(client, asked, '', pauses));
    for (let count = 0; count < pauses.count; count += 1) {
      client.socket.pause();
      await pause(pauses.ms);
      client.socket.resume();
      await pause(5);
    }
    return this.#judge('slow', asked, await answer) && sending.isDone;
  }

  /** Goes without waiting for the end of anything. */
  async #leaving(client: SoakClient, random: Random): Promise<boolean> {
    const asked = this.#request(random);
    void client.answerTo(asked.method);
    void this.#send(client, asked);
    await pause(random.below(40));
    client.leave();
    this.#count('leaves', 'left');
    return false;
  }

  /** Says that it has said all, and listens on. */
  async #halfClosed(client: SoakClient, random: Random): Promise<boolean> {
    const asked = this.#request(random);
    const answer = client.answerTo(asked.method);
    void this.#send(client, asked).then(() => client.socket.end());
    this.#judge('half-closed', asked, await answer);
    return false;
  }

  /** Another protocol, of which the backend echoes every byte. */
  async #tunnel(client: SoakClient, random: Random): Promise<boolean> {
    const asked: Asked = { ...this.#request(random), method: 'GET', up: 0, down: 0 };
    const size = 1 + random.below(100 * kilobyte);
    const answer = client.answerTo('GET');
    void client.write(headOf(asked, 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
    const heard = await answer;
    if (typeof heard === 'string' || heard.status !== 101) {
      this.#judge('tunnel', asked, heard);
      return false;
    }
    const echo = client.echoed(size);
    for (const piece of contentOf(asked.nonce, size)) await client.write(piece);
    const digest = await echo;
    this.bytes += size;
    if (digest !== undefined && digest !== digestOf(asked.nonce, size)) this.#blame(`other bytes came back through tunnel ${asked.nonce}`);
    this.#count('tunnel', digest === undefined ? 'broken off' : '101');
    return false;
  }

  #request(random: Random): Asked {
    this.#nonces += 1;
    const method = random.pick<Asked['method']>(['GET', 'GET', 'GET', 'POST', 'POST', 'HEAD']);
    return {
      nonce: `n${this.#nonces.toString(36)}`,
      method,
      host: random.pick(this.#hosts),
      up: method === 'POST' ? sizeOf(random) : 0,
      upChunked: random.chance(0.5),
      down: sizeOf(random),
      downChunked: random.chance(0.5),
    };
  }

  async #send(client: SoakClient, asked: Asked, fields = '', pauses?: { readonly count: number; readonly ms: number }): Promise<void> {
    let sent = await client.write(headOf(asked, fields));
    let pausesLeft = pauses?.count ?? 0;
    this.bytes += asked.up;
    if (asked.method !== 'POST') return;
    for (const piece of contentOf(asked.nonce, asked.up)) {
      if (!sent) return;
      if (pausesLeft-- > 0) await pause(pauses?.ms);
      if (asked.upChunked) await client.write(`${piece.length.toString(16)}\r\n`);
      sent = await client.write(piece);
      if (asked.upChunked) await client.write('\r\n');
    }
    if (asked.upChunked) await client.write('0\r\n\r\n');
  }

  /** Counts what was heard, blames what should not have been; whether the connection can be used again. */
  #judge(kind: string, asked: Asked, heard: Heard): boolean {
    if (heard === 'silence') this.#blame(`no answer and no end of the connection: ${kind} ${JSON.stringify(asked)}`);
    if (typeof heard === 'string') {
      this.#count(kind, heard);
      return false;
    }
    this.#count(kind, String(heard.status));
    this.bytes += heard.bytes;
    const fault = faultIn(asked, heard);
    if (fault !== undefined) this.#blame(`${fault}: ${kind} ${JSON.stringify(asked)} got ${JSON.stringify(heard)}`);
    if (heard.status === 200 && asked.method === 'POST') this.answered.add(asked.nonce);
    return !valuesOf(heard.fields, 'connection').includes('close');
  }

  #count(kind: string, how: string): void {
    const key = `${kind}: ${how}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  #blame(fault: string): void {
    this.faults.push(fault.slice(0, 1000));
  }
}

/** Whether a request has left: an answer may come before that, and nothing else may be sent then. */
class Sending {
  isDone = false;

  constructor(sending: Promise<void>) {
    void sending.then(() => {
      this.isDone = true;
    });
  }
}

function faultIn({ nonce, method, up, down }: Asked, { status, fields, bytes, digest }: Exclude<Heard, string>): string | undefined {
  if (excused.balancer.includes(status)) return undefined;
  const [whose] = valuesOf(fields, 'x-nonce');
  if (whose !== nonce) return `the answer is that to ${whose}`;
  if (excused.backend.includes(status)) return undefined;
  if (status !== 200) return `status ${status}`;
  if (valuesOf(fields, 'x-got')[0] !== digestOf(nonce, up)) return 'the backend got other content than was sent';
  if (method === 'HEAD') return bytes === 0 ? undefined : 'content in an answer to HEAD';
  return bytes === down && digest === digestOf(nonce, down) ? undefined : 'other content arrived than the backend sent';
}

function headOf({ nonce, method, host, up, upChunked, down, downChunked }: Asked, fields: string): string {
  const framing = method !== 'POST' ? '' : upChunked ? 'Transfer-Encoding: chunked\r\n' : `Content-Length: ${up}\r\n`;
  return `${method} /${nonce}/${down}/${downChunked ? 'chunked' : 'length'} HTTP/1.1\r\nHost: ${host}\r\n${framing}${fields}\r\n`;
}

/** Mostly small, sometimes several megabytes. */
function sizeOf(random: Random): number {
  const kind = random.below(100);
  if (kind < 10) return 0;
  if (kind < 60) return 1 + random.below(2 * kilobyte);
  if (kind < 85) return random.below(64 * kilobyte);
  if (kind < 96) return random.below(1024 * kilobyte);
  return random.below(4096 * kilobyte);
}
