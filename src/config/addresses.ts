import { isIP } from 'node:net';
import { z } from 'zod';
import { addressSlip } from './address-cures';
import { asciiHost } from '../http/wire-text';
import { comparableName } from './local-addresses';

export const addressForm = 'host:port such as localhost:8081';
export const address = z
  .string(addressForm)
  .refine((value) => parseAddress(value) !== undefined, { error: ({ input }) => addressMistake(String(input)) })
  .meta({ title: 'host:port' });

function addressMistake(value: string): string {
  const ascii = asciiHost(value);
  if (ascii !== undefined && ascii !== value) return `${JSON.stringify(value)} is not in ASCII: expected ${ascii}`;
  const slip = addressSlip(value);
  if (slip !== undefined) return slip;
  if (/^([^:]+|\[[^\]]+\]):?$/.test(value)) return `${JSON.stringify(value)} has no port: expected ${addressForm}`;
  const port = /^(?:[^:]+|\[[^\]]+\]):(-?\d+)$/.exec(value)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535))
    return `port ${port} is out of range: expected a port from 1 to 65535`;
  return `${addressForm} or [::1]:8081`;
}

/** `host:port` or `[v6]:port` in its parts; undefined when it is neither. */
export function parseAddress(value: string): { host: string; port: number } | undefined {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(value);
  const port = Number(parts?.[3]);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined || port < 1 || port > 65535) return undefined;
  if (parts?.[1] !== undefined && isIP(host) !== 6) return undefined;
  return { host, port };
}

/** An address of a server in the one spelling in which it is compared; what is none, in lower case. */
export function comparableAddress(value: string): string {
  const parts = parseAddress(value);
  return parts === undefined ? value.toLowerCase() : `${comparableName(parts.host)} ${parts.port}`;
}

const portRange = 'a port from 0 to 65535';
const portOutOfRange = (port: unknown) => `port ${port} is out of range: expected ${portRange}`;

const portAlone = z
  .int(portRange)
  .min(0, { error: ({ input }) => portOutOfRange(input) })
  .max(65535, { error: ({ input }) => portOutOfRange(input) })
  .transform((port) => ({ host: undefined, port }));

const listenForm = 'a port, or an address such as 127.0.0.1:8080';

function withAddress(mistake: (input: unknown) => string) {
  return z
    .string()
    .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]*):(\d+)$/, { error: ({ input }) => mistake(input) })
    .refine((value) => !/:\d+$/.test(value) || Number(value.slice(value.lastIndexOf(':') + 1)) <= 65535, {
      error: ({ input }) => portOutOfRange(String(input).slice(String(input).lastIndexOf(':') + 1)),
    })
    .transform((value) => {
      const colon = value.lastIndexOf(':');
      return { host: value.slice(0, colon).replace(/^\[|\]$/g, '') || undefined, port: Number(value.slice(colon + 1)) };
    });
}

/** A port, or `address:port`; without an address, all of them. */
export const listenAddress = z.union([portAlone, withAddress(() => listenForm)], listenForm).meta({ title: 'port or address:port' });

/** The same, where the port may be shared: peers write that beside the address, and here it has a key of its own. */
export const clientsAddress = z
  .union([portAlone, withAddress(clientsMistake)], { error: ({ input }) => clientsMistake(input) })
  .meta({ title: 'port or address:port' });

function clientsMistake(input: unknown): string {
  const keys = typeof input === 'string' ? [input] : typeof input === 'object' && input !== null ? Object.keys(input) : [];
  if (!keys.some((key) => /reuse_?port/i.test(key))) return listenForm;
  return 'reuse_port has no place in listen: expected, beside each other, listen: 8080 and reuse_port: true';
}
