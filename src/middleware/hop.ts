import type { IncomingMessage } from 'node:http';
import { defaultPort, portIn, type Scheme, withPort } from '../http/authority';
import { nodeOf, quotedUnlessToken } from '../routing/forwarded-field';
import type { Hop } from '../upstream/headers';
import type { Exchange } from './exchange';
import { schemeOf } from './told';

/**
 * What a backend, or a service that is asked about a request, is told of who asked and how. X-Forwarded-* and Forwarded say the same,
 * whichever of them a proxy in front speaks: one scheme, one host, one port, and as many addresses.
 */
export function hopOf({ socket, httpVersion }: IncomingMessage, state: Exchange, routePrefix = ''): Hop {
  const { told, peer, hostHeader, id, mountedAt } = state;
  const scheme = schemeOf(socket, told);
  const host = hostOf(state, scheme);
  return {
    forwardedFor: told === undefined || told.forwardedFor === '' ? peer : `${told.forwardedFor}, ${peer}`,
    forwarded: forwardedOf(state, host, scheme),
    scheme,
    host,
    port: told?.port ?? portIn(host ?? hostHeader ?? '') ?? unnamedPort(state, scheme, socket.localPort),
    prefix: `${told?.prefix ?? ''}${mountedAt}${routePrefix}`,
    requestId: id,
    version: httpVersion,
  };
}

function hostOf({ told, hostHeader }: Exchange, scheme: Scheme): string | undefined {
  if (told?.host !== undefined) return told.host;
  return told?.port === undefined || hostHeader === undefined ? hostHeader : withPort(hostHeader, told.port, scheme);
}

/** The elements of those in front, and one for the peer. It says what no other says, so that the first of a kind is the last too. */
function forwardedOf({ told, peer }: Exchange, host: string | undefined, scheme: Scheme): string {
  const before = told?.forwarded ?? '';
  let element = `for=${nodeOf(peer)}`;
  if (host !== undefined && (before === '' || told?.host === undefined)) element += `;host=${quotedUnlessToken(host)}`;
  if (before === '' || told?.scheme === undefined) element += `;proto=${scheme}`;
  return before === '' ? element : `${before}, ${element}`;
}

/** Whoever names no port means the scheme's own, as far as proxies tell the scheme or the host; else the one that was connected to. */
function unnamedPort({ told }: Exchange, scheme: Scheme, localPort = 0): number {
  return told?.scheme === undefined && told?.host === undefined ? localPort : defaultPort(scheme);
}
