import { createSocket, type RemoteInfo, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { type Clock, systemClock } from '../../src/clock';
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';

type Records = {
  readonly addresses: readonly string[];
  readonly ttlS: number;
  readonly alias?: { readonly name: string; readonly ttlS: number };
};
type Question = { readonly id: number; readonly name: string; readonly type: number; readonly bytes: Buffer };

const types = { A: 1, CNAME: 5, AAAA: 28 } as const;
const codes = { fine: 0, fails: 2, knows_nothing: 3, refuses: 5 } as const;
const isAnswer = 0x8180;
const isTruncated = 0x0200;

/** What it does with every question: answers by its records, at once or when its mood changes, or one of the rest. */
export type Mood = 'answers' | 'hesitates' | 'is silent' | 'fails' | 'knows nothing' | 'refuses' | 'truncates' | 'is silent on IPv6';

/** A name server on a port of 127.0.0.1, over UDP and TCP, which says what it is told (RFC 1035 §4.1). */
export class NameServer {
  /** `A kesar.mango.test` for each question so far. */
  readonly asked: string[] = [];
  /** How long it thinks about an answer to a datagram, by its clock. */
  delayMs = 0;
  readonly #clock: Clock;
  #mood: Mood = 'answers';
  readonly #held: (() => void)[] = [];
  #isClosed = false;
  readonly #records = new Map<string, Records>();
  readonly #datagrams: Datagrams;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(datagrams: Datagrams, server: Server, clock: Clock) {
    this.#clock = clock;
    this.#datagrams = datagrams.on('message', (message, from) => this.#onDatagram(message, from));
    this.#server = server.on('connection', (socket) => this.#onConnection(socket));
  }

  static async start(clock: Clock = systemClock): Promise<NameServer> {
    for (;;) {
      const datagrams = createSocket('udp4').bind(0, '127.0.0.1');
      await once(datagrams, 'listening');
      const server = createServer().listen(datagrams.address().port, '127.0.0.1');
      const isFree = await once(server, 'listening').then(
        () => true,
        () => false,
      );
      if (isFree) return new NameServer(datagrams, server, clock);
      datagrams.close();
    }
  }

  /** `127.0.0.1:port`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get mood(): Mood {
    return this.#mood;
  }

  set mood(mood: Mood) {
    this.#mood = mood;
    for (const answer of this.#held.splice(0)) answer();
  }

  /** How often it has been asked for the IPv4 addresses of a name. */
  timesAsked(name: string): number {
    return this.asked.filter((question) => question === `A ${name}`).length;
  }

  set(name: string, records: Records): void {
    this.#records.set(name, records);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#datagrams.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #send(answer: Buffer, port: number, address: string): void {
    if (!this.#isClosed) this.#datagrams.send(answer, port, address);
  }

  #onDatagram(message: Buffer, { address, port }: RemoteInfo): void {
    if (this.mood === 'hesitates') {
      this.asked.push(`A ${questionIn(message).name}`);
      this.#held.push(() => this.#onDatagram(message, { address, port } as RemoteInfo));
      return;
    }
    const answer = this.#answer(message, this.mood === 'truncates');
    if (answer === undefined) return;
    if (this.delayMs === 0) this.#send(answer, port, address);
    else this.#clock.setTimeout(() => this.#send(answer, port, address), this.delayMs);
  }

  #onConnection(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      const answer = this.#answer(bytes.subarray(2), false);
      if (answer !== undefined) socket.write(Buffer.concat([uint16(answer.length), answer]));
    });
  }

  #answer(message: Buffer, cutsShort: boolean): Buffer | undefined {
    const question = questionIn(message);
    const family = question.type === types.AAAA ? 'AAAA' : 'A';
    this.asked.push(`${family} ${question.name}`);
    if (this.mood === 'is silent' || (this.mood === 'is silent on IPv6' && family === 'AAAA')) return undefined;
    if (this.mood === 'fails') return reply(question, codes.fails, []);
    if (this.mood === 'refuses') return reply(question, codes.refuses, []);
    const records = this.mood === 'knows nothing' ? undefined : this.#records.get(question.name);
    if (records === undefined) return reply(question, codes.knows_nothing, []);
    if (cutsShort) return reply(question, codes.fine | isTruncated, []);
    const { addresses, ttlS, alias } = records;
    const owner = alias === undefined ? question.name : alias.name;
    const found = addresses.filter((address) => isIPv6(address) === (family === 'AAAA'));
    const answers = found.map((address) => record(owner, types[family], ttlS, addressBytes(address)));
    if (alias !== undefined) answers.unshift(record(question.name, types.CNAME, alias.ttlS, nameBytes(owner)));
    return reply(question, codes.fine, answers);
  }
}

function questionIn(message: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return {
    id: message.readUInt16BE(0),
    name: labels.join('.').toLowerCase(),
    type: message.readUInt16BE(at + 1),
    bytes: message.subarray(12, at + 5),
  };
}

function reply({ id, bytes }: Question, flags: number, answers: readonly Buffer[]): Buffer {
  return Buffer.concat([...[id, isAnswer | flags, 1, answers.length, 0, 0].map(uint16), bytes, ...answers]);
}

function record(name: string, type: number, ttlS: number, data: Buffer): Buffer {
  const ttl = Buffer.alloc(4);
  ttl.writeUInt32BE(ttlS);
  return Buffer.concat([nameBytes(name), uint16(type), uint16(1), ttl, uint16(data.length), data]);
}

function nameBytes(name: string): Buffer {
  return Buffer.concat([
    ...name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')),
    Buffer.of(0),
  ]);
}

/** Of IPv6 addresses only those that begin with `::`. */
function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16BE(Number.parseInt(address.slice(2), 16), 14);
  return bytes;
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}
