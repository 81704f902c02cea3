import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { AddressList } from '../net/addresses';
import { portIn, type Scheme, withoutEmptyPort, withPort } from '../http/authority';
import { type ForwardedElement, type ForwardedNode, mostHops, readForwarded, readNode, writeElement } from '../routing/forwarded-field';
import { parseHost } from '../http/target';

/**
 * What a trusted proxy tells of how a request came to it, in X-Forwarded-* or in Forwarded (RFC 7239). It is read once, so that rules,
 * the log and backends hear one story. What was not told is undefined.
 */
export type Told = {
  /** The first address from the right that is not a trusted proxy's own (RFC 7239 §7.1 says why the left end proves nothing). */
  readonly client: string;
  readonly scheme: Scheme | undefined;
  /** The host that the client named, with its port if it named one. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly prefix: string | undefined;
  /** Those in front of the peer, as X-Forwarded-For and as Forwarded name them; empty where nobody is named. */
  readonly forwardedFor: string;
  /** Has `scheme` and `host` in one of its elements each, where they are told. */
  readonly forwarded: string;
};

type Fields = { for?: string; proto?: string; host?: string; port?: string; prefix?: string; forwarded?: string };

const keys: ReadonlyMap<string, keyof Fields> = new Map([
  ['forwarded', 'forwarded'],
  ['x-forwarded-for', 'for'],
  ['x-forwarded-proto', 'proto'],
  ['x-forwarded-host', 'host'],
  ['x-forwarded-port', 'port'],
  ['x-forwarded-prefix', 'prefix'],
]);

/**
 * Reads what the trusted proxy at `peer` tells; undefined when it tells nothing. One that sends any of X-Forwarded-For, -Proto, -Host and
 * -Port speaks that language, and a Forwarded beside it is what it let through of a stranger's.
 */
export function readTold({ rawHeaders, socket }: IncomingMessage, peer: string, trusted: AddressList): Told | undefined {
  const fields = forwardingFields(rawHeaders);
  if (fields === undefined) return undefined;
  const speaksX = (fields.for ?? fields.proto ?? fields.host ?? fields.port) !== undefined;
  return speaksX ? readXForwarded(fields, { peer, trusted, socket }) : readElements(fields, peer, trusted);
}

/** Those that came in several lines are joined, as RFC 9110 §5.3 has it. A backend's other spellings (`X_Forwarded_For`) are nobody's. */
function forwardingFields(rawHeaders: readonly string[]): Fields | undefined {
  let fields: Fields | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length < 9) continue;
    const key = keys.get(name.toLowerCase());
    if (key === undefined) continue;
    fields ??= {};
    const before = fields[key];
    const value = rawHeaders[at + 1] as string;
    fields[key] = before === undefined ? value : `${before}, ${value}`;
  }
  return fields;
}

/** Whom the proxies name, the client's side first, and from which place on they are proved by trusted ones. */
type Chain = { readonly client: string; readonly proved: number };

/** Each proxy names who came to it, so what stands before an address counts only if a trusted proxy is there. */
function follow(nodes: readonly ForwardedNode[], peer: string, trusted: AddressList): Chain {
  let client = peer;
  for (let at = nodes.length - 1; at >= 0; at--) {
    const address = nodes[at]?.address;
    if (address === undefined) return { client, proved: at };
    client = address;
    if (!trusted.has(address)) return { client, proved: at };
  }
  return { client, proved: 0 };
}

type Peer = { readonly peer: string; readonly trusted: AddressList; readonly socket: Socket };

function readXForwarded(fields: Fields, { peer, trusted, socket }: Peer): Told {
  const entries = listOf(fields.for).slice(-mostHops);
  const nodes = entries.map(readNode);
  const { client, proved } = follow(nodes, peer, trusted);
  const behind = Math.max(0, nodes.length - 1 - proved);
  // A list is read from the right like the addresses; one that is shorter speaks of the client's side.
  const pick = (list: string | undefined) => (entries.length === 0 ? listOf(list)[0] : pickFrom(listOf(list), behind));
  const scheme = schemeIn(pick(fields.proto));
  const port = portNumber(pick(fields.port));
  const named = hostIn(pick(fields.host));
  const host = named !== undefined && port !== undefined ? withPort(named, port, scheme ?? schemeOf(socket, undefined)) : named;
  const elements = nodes.map(({ value }, at) => (at === 0 ? describe([['for', value]], host, scheme) : [['for', value] as const]));
  const forwarded = elements.map(writeElement).join(', ');
  return { client, scheme, host, port, prefix: fields.prefix, forwardedFor: entries.join(', '), forwarded };
}

const pickFrom = (list: readonly string[], behind: number) => list[Math.max(0, list.length - 1 - behind)];

function readElements({ forwarded, prefix }: Fields, peer: string, trusted: AddressList): Told {
  const elements = forwarded === undefined ? [] : readForwarded(forwarded);
  const nodes = elements.map((element) => readNode(parameterOf(element, 'for') ?? ''));
  const { client, proved } = follow(nodes, peer, trusted);
  const schemeAt = elements.findIndex((element, at) => at >= proved && schemeIn(parameterOf(element, 'proto')) !== undefined);
  const hostAt = elements.findIndex((element, at) => at >= proved && hostIn(parameterOf(element, 'host')) !== undefined);
  const scheme = schemeIn(parameterOf(elements[schemeAt], 'proto'));
  const host = hostIn(parameterOf(elements[hostAt], 'host'));
  const written = elements.map((element, at) => {
    const others = element.filter(([name]) => name !== 'for' && name !== 'host' && name !== 'proto');
    const named = [['for', nodes[at]?.value ?? ''] as const, ...others];
    return writeElement(describe(named, at === hostAt ? host : undefined, at === schemeAt ? scheme : undefined));
  });
  const forwardedFor = nodes.map(({ entry }) => entry).join(', ');
  return { client, scheme, host, port: undefined, prefix, forwardedFor, forwarded: written.join(', ') };
}

function describe(element: ForwardedElement, host: string | undefined, scheme: Scheme | undefined): ForwardedElement {
  return [
    ...element,
    ...(host === undefined ? [] : [['host', host] as const]),
    ...(scheme === undefined ? [] : [['proto', scheme] as const]),
  ];
}

function parameterOf(element: ForwardedElement | undefined, wanted: string): string | undefined {
  return element?.find(([name]) => name === wanted)?.[1];
}

/** The elements of a list; empty ones mean nothing (RFC 9110 §5.6.1.2). */
function listOf(value: string | undefined): string[] {
  return (value ?? '').split(',').flatMap((element) => element.trim() || []);
}

const schemes: ReadonlyMap<string, Scheme> = new Map((['http', 'https', 'ws', 'wss'] as const).map((scheme) => [scheme, scheme]));

const schemeIn = (text: string | undefined) => (text === undefined ? undefined : schemes.get(text.toLowerCase()));

function hostIn(text: string | undefined): string | undefined {
  return text === undefined || parseHost(text) === undefined ? undefined : withoutEmptyPort(text);
}

function portNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? portIn(`:${Number(text) > 65_535 ? 0 : text}`) : undefined;
}

/** The scheme by which the client came, as far as it is known. */
export function schemeOf(socket: Socket, told: Told | undefined): Scheme {
  return told?.scheme ?? ('encrypted' in socket ? 'https' : 'http');
}

/** Whether what is between the client and the first proxy, or this balancer, is encrypted. */
export function isSecure(socket: Socket, told: Told | undefined): boolean {
  const scheme = schemeOf(socket, told);
  return scheme === 'https' || scheme === 'wss';
}
