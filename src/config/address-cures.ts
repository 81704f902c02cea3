import { quote, withoutLogin } from './problems';

/** The address that a backend's name in another form stands for: `http://a` is `a:80`; undefined when there is none. */
export function addressCure(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (/^\d{2,5}$/.test(text)) return Number(text) <= 65535 ? `localhost:${text}` : undefined;
  const [, scheme, host = '', port, rest = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/\s]*@)?(\[[0-9a-f:.]+\]|[\w.-]+)?(?::(\d{1,5}))?([/?#].*|\s.*)?$/i.exec(text) ?? [];
  if (port === undefined && scheme?.toLowerCase() !== 'http') return undefined;
  const address = `${host === '' ? 'localhost' : host}:${port ?? 80}`;
  const weight = /\bweight[= ](\d{1,3})\b/.exec(rest)?.[1];
  if (weight !== undefined) return `{address: "${address}", weight: ${weight}}`;
  return /\bbackup\b/.test(rest) ? `{address: "${address}", backup: true}` : address;
}

/** What is wrong with a text that is no address of a backend, as a sentence; undefined when nothing special is. */
export function addressSlip(value: string): string | undefined {
  // A name and a password in it are nobody’s business.
  const shown = quote(withoutLogin(value));
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):/i.exec(value) ?? [];
  const isUrl = value.startsWith(`${scheme}://`) && scheme !== '';
  if (scheme.toLowerCase() === 'unix' || value.startsWith('/'))
    return `${shown} is a socket in the file system, which Mangrove does not connect to: expected host:port`;
  if (isUrl && /^(https|wss|grpcs|h2)$/i.test(scheme))
    return `${shown} starts with ${scheme}://, and Mangrove speaks no TLS to backends yet: expected host:port of a server that answers plain HTTP`;
  const cure = addressCure(value);
  if (cure === undefined) return undefined;
  if (/^\d+$/.test(value)) return `${shown} is a port alone: expected ${cure}`;
  const hasPath = /^[^/?#\s]+[/?#]./.test(value.slice(isUrl ? scheme.length + 3 : 0));
  if (hasPath) return `${shown} has a path, and a server has none: expected ${cure}, and rewrite_rules for the path`;
  if (isUrl) return `${shown} starts with ${scheme}://: expected ${cure}`;
  return cure === value ? undefined : `${shown} is no address: expected ${cure}`;
}
