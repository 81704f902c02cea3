import { comparableAddress, listenAddress } from './addresses';
import { comparableName } from './local-addresses';
import { type Finding, type Path, type Places, quote } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';
import { configSchema, type ListenAddress } from './schema';

/** Servers twice in a pool, and two listeners on one port. */
export function findConflicts(root: RawEntry, places: Places): Finding[] {
  return [...[...poolsOf(root), ...entriesWithin(root)].flatMap((entry) => repeatedServers(entry, places)), ...samePort(root)];
}

function repeatedServers(entry: RawEntry, places: Places): Finding[] {
  const { servers } = entry.value;
  if (!Array.isArray(servers)) return [];
  const seen = new Map<string, { readonly path: Path; readonly address: string }>();
  return servers.flatMap((server: unknown, index): Finding[] => {
    const path = isMap(server) ? [...entry.path, 'servers', index, 'address'] : [...entry.path, 'servers', index];
    const address = isMap(server) ? server.address : server;
    if (typeof address !== 'string') return [];
    const key = comparableAddress(address);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, { path, address });
      return [];
    }
    const as = first.address.toLowerCase() === address.toLowerCase() ? '' : ` as ${quote(first.address)}`;
    const message = `server ${quote(address)} is in this pool already${as}, at ${places.of(first.path, path)}: expected each server once (weight gives one a larger share)`;
    return [{ path, at: 'value', message }];
  });
}

function samePort(root: RawEntry): Finding[] {
  const listen = listenAddress.safeParse(root.value.listen ?? configSchema.shape.listen.def.defaultValue);
  const admin = configSchema.shape.admin.safeParse(root.value.admin);
  if (!listen.success || !admin.success || admin.data === false || listen.data.port === 0 || listen.data.port !== admin.data.port)
    return [];
  if (!overlap(listen.data, admin.data)) return [];
  const key = root.value.admin === undefined ? 'listen' : 'admin';
  const other = key === 'listen' ? 'admin has by default' : 'listen has too';
  return [{ path: [key], at: 'value', message: `${key} has port ${listen.data.port}, which ${other}: expected two different ports` }];
}

/** Two addresses on one port go together only when they are different and neither stands for all. */
export function overlap(a: ListenAddress, b: ListenAddress): boolean {
  const [one, other] = [a, b].map(({ host }) =>
    host === undefined || ['0.0.0.0', '::'].includes(comparableName(host))
      ? undefined
      : comparableName(host).replace('localhost', '127.0.0.1'),
  );
  return one === undefined || other === undefined || one === other;
}
