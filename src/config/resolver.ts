import { isIP } from 'node:net';
import { z } from 'zod';
import { timeSpan } from './units';

const form = 'the address of a name server such as 10.0.0.2 or 127.0.0.1:5353';

/** Parses to `address:port`, an IPv6 address in brackets. */
const nameServer = z
  .string(form)
  .meta({ title: 'address or address:port' })
  .refine((value) => withPort(value) !== undefined, { error: ({ input }) => mistake(String(input)) })
  .transform((value) => withPort(value) ?? value);

function withPort(value: string): string | undefined {
  const [, inBrackets, ipv4, port = '53'] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(value) ?? [];
  const address = inBrackets ?? ipv4 ?? value;
  // Node's DNS client drops a zone.
  if (isIP(address) === 0 || address.includes('%') || Number(port) < 1 || Number(port) > 65535) return undefined;
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

function mistake(value: string): string {
  const isName = /[a-z]/i.test(value) && /^[\w.-]+(:\d+)?$/.test(value);
  return isName ? `${JSON.stringify(value)} is a name, and names are what it is to find: expected ${form}` : form;
}

export const resolver = z
  .strictObject({
    servers: z
      .array(nameServer)
      .min(1, 'a list of name servers, or none at all for those of /etc/resolv.conf')
      .optional()
      .describe('Name servers, in place of those in `/etc/resolv.conf`; its `search` and `options` hold all the same.'),
    timeout: timeSpan
      .prefault('5s')
      .describe('For the look-up of one name, whatever it takes. Requests wait for a first look-up no longer than `timeouts.connect`.'),
    max_ttl: timeSpan
      .prefault('1m')
      .describe('How long an answer is used at most, and less by its own TTL, but a second at least; a new one is there before that.'),
  })
  .describe('How the names of servers are looked up: in the background, as the system does.')
  .meta({ id: 'resolver' })
  .prefault({})
  .describe('How the names of servers are looked up: in the background, as the system does.');
