import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { hostPort } from './host-port';

/** What /etc/resolv.conf says (resolv.conf(5)). `timeoutMs` is that of one question to one server; `attempts` are rounds through all. */
export type ResolvConf = {
  /** `address:port` each. */
  readonly servers: readonly string[];
  /** Without dots at their ends; an empty one is the root. */
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly rotate: boolean;
};

/** As the C library has them (resolv.conf(5)): beyond these, an option is the most. */
const mostServers = 3;
const most = { ndots: 15, timeout: 30, attempts: 5 } as const;
const dnsPort = 53;

/**
 * Reads the text of a resolv.conf. Lines that make no sense are passed over, as the C library does. Without a server,
 * this machine is asked; without a domain to search, that of the machine's own name is.
 */
export function parseResolvConf(text: string, machine = hostname()): ResolvConf {
  const servers: string[] = [];
  const options = { ndots: 1, timeout: 5, attempts: 2 };
  const dot = machine.indexOf('.');
  let search: readonly string[] = dot === -1 ? [] : [bare(machine.slice(dot + 1))];
  let rotate = false;
  for (const line of text.split('\n')) {
    const [key, ...words] = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/);
    // The last of `search` and `domain` counts.
    if (key === 'search') search = words.map(bare);
    if (key === 'domain') search = words.slice(0, 1).map(bare);
    if (key === 'nameserver') servers.push(...words.slice(0, 1).flatMap((word) => serverAddress(word) ?? []));
    if (key !== 'options') continue;
    rotate ||= words.includes('rotate');
    for (const word of words) {
      const [, name, value] = /^(ndots|timeout|attempts):(\d+)$/.exec(word) ?? [];
      if (name === 'ndots' || name === 'timeout' || name === 'attempts') options[name] = Math.min(Number(value), most[name]);
    }
  }
  return {
    servers: servers.length === 0 ? [`127.0.0.1:${dnsPort}`] : servers.slice(0, mostServers),
    search,
    ndots: options.ndots,
    timeoutMs: Math.max(1, options.timeout) * 1000,
    attempts: Math.max(1, options.attempts),
    rotate,
  };
}

/** `address:port` of a name server written with or without its port, an IPv6 address in brackets; undefined when it is neither. */
function serverAddress(text: string): string | undefined {
  const [, inBrackets, plain, port = String(dnsPort)] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = inBrackets ?? plain ?? text;
  if (isIP(address) === 0 || Number(port) > 65535) return undefined;
  return hostPort(address, port);
}

function bare(domain: string): string {
  return domain.replace(/\.$/, '').toLowerCase();
}
