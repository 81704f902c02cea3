import { type Network, networkText, parseNetwork } from '../net/network';
import type { Finding, Path, Places } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';

type Item = { readonly path: Path; readonly text: string; readonly network: Network };

/** Lists of addresses and networks of which a part says nothing, or something else than it seems to. */
export function findNetworkSlips(root: RawEntry, places: Places): Finding[] {
  const trusted = itemsIn(root.value.trusted_proxies, ['trusted_proxies']);
  return [
    ...trusted.flatMap(trustsAll),
    ...[trusted, ...[root, ...poolsOf(root), ...entriesWithin(root)].flatMap((entry) => [rejected(entry), allowed(entry)])].flatMap(
      (list) => [...list.flatMap((item) => strayBits(item, places)), ...repeated(list, places)],
    ),
    ...[root, ...poolsOf(root), ...entriesWithin(root)].flatMap((entry) => [...allowsNobody(entry), ...allowedInVain(entry, places)]),
  ];
}

const rejected = (entry: RawEntry) => firewallList(entry, 'ip_reject');
const allowed = (entry: RawEntry) => firewallList(entry, 'ip_allow');

function firewallList({ path, value: { firewall_rules: rules } }: RawEntry, key: string): Item[] {
  return isMap(rules) ? itemsIn(rules[key], [...path, 'firewall_rules', key]) : [];
}

function itemsIn(list: unknown, path: Path): Item[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index): Item[] => {
    const network = parseNetwork(String(item));
    return network === undefined ? [] : [{ path: [...path, index], text: String(item), network }];
  });
}

/** Then the client itself is taken for a proxy, and what it says of its address for the truth. */
function trustsAll({ path, text, network }: Item): Finding[] {
  if (network.prefix > 0) return [];
  const message = `${text} trusts everybody, so that each client can choose the address that it is taken for: expected the addresses of the proxies in front`;
  return [{ path, at: 'value', message }];
}

function strayBits({ path, text, network }: Item, places: Places): Finding[] {
  const meant = networkText(network);
  const address = networkText({ ...network, prefix: network.family === 'ipv4' ? 32 : 128 });
  if (meant.split('/')[0] === address) return [];
  if (!places.isWritten(path)) return [{ path, at: 'value', message: unseenStrayBits }];
  const message = `${text} stands for all of ${meant}, whatever is behind its first ${network.prefix} bits: expected ${meant}, or the address without "/${text.split('/')[1]}"`;
  return [{ path, at: 'value', message }];
}

const unseenStrayBits =
  'an address with a prefix stands for its whole network, whatever is behind the bits of that: expected the address of the network, or one without "/"';

function repeated(list: readonly Item[], places: Places): Finding[] {
  const first = new Map<string, Item>();
  return list.flatMap((item): Finding[] => {
    const key = networkText(item.network);
    const before = first.get(key) ?? item;
    first.set(key, before);
    if (before === item) return [];
    const as = before.text === item.text ? '' : ` as ${before.text}`;
    return [
      {
        path: item.path,
        at: 'value',
        message: `${item.text} is on this list already${as}, at ${places.of(before.path, item.path)}: expected it once`,
      },
    ];
  });
}

function allowsNobody({ path, value: { firewall_rules: rules } }: RawEntry): Finding[] {
  if (!isMap(rules) || !Array.isArray(rules.ip_allow) || rules.ip_allow.length > 0) return [];
  const message = 'ip_allow is an empty list, so that nobody may pass: expected addresses, or no ip_allow where everybody may';
  return [{ path: [...path, 'firewall_rules', 'ip_allow'], at: 'value', message }];
}

/** Both lists hold, so that an exception from a refusal cannot be written so. */
function allowedInVain(entry: RawEntry, places: Places): Finding[] {
  const refusals = new Map(rejected(entry).map((item) => [networkText(item.network), item]));
  const prefixes = [...new Set(Array.from(refusals.values(), ({ network }) => network.prefix))];
  return allowed(entry).flatMap(({ path, text, network }): Finding[] => {
    const around = prefixes.filter((prefix) => prefix <= network.prefix).map((prefix) => refusals.get(networkText({ ...network, prefix })));
    const refusal = around.find((item) => item?.network.family === network.family);
    if (refusal === undefined) return [];
    const message = `${text} is refused all the same, because ip_reject has ${refusal.text} at ${places.of(refusal.path, path)} and both lists hold: expected it on one of them`;
    return [{ path, at: 'value', message }];
  });
}
