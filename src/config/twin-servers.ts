import { parseAddress } from './addresses';
import { comparableName } from './local-addresses';
import { type Finding, type Path, type Places, quote } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';

/** Servers of one pool that are surely one and the same, though by two names: localhost and 127.0.0.1, a name with and without a dot behind it. */
export function findTwinServers(root: RawEntry, places: Places): Finding[] {
  return [...poolsOf(root), ...entriesWithin(root)].flatMap(({ path, value: { servers } }) => {
    if (!Array.isArray(servers)) return [];
    const first = new Map<string, { readonly address: string; readonly path: Path }>();
    return servers.flatMap((server: unknown, index): Finding[] => {
      const at = isMap(server) ? [...path, 'servers', index, 'address'] : [...path, 'servers', index];
      const address = String(isMap(server) ? server.address : server);
      const key = machineOf(address);
      const before = first.get(key);
      if (before === undefined) first.set(key, { address, path: at });
      if (before === undefined) return [];
      const message = `server ${quote(address)} and ${quote(before.address)} at ${places.of(before.path, at)} are one server, which gets twice the share of others: expected it once, with a weight if need be`;
      return [{ path: at, at: 'value', message }];
    });
  });
}

function machineOf(address: string): string {
  const parts = parseAddress(address);
  if (parts === undefined) return address;
  const name = comparableName(parts.host).replace(/(\..*)\.$/, '$1');
  return `${/^(localhost\.?|0\.0\.0\.0)$/.test(name) ? '127.0.0.1' : name} ${parts.port}`;
}
