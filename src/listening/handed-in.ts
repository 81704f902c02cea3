import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../config/schema';

/** The descriptors of sockets that a service manager has opened and handed to this process. */
export type HandedIn = {
  /** Those on which clients come; none where there is one for the status API alone. */
  readonly clients: readonly number[];
  readonly admin: number | undefined;
};

/** A socket was handed in that cannot be used. The message says which, and what was expected. */
export class HandedInMistake extends Error {}

/** Whether one of these sockets is where the config says; a port for all addresses stands for IPv4 and IPv6. */
export function isAmong(addresses: readonly AddressInfo[], { host, port }: ListenAddress): boolean {
  const wanted = host?.toLowerCase();
  return addresses.some(({ address, port: own }) => {
    if (own !== port) return false;
    if (wanted === undefined || wanted === '0.0.0.0' || wanted === '::') return address === '::' || address === '0.0.0.0';
    return address === wanted || (wanted === 'localhost' && (address === '::1' || address.startsWith('127.')));
  });
}
