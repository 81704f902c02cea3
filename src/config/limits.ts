import { z } from 'zod';
import { bytes, bytesOrOff, timeSpan } from './units';
import { wholeNumber } from './values';

/** A whole number, 1 or more; `off` (or YAML's `false`) means no limit and parses to infinity. */
export const countOrOff = (fallback: number | 'off') =>
  z
    .union([z.literal(['off', false]), wholeNumber(1)], 'a whole number, 1 or more, or off')
    .meta({ title: 'whole number or `off`' })
    .transform((value) => (value === 'off' || value === false ? Number.POSITIVE_INFINITY : value))
    .prefault(fallback);

/** What clients may cost: sizes in bytes, counts; what is `off` is infinite once parsed. */
export const limits = z
  .strictObject({
    url: bytes('8KiB').describe('Longest request target; 414 beyond it.'),
    headers: wholeNumber(1, 2000).default(100).describe('Most header fields of a request; 431 beyond it.'),
    head: bytes('16KiB').describe('Largest request head; 431 beyond it.'),
    body: bytesOrOff('off').describe('Largest content of a request; 413 beyond it. `max_body` of an entry or pool stands above it.'),
    body_rate: bytesOrOff('240B').describe(
      'Slowest pace, in bytes a second, at which a client may send content or take its answer: each second of it gives back one second of `client_timeouts.body`. `off`: any byte gives back all of it.',
    ),
    requests: countOrOff('off').describe('Most requests that are served at a time, tunnels included; 503 with `Retry-After` beyond it.'),
    requests_per_connection: countOrOff('off').describe('Most requests on one connection; the last answer says `Connection: close`.'),
    connections: countOrOff(20_000).describe('Most connections of clients at a time; a new one beyond it is answered 503 and closed.'),
    backlog: wholeNumber(1, 65_535)
      .default(4096)
      .describe(
        'Most connections that the system keeps until they are accepted, at each of the sockets that listen (up to 8 on Linux). The kernel may have a lower bound: `net.core.somaxconn`. What changes here waits for a restart.',
      ),
    connections_per_address: countOrOff('off').describe(
      'Most connections at a time from one address, an IPv6 network of 64 bits counting as one; a new one beyond it is answered 503 and closed.',
    ),
  })
  .describe('What a client may send, and how much of it all clients together.')
  .meta({ id: 'limits' })
  .prefault({})
  .describe('What a client may send, and how much of it all clients together.');

export const clientTimeouts = z
  .strictObject({
    head: timeSpan
      .prefault('10s')
      .describe(
        'For a whole request head; 408 after it. A connection on which nothing comes at all is closed after the same time, without an answer.',
      ),
    body: timeSpan
      .prefault('60s')
      .describe('How long a client whose turn it is may send nothing of its content (408), or take nothing of its answer (cut off).'),
    keep_alive: timeSpan.prefault('75s').describe('How long an unused connection of a client is kept.'),
  })
  .describe('How long to wait for a client.')
  .meta({ id: 'client_timeouts' })
  .prefault({})
  .describe('How long to wait for a client.');
