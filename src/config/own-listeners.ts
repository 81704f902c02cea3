import { listenAddress, parseAddress } from './addresses';
import { reaches } from './local-addresses';
import { type Finding, type Path, quote } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';
import { configSchema } from './schema';

type Server = { readonly path: Path; readonly address: string };

/** Servers that are this Mangrove itself: the address where clients connect, or the status API, where that has no token. Also those at an address that is none. */
export function findOwnListeners(root: RawEntry): Finding[] {
  const listen = listenAddress.safeParse(root.value.listen ?? configSchema.shape.listen.def.defaultValue).data;
  const admin = configSchema.shape.admin.safeParse(root.value.admin).data;
  const servers = [...poolsOf(root), ...entriesWithin(root)].filter((entry) => !changesHost(entry)).flatMap(serversOf);
  return servers.flatMap(({ path, address }): Finding[] => {
    const { host, port } = parseAddress(address) ?? { host: '', port: 0 };
    const leadsTo = (at: { host?: string | undefined; port: number }) => port !== 0 && at.port === port && reaches(host, at.host);
    if (listen !== undefined && leadsTo(listen)) return [{ path, at: 'value', message: itself(address, root.value.listen) }];
    const isOpen = admin !== undefined && admin !== false && admin.token === undefined;
    if (isOpen && leadsTo(admin)) return [{ path, at: 'value', message: statusApi(address) }];
    return /^(0\.0\.0\.0|\[?::\]?)$/.test(host) ? [{ path, at: 'value', message: everyAddress(address, port) }] : [];
  });
}

/** A request that comes back for another host was sent to another entry on purpose. */
function changesHost({ value: { header_rules: rules } }: RawEntry): boolean {
  return isMap(rules) && isMap(rules.add) && Object.keys(rules.add).some((name) => name.toLowerCase() === 'host');
}

function serversOf({ path, value: { servers } }: RawEntry): Server[] {
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((server: unknown, index): Server[] => {
    if (isMap(server)) return [{ path: [...path, 'servers', index, 'address'], address: String(server.address) }];
    return [{ path: [...path, 'servers', index], address: String(server) }];
  });
}

function itself(address: string, written: unknown): string {
  const listen = written === undefined ? 'listen is 8080 by default, if PORT says nothing else' : `listen is ${String(written)}`;
  return `server ${quote(address)} is this Mangrove itself (${listen}), so that each request goes in circles until it is too large (431): expected the address of a backend`;
}

function everyAddress(address: string, port: number): string {
  return `server ${quote(address)} is where a server may listen, not where it is: expected localhost:${port}, or its address`;
}

function statusApi(address: string): string {
  return `server ${quote(address)} is the status API of this Mangrove, which obeys this machine, so that each client could change what it likes: expected the address of a backend, or a token for admin`;
}
