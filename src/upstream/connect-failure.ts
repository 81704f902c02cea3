import { networkInterfaces } from 'node:os';
import { isIPv6 } from 'node:net';
import { Failure, messageOf, type Reason } from '../errors';
import { LookupError } from './resolver/found';

/**
 * What the system says when it is this machine that lacks something, and no backend that is to blame. That a network or a host
 * cannot be reached is no such thing, whoever's fault it is: it holds for that backend, and lasts.
 */
const lacks: Readonly<Record<string, Reason>> = {
  EMFILE: 'out_of_descriptors',
  ENFILE: 'out_of_descriptors',
  EADDRNOTAVAIL: 'out_of_ports',
  EADDRINUSE: 'out_of_ports',
  EAGAIN: 'out_of_ports',
  ENOBUFS: 'out_of_memory',
  ENOMEM: 'out_of_memory',
  EACCES: 'not_permitted',
  EPERM: 'not_permitted',
};

/** Whether a connection was not made because this process, or the whole machine, has no file descriptor left. */
export function isOutOfDescriptors(error: NodeJS.ErrnoException | undefined): boolean {
  return error?.code === 'EMFILE' || error?.code === 'ENFILE';
}

/** Whether a connection was not made because the system has no memory left for it. */
export function isOutOfMemory(error: NodeJS.ErrnoException | undefined): boolean {
  return error?.code === 'ENOBUFS' || error?.code === 'ENOMEM';
}

/** What it means that a connection was not made. A lack of our own says nothing of the backend. */
export function connectFailure(error: Error): Failure {
  return new Failure(reasonOf(error), sentence(error), { cause: error });
}

/** Node says nothing of several addresses together, but of each. */
function sentence(error: Error): string {
  return error instanceof AggregateError && error.message === '' ? error.errors.map(messageOf).join('; ') : messageOf(error);
}

/** Where several addresses were tried, the backend is to blame as soon as one of them has failed by itself. */
function reasonOf(error: Error): Reason {
  const isLate = error instanceof LookupError ? error.trouble === 'late' : (error as NodeJS.ErrnoException).code === 'ETIMEDOUT';
  if (isLate) return 'connect_timeout';
  const reasons = error instanceof AggregateError ? error.errors.map(lackOf) : [lackOf(error)];
  const [first] = reasons;
  return first === undefined || reasons.includes(undefined) ? 'connect_failed' : first;
}

function lackOf(error: NodeJS.ErrnoException & { readonly address?: string }): Reason | undefined {
  const { code = '', address = '' } = error;
  // Without IPv6, an IPv6 address is one that cannot be reached, however many ports there are.
  if (code === 'EADDRNOTAVAIL' && isIPv6(address) && !hasIPv6()) return undefined;
  return Object.hasOwn(lacks, code) ? lacks[code] : undefined;
}

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === 'IPv6'));
}
