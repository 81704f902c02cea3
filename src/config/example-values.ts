import { addressCure } from './address-cures';
import { durationCure, sizeCure } from './value-cures';

/** A kind of value that an example may hold, and how the value that was written is written here; undefined where it does not fit. */
type Slot = { readonly in: RegExp; take(value: string): string | undefined };

const slots: readonly Slot[] = [
  // A name without a dot or a port is that of a group of servers.
  {
    in: /^servers: \[localhost:8081\]$/,
    take: (value) => (/^[A-Za-z][\w-]*$/.test(value) ? `pool: ${value}, with its servers under pools` : undefined),
  },
  { in: /localhost:808\d/, take: (value) => (/^[\w.:/-]+$/.test(value) ? addressCure(value) : undefined) },
  { in: /(?<=host: )www\.mango\.com/, take: (value) => (/^(\*\.)?[\w-]+(\.[\w-]+)+$/.test(value) ? quoted(value) : undefined) },
  { in: /^path: \/new$/, take: redirectTo },
  { in: /(?<=^path: )\/\w+/, take: (value) => (/^\/[\w./-]*$/.test(value) ? value : undefined) },
  { in: /(?<=^health: \{path: )\/\w+/, take: (value) => (/^\/[\w./-]*$/.test(value) ? value : undefined) },
  {
    in: /(?<=^cookie: |^sticky: \{cookie: )\w+/,
    take: (value) => (/^[\w-]+$/.test(value) && !/^(true|on|yes)$/i.test(value) ? value : undefined),
  },
  { in: /(?<=^listen: |^max_connections: |^retries: |^(rise|fall): )\d+/, take: (value) => (/^\d{1,5}$/.test(value) ? value : undefined) },
  {
    in: /(?<=: |\{)\d+(ms|s|m|h)\b/,
    take: (value) => (/^\d+(\.\d+)?(ms|s|m|h)$/.test(value) ? value : plain(durationCure(value, undefined))),
  },
  { in: /(?<=: |\{)\d+(B|KiB|MiB)\b/, take: (value) => plain(sizeCure(value)) },
];

/** An example such as `servers: [localhost:8081]` with the value that was written, where that fits in its place. */
export function exampleWith(example: string, value: unknown): string {
  if ((typeof value !== 'string' && typeof value !== 'number') || String(value).length > 60) return example;
  for (const slot of slots) {
    if (!slot.in.test(example)) continue;
    const taken = slot.take(String(value));
    if (taken === undefined) continue;
    return taken.startsWith('pool: ') ? taken : example.replace(slot.in, () => taken);
  }
  return example;
}

/** Where a whole URL leads, in the parts of a redirect; what holds a variable of another program is left out. */
function redirectTo(value: string): string | undefined {
  const [, scheme, host = '$', path = ''] = /^(https?):\/\/([^/$]*)(\/[\w./-]*)?/i.exec(value) ?? [];
  if (scheme === undefined) return undefined;
  const parts = [`scheme: ${scheme.toLowerCase()}`];
  if (/^[\w.:-]+$/.test(host)) parts.push(`host: ${host}`);
  if (path.length > 1) parts.push(`path: ${path}`);
  return parts.join(', ');
}

/** A cure that is the value alone. */
function plain(cure: string | undefined): string | undefined {
  return cure !== undefined && /^[\w.]+$/.test(cure) ? cure : undefined;
}

function quoted(host: string): string {
  return host.startsWith('*') ? `"${host}"` : host;
}
