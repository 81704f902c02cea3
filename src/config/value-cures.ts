import { isIP } from 'node:net';
import { addressCure } from './address-cures';
import type { Path } from './problems';
import { isMap } from './raw';

/**
 * What to write in place of a value that does not fit, where that can be told from the key and the value, or else from what was
 * expected, whose sentences begin alike for values of one kind; and what was expected.
 */
export function valueCure(path: Path, value: unknown, expected: string): string {
  const last = path.at(-1);
  const key = typeof last === 'string' ? last : undefined;
  if (key === 'secret' || key === 'token') return expected;
  const known = entryCure(path, value) ?? byKey(key, value);
  if (known !== undefined) return known;
  const found = kinds.find(({ expects }) => expects.test(expected))?.cure(value, key);
  const cure = found === undefined || found === value ? expected : found;
  // One that says more than a value needs no form beside it.
  return cure === expected || /[,:] /.test(cure) ? cure : `${cure} (${expected})`;
}

/** `hosts: [www.mango.com]`, `paths: [/cart]`, `pools: {fruit: [alphonso:80]}`: what should be a map, and is its first value alone. */
function entryCure(path: Path, value: unknown): string | undefined {
  const [list, name] = path.slice(-2);
  if (isMap(value)) return undefined;
  if (typeof name === 'number' && list === 'hosts')
    return `{host: ${isWord(value) ? short(value) : 'www.mango.com'}, servers: [localhost:8081]}`;
  if (typeof name === 'number' && list === 'paths') return `{path: ${isWord(value) ? short(value) : '/cart'}, servers: [localhost:8081]}`;
  if (path.length !== 2 || list !== 'pools') return undefined;
  return `{servers: ${listOfServers([value].flat().filter(isWord).map(String).slice(0, 4))}}`;
}

function short(value: string | number | boolean): string {
  return String(value).slice(0, 60);
}

type Kind = { readonly expects: RegExp; cure(value: unknown, key: string | undefined): string | undefined };

/** The first that fits the expected counts. */
const kinds: readonly Kind[] = [
  { expects: /^(a duration|off, or a duration)/, cure: (value, key) => durationCure(value, key) },
  { expects: /^(a size|off, or a size)/, cure: (value) => sizeCure(value) },
  { expects: /^(true or false|false, or|true, false, or)/, cure: (value) => switchCure(value) },
  { expects: /^status codes/, cure: (value) => statusCure(value) },
  { expects: /^a path that starts/, cure: (value) => pathCure(value) },
  { expects: /^a host name such as/, cure: (value) => hostCure(value) },
  { expects: /^a port, or an address/, cure: (value) => listenCure(value) },
  { expects: /^(a whole number|a number|one of 30)/, cure: (value) => numberCure(value) },
  { expects: /^host:port/, cure: (value) => addressCure(value) },
  { expects: /^a list/, cure: (value, key) => listCure(value, key) },
  { expects: /^(text|the name of a pool|a header name|a cookie name)/, cure: (value) => singleCure(value) },
];

type KeyCure = { readonly value: RegExp; readonly write: string };

/** A word or number in place of what a key wants, by key: `sticky: true`. */
const keys: Readonly<Record<string, readonly KeyCure[]>> = {
  sticky: [
    { value: /^(false|off|no|none|0)$/i, write: 'sticky left out' },
    { value: /^/, write: 'sticky: {cookie: shop}, with a name for the cookie' },
  ],
  health: [
    { value: /^(\/\S*)$/, write: 'health: {path: $1}' },
    { value: /^tcp$/i, write: 'health: {type: tcp}' },
    { value: /^/, write: 'health: {path: /healthz}, or false' },
  ],
  outliers: [
    {
      value: /^(true|on|yes|enabled)$/i,
      write: 'outliers left out, since they are on by default, a map such as {consecutive_failures: 5}, or false',
    },
  ],
  circuit_breaker: [{ value: /^/, write: 'circuit_breaker: {error_percent: 50}, or false' }],
  rate_limit: [
    { value: /^(false|off|no|none|0)$/i, write: 'rate_limit left out' },
    { value: /^([1-9]\d*) ?(?:r|req|requests)?(?:\/|ps$)s?(?:ec|econd)?$/i, write: 'rate_limit: {requests: $1, per: 1s}' },
    { value: /^([1-9]\d*) ?(?:r|req|requests)?\/m(?:in|inute)?$/i, write: 'rate_limit: {requests: $1, per: 1m}' },
    { value: /^([1-9]\d*) ?(?:r|req|requests)?\/h(?:our)?$/i, write: 'rate_limit: {requests: $1, per: 1h}' },
    { value: /^([1-9]\d*)$/, write: 'rate_limit: {requests: $1, per: 1s}' },
    { value: /^/, write: 'rate_limit: {requests: 100, per: 1m}' },
  ],
  redirect: [
    { value: /^(https?):?\/?\/?$/i, write: 'redirect: {scheme: $1}' },
    { value: /^(https?):\/\/([^/@$]+)\/?$/i, write: 'redirect: {scheme: $1, host: $2}' },
    { value: /^(https?):\/\/([^/@$]+)(\/[^$]*)$/i, write: 'redirect: {scheme: $1, host: $2, path: $3}' },
    { value: /^(\/\S*)$/, write: 'redirect: {path: $1}' },
    { value: /^/, write: 'redirect: {scheme: https}' },
  ],
  respond: [
    { value: /^(\d{3})$/, write: 'respond: {status: $1}' },
    { value: /^/, write: 'respond: {status: 200, body: hello}' },
  ],
  mirror: [{ value: /^([\w-]+)$/, write: 'mirror: {pool: $1}' }],
  split: [{ value: /^/, write: 'split: {pools: {stable: 9, canary: 1}}' }],
  timeouts: [
    { value: /^(\d+(?:ms|s|m|h))$/, write: 'timeouts: {first_byte: $1}' },
    { value: /^/, write: 'timeouts: {connect: 3s, first_byte: 30s}' },
  ],
  client_timeouts: [{ value: /^/, write: 'client_timeouts: {head: 10s, body: 60s}' }],
  limits: [{ value: /^/, write: 'limits: {body: 10MiB}' }],
  cors: [
    { value: /^(\*|true|on|yes)$/, write: 'cors: {origins: ["*"]}, or the origins by name' },
    { value: /^(https?:\/\/[^\s/]+)$/, write: 'cors: {origins: [$1]}' },
  ],
  proxy_protocol: [{ value: /^/, write: 'proxy_protocol: {from: [10.0.0.0/8]}, with the proxies that send it' }],
  send_proxy: [{ value: /^(true|on|yes|2)$/, write: 'v1 or v2' }],
  upgrades: [
    { value: /^(true|on|yes)$/i, write: 'upgrades: [websocket]' },
    { value: /^(false|off|no|none)$/i, write: 'upgrades: []' },
  ],
  retries: [{ value: /^(false|off|no|none|never)$/i, write: '0' }],
  panic: [{ value: /^(false|off|no|none|never)$/i, write: '0' }],
  max_queue: [{ value: /^(false|off|no|none|never)$/i, write: '0' }],
  retry_budget: [{ value: /^(false|off|no|none|never)$/i, write: '0 for none, or 100 for as many retries as requests' }],
  slow_start: [{ value: /^(false|off|no|none|never)$/i, write: '0s' }],
  hedge_after: [{ value: /^(false|off|no|none|never)$/i, write: 'hedge_after left out' }],
  interval: [{ value: /^(false|off|no|none|never|0s?)$/i, write: 'health: false, for no checks at all' }],
  rewrite_rules: [{ value: /^/, write: 'rewrite_rules: {replace: {/old: /new}}' }],
  header_rules: [{ value: /^/, write: 'header_rules: {add: {X-Shop: mango}}' }],
  response_header_rules: [{ value: /^/, write: 'response_header_rules: {add: {X-Shop: mango}}' }],
  access_log: [{ value: /^(.*[/.].*)$/, write: 'log: $1, for the name of the file, and access_log: true' }],
  hash_on: [
    { value: /^(\$?(binary_)?remote_addr|client_?ip|source(_?ip)?|address|remote_?ip|src)$/i, write: 'ip' },
    { value: /^(\$?(request_)?uri|url|url_path)$/i, write: 'path' },
    { value: /^(?:\$http_|hdr\(|header[( _])([\w-]+)\)?$/i, write: 'header:$1' },
    { value: /^\$?cookie[( _]([\w-]+)\)?$/i, write: 'cookie:$1' },
    { value: /^(?:\$arg_|url_param[( _]|param[( _])([\w-]+)\)?$/i, write: 'param:$1' },
  ],
  by: [
    { value: /^(\$?(binary_)?remote_addr|client_?ip|source(_?ip)?|ip|remote_?ip|src)$/i, write: 'address' },
    { value: /^(header|cookie)[( _]([\w-]+)\)?$/i, write: '$1:$2' },
  ],
  pool: [{ value: /^$/, write: 'the name of an entry under pools' }],
  policy: [
    { value: /^(ip_?hash|source|source_?ip|client_?ip)$/i, write: 'policy: hash, hash_on: ip' },
    { value: /^(uri|url|uri_?hash|path_?hash)$/i, write: 'policy: hash, hash_on: path' },
    {
      value: /^(maglev|ring_?hash|consistent(_?hash(ing)?)?|chash|rendezvous|hdr|url_param)$/i,
      write: 'policy: hash, with what is hashed in hash_on',
    },
    { value: /^(rr|wrr|weighted(_?round_?robin)?|static-rr|smooth)$/i, write: 'round_robin, in which the weight of a server counts' },
    { value: /^(leastconn|least_?request|least_?outstanding.*|lc|wlc|least_?busy)$/i, write: 'least_connections' },
    { value: /^(p2c|random_?choose|random two.*|power_?of_?two.*)$/i, write: 'two_choices' },
    { value: /^(peak_?)?ewma$|^(fastest|latency|response_?time)$/i, write: 'least_time' },
    { value: /^(cookie|sticky|session)$/i, write: 'sticky: {cookie: shop} in place of a policy' },
    { value: /^(failover|priority|active_?passive|backup)$/i, write: 'first' },
  ],
  retry_on: [
    { value: /^(true|on|yes)$/i, write: 'retry_on left out, or [connect_failed, reset, 503]' },
    { value: /^(false|off|no|none)$/i, write: 'retries: 0' },
  ],
};

/** Reasons of nginx and Envoy to try again. */
const retryReasons: readonly KeyCure[] = [
  { value: /^(error|connect[-_]?failure|refused|conn[-_]failure)$/i, write: 'connect_failed' },
  { value: /^(reset[-_].*|disconnect.*)$/i, write: 'reset' },
  { value: /^(timeout|response[-_]timeout|per[-_]try[-_]timeout)$/i, write: 'first_byte_timeout' },
  { value: /^(5xx|gateway[-_]error)$/i, write: '502, 503, 504' },
  { value: /^http_(50[234])$/i, write: '$1' },
  { value: /^(invalid_header|junk[-_]response|empty[-_]response)$/i, write: 'bad_answer' },
];

function byKey(key: string | undefined, value: unknown): string | undefined {
  if (!isWord(value)) return shapeCure(key, value);
  for (const cure of key === undefined ? retryReasons : own(key)) {
    const match = cure.value.exec(String(value));
    if (match !== null) return cure.write.replace(/\$(\d)/g, (_, group: string) => String(match[Number(group)]));
  }
  return undefined;
}

function own(key: string): readonly KeyCure[] {
  return Object.hasOwn(keys, key) ? (keys[key] ?? []) : [];
}

function isWord(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Nothing for what is no word: a map may even hold what `String` would call. */
function textOf(value: unknown): string {
  return isWord(value) ? String(value).trim() : '';
}

/** A list in place of a map and the other way round. */
function shapeCure(key: string | undefined, value: unknown): string | undefined {
  const isList = Array.isArray(value) && value.length > 0;
  if (key === 'pools') return isList ? 'pools: {fruit: {servers: [localhost:8081]}}, a map from the name of each' : undefined;
  if (key === 'pool')
    return isList ? 'one name, or split: {pools: {stable: 9, canary: 1}} for several' : 'the name of a pool; its servers stand under pools';
  if (key === 'host' && isList) return 'one name, and an entry of hosts for each';
  if (key === 'listen' && isList) return 'one of them: Mangrove listens at one address';
  if (key === 'path' && isList) return 'one path, and an entry of paths for each';
  if (key === 'expect' && isList) return `text such as ${value.filter(isWord).slice(0, 4).join(',') || '200,204'}`;
  if (!isMap(value)) return undefined;
  const [first = ''] = Object.keys(value);
  if (/^-\S/.test(first) && first.length < 60) return `a list, with a space behind each "-": "- ${first.slice(1)}: …"`;
  if (/^[\u00a0\u2000-\u200b\u3000\ufeff]/.test(first)) return 'a list, whose lines begin with usual spaces';
  if (key === 'hosts') return 'a list, with a "-" before each entry: "- host: www.mango.com"';
  if (key === 'paths') return 'a list, with a "-" before each entry: "- path: /cart"';
  if (key === 'servers') return 'a list, with a "-" before each server, or [localhost:8081]';
  return undefined;
}

const units: Readonly<Record<string, readonly [factor: number, unit: string]>> = {
  ms: [1, 'ms'],
  msec: [1, 'ms'],
  msecs: [1, 'ms'],
  millis: [1, 'ms'],
  millisecond: [1, 'ms'],
  milliseconds: [1, 'ms'],
  s: [1, 's'],
  sec: [1, 's'],
  secs: [1, 's'],
  second: [1, 's'],
  seconds: [1, 's'],
  m: [1, 'm'],
  min: [1, 'm'],
  mins: [1, 'm'],
  minute: [1, 'm'],
  minutes: [1, 'm'],
  h: [1, 'h'],
  hr: [1, 'h'],
  hrs: [1, 'h'],
  hour: [1, 'h'],
  hours: [1, 'h'],
  d: [24, 'h'],
  day: [24, 'h'],
  days: [24, 'h'],
  w: [168, 'h'],
  week: [168, 'h'],
  weeks: [168, 'h'],
};
const secondsOf: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** A time in a unit of another spelling, or in several, as it is written here. */
export function durationCure(value: unknown, key: string | undefined): string | undefined {
  const text = textOf(value);
  if (/^\d+(\.\d+)?$/.test(text))
    return text === '0'
      ? 'a longer time, with its unit, or 0s where that may be'
      : `a duration with its unit, such as ${text}s or ${text}ms`;
  if (/^(never|none|infinity|inf|unlimited|-1|no)$/i.test(text))
    return key === undefined ? undefined : 'off where that may be, or a long time such as 24h';
  if (typeof value !== 'string') return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?|\.\d+)\s*([a-z]+)\s*/gi)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  const known = parts.map(([, amount, unit = '']) => [Number(amount), units[unit] ?? units[unit.toLowerCase()]] as const);
  if (known.some(([, unit]) => unit === undefined)) return undefined;
  if (known.length === 1) {
    const [[amount, unit] = [0, undefined]] = known;
    return unit === undefined ? undefined : `${amount * unit[0]}${unit[1]}`;
  }
  const seconds = known.reduce((sum, [amount, unit]) => sum + amount * (unit?.[0] ?? 1) * (secondsOf[unit?.[1] ?? 's'] ?? 1), 0);
  return seconds % 60 === 0 ? `one unit, as in ${seconds / 60}m` : `one unit, as in ${Math.round(seconds * 1000) / 1000}s`;
}

/** A size in a unit of another spelling, as it is written here. */
export function sizeCure(value: unknown): string | undefined {
  const text = textOf(value);
  if (/^\d+$/.test(text)) return text === '0' ? 'off, for no limit, or a size' : `a size with its unit, such as ${text}B or ${text}KiB`;
  const [, amount, letter = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b|bytes?|i)?$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const unit = { '': 'B', k: 'KiB', m: 'MiB', g: 'GiB' }[letter.toLowerCase()];
  return unit === undefined ? undefined : `${amount}${unit}`;
}

function switchCure(value: unknown): string | undefined {
  if (!isWord(value)) return undefined;
  if (value === 'true' || value === 'false') return `${value}, without quotes`;
  if (/^(on|yes|y|1|enabled?)$/i.test(String(value))) return 'true';
  return /^(off|no|n|0|disabled?|none)$/i.test(String(value)) ? 'false' : undefined;
}

function statusCure(value: unknown): string | undefined {
  const classes = [...textOf(value).matchAll(/([1-5])xx/gi)].map(([, digit]) => `${digit}00-${digit}99`);
  if (classes.length > 0) return classes.join(',');
  const codes = textOf(value).split(/[\s,|;]+/);
  return codes.length > 1 && codes.every((code) => /^[1-5]\d\d$/.test(code)) ? codes.join(',') : undefined;
}

function numberCure(value: unknown): string | undefined {
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (digits === undefined) return undefined;
  return percent === '' ? `${digits}, without quotes` : `${digits}, without "%"`;
}

function pathCure(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 60) return undefined;
  const url = /^https?:\/\/[^/?#]+(\/[^?#\s]*)?/i.exec(value);
  if (url !== null) return `${url[1] ?? '/'}, without scheme and host`;
  if (/^(~\*?|\^~|=)\s|^\^|\$$|\\|\(/.test(value)) return 'the beginning of a path, such as /cart: a path is no pattern';
  const [, path, mark] = /^([^?#]*)([?#])/.exec(value) ?? [];
  if (mark === '#') return `${path || '/'}, since what follows "#" never leaves the browser`;
  if (mark === '?') return `${path || '/'}, and what follows "?" under params`;
  if (/^\/[\w.~%/-]+( +[\w.~%/-]+)+$/.test(value)) return `${value.replaceAll(' ', '%20')}, as clients send it`;
  if (/^[\w.~%-]+(\/[\w.~%-]*)*$/.test(value)) return `/${value}`;
  return undefined;
}

function hostCure(value: unknown): string | undefined {
  if (value === '*' || value === '_') return 'top-level paths, which answer for every host that no entry names';
  if (typeof value !== 'string' || value.length > 80) return undefined;
  const bare = value
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/:\d*$/, '');
  if (/^[\w.-]+([,;|\s]+[\w.*-]+)+$/.test(bare)) return 'one name, and an entry of hosts for each';
  if (/^[“”„‘’]/.test(value)) return 'the name without the quotes of printed text';
  if (/^\.[\w.-]+$/.test(bare)) return `*${bare}, which stands for one label`;
  const [, inBrackets = ''] = /^\[([\da-f:.]+)(?:\](?::\d*)?)?$/i.exec(value.trim()) ?? [];
  if (isIP(inBrackets) === 4) return inBrackets;
  if (isIP(inBrackets) === 6) return `[${inBrackets}]`;
  if (/[~^$\\()[\]]|\*/.test(bare) && !/^\*\.[\w.-]+$/.test(bare) && isIP(bare) === 0)
    return 'a name, or one such as *.mango.com with "*" for its first label: a host is no pattern';
  return bare !== value && /^(\*\.)?[\w.-]+$/.test(bare) ? bare : undefined;
}

function listenCure(value: unknown): string | undefined {
  const text = textOf(value);
  if (/^https:|\bssl\b|\btls\b/i.test(text)) return 'a port alone: Mangrove speaks no TLS yet';
  if (isIP(text) !== 0) return `a port too, as in ${isIP(text) === 6 ? `[${text}]` : text}:8080`;
  const [, host = '', port] = /^(?:http:\/\/|tcp:\/\/)?(\*|\[?[\w.:-]*\]?)(?::|^)(\d{1,5})(?:\/tcp)?\/?(?:\s+\w+)*$/i.exec(text) ?? [];
  if (port !== undefined) return host === '*' || host === '' ? `${port}${text === port ? ', without quotes' : ''}` : `${host}:${port}`;
  return /^[\w.-]*[a-z][\w.-]*$/i.test(text) ? `a port too, as in ${text}:8080` : undefined;
}

function listCure(value: unknown, key: string | undefined): string | undefined {
  if (!isWord(value) || String(value).length > 80) return undefined;
  if (key === 'hosts') return 'a list of entries, such as [{host: www.mango.com, servers: [localhost:8081]}]';
  if (key === 'paths') return 'a list of entries, such as [{path: /cart, servers: [localhost:8081]}]';
  const items = String(value)
    .split(/[,;|\s]+/)
    .filter((item) => item !== '');
  if (items.length === 0 || items.some((item) => /[[\]{}"'#&*!%@`]/.test(item))) return undefined;
  return key === 'servers' ? listOfServers(items) : `[${items.join(', ')}]`;
}

function listOfServers(items: readonly string[]): string {
  return `[${items.map((item) => addressCure(item) ?? item).join(', ')}]`;
}

function singleCure(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length !== 1 || !isWord(value[0])) return undefined;
  return `${String(value[0]).slice(0, 60)}, without brackets`;
}
