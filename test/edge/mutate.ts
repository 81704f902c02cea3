/** A source of random numbers that says the same again for the same seed. */
export type Random = {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
};

/** mulberry32, by Tommy Ettinger. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)] ?? items[0] };
}

/** Bytes and lines that parsers have stumbled over. */
const spice = [
  ...[
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\0',
    ' ',
    '\t',
    '\x0b',
    '\x7f',
    '\x85',
    '\xa0',
    '\xff',
    ':',
    ',',
    ';',
    '"',
    '%',
    '#',
    '?',
    '/',
    '_',
    '-',
  ],
  ...[
    '0',
    '1',
    '9',
    '0\r\n\r\n',
    '5\r\n',
    'ffffffffffffffff',
    '18446744073709551616',
    '-1',
    '+5',
    '0x5',
    ' chunked',
    'identity',
    ', chunked',
  ],
  ...['Content-Length: 5\r\n', 'Content-Length: 0\r\n', 'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: gzip, chunked\r\n'],
  ...[
    'Transfer-Encoding : chunked\r\n',
    'transfer_encoding: chunked\r\n',
    'Content-Length : 7\r\n',
    'Connection: close\r\n',
    ' folded\r\n',
  ],
  ...['Host: other.test\r\n', 'Expect: 100-continue\r\n', 'Connection: Upgrade\r\nUpgrade: x\r\n', 'Trailer: X\r\n', '__proto__: x\r\n'],
  ...['HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0', 'HTTP/0.9', '100 Continue', '101 Switching', '204 x', '304 x', '000 x', '999 x'],
  ...['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', 'GET /again HTTP/1.1\r\nHost: again.test\r\n\r\n'],
] as unknown as readonly [string, ...string[]];

/** Changes a message at so many places: bytes and lines go, come, change, are doubled or change places. Latin1 text. */
export function mutate(text: string, times: number, random: Random): string {
  let mutated = text;
  for (let time = 0; time < times; time++) mutated = mutateOnce(mutated, random);
  return mutated;
}

function mutateOnce(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + 1 + random.below(random.chance(0.8) ? 4 : 60));
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, at) + text.slice(at, to) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + random.pick(spice) + text.slice(to);
    case 4:
      return swapLines(text, random);
    case 5:
      return changeNumber(text, random);
    default:
      return text.slice(0, at) + random.pick(spice) + text.slice(at);
  }
}

function swapLines(text: string, random: Random): string {
  const lines = text.split('\r\n');
  const [one, other] = [random.below(lines.length), random.below(lines.length)];
  [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  return lines.join('\r\n');
}

function changeNumber(text: string, random: Random): string {
  const numbers = [...text.matchAll(/\d+/g)];
  const number = numbers[random.below(numbers.length)];
  if (number === undefined) return text;
  const changed = random.pick([String(Number(number[0]) + random.below(5) - 2), `0${number[0]}`, `${number[0]}0`, `+${number[0]}`, '']);
  return text.slice(0, number.index) + changed + text.slice(number.index + number[0].length);
}

/** Cuts bytes in random places, often not at all. */
export function split(bytes: Buffer, random: Random): Buffer[] {
  const cuts = random.chance(0.3) ? 0 : 1 + random.below(8);
  const places = Array.from({ length: cuts }, () => random.below(bytes.length + 1)).sort((one, other) => one - other);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length)).filter((piece) => piece.length > 0);
}
