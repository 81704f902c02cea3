import type { Finding } from './problems';
import type { RawMap } from './raw';

/** A form that a file has which is no config, how it is known, and what it is in a sentence. */
type Form = { readonly signs: RegExp; readonly is: string; readonly cure?: string; readonly evenInConfig?: true };

const config = 'a config in YAML with hosts or paths';

/** Texts of other kinds, the surest signs first. */
const forms: readonly Form[] = [
  { signs: /^[^\n]*\r(?!\n)[^\n]*$/, is: 'a text whose lines end with carriage returns alone', cure: 'line feeds', evenInConfig: true },
  { signs: /^\s*<(!doctype|html|head|body|\?xml|[a-z]+[ >])/i, is: 'a page in HTML or XML, perhaps the message of an error' },
  { signs: /^-----BEGIN /m, is: 'a key or a certificate' },
  { signs: /^#!/, is: 'a script' },
  { signs: /^[ \t]*(\{\{|\{%)/m, is: 'a template that was not filled in', cure: `what it makes, ${config}`, evenInConfig: true },
  { signs: /^[ \t]*(server|http|events|stream|upstream +\S+|location +[^{\n]+)\s*\{/m, is: 'a config of nginx' },
  { signs: /^(frontend|backend|listen|defaults|global)(\s+[\w.-]+)?\s*(#.*)?$\n^\s+\w/m, is: 'a config of HAProxy' },
  { signs: /^(\(\S+\)|[^\s:{}]*(:\d+)?)( [^\s{}:]+)* ?\{\s*$/m, is: 'a Caddyfile' },
  { signs: /^[ \t]*\[[\w."-]+\]\s*$[\s\S]*^[ \t]*[\w."-]+\s*=/m, is: 'a config in TOML or INI' },
  { signs: /^[ \t]*[\w.-]+[ \t]*=[ \t]*\S/m, is: 'a list of settings with "="' },
];

/** Keys that no other program has: where one of them begins a line, other signs are text within a config. */
const ownKeys = /^(hosts|paths|pools|client_timeouts|firewall_rules)\s*:/m;

/** The signs of a form are in the beginning of a text. */
const headLength = 4096;

/** That a text which YAML cannot read as a config is something else, and where its signs are; undefined when it has none. */
export function otherFormat(text: string): { readonly offset: number; readonly message: string } | undefined {
  const merge = /^(<{7}|\|{7}|>{7})( |$)/m.exec(text);
  if (merge !== null)
    return {
      offset: merge.index,
      message: 'this is a mark of a merge that was not finished: expected one of the two versions, without the marks',
    };
  const isConfig = ownKeys.test(text);
  const head = text.slice(0, headLength);
  for (const { signs, is, cure = config, evenInConfig } of forms) {
    const match = isConfig && evenInConfig === undefined ? null : signs.exec(head);
    if (match === null) continue;
    const offset = match.index + Math.max(0, match[0].search(/\S/));
    return { offset, message: `this is ${is}: expected ${cure}` };
  }
  return undefined;
}

/** YAML of other programs, by keys that stand at its top: all of `keys`, and none of `hosts` and `paths`. */
const programs: readonly { readonly keys: readonly string[]; readonly is: string; readonly cure?: string }[] = [
  { keys: ['apiVersion', 'kind'], is: 'a resource of Kubernetes' },
  { keys: ['static_resources'], is: 'a config of Envoy' },
  { keys: ['entryPoints'], is: 'a config of Traefik' },
  { keys: ['providers'], is: 'a config of Traefik' },
  { keys: ['openapi'], is: 'a description of an API' },
  { keys: ['scrape_configs'], is: 'a config of Prometheus' },
  { keys: ['apps'], is: 'a config of Caddy' },
  { keys: ['services', 'version'], is: 'a file of Docker Compose' },
  { keys: ['services', 'volumes'], is: 'a file of Docker Compose' },
  { keys: ['services', 'networks'], is: 'a file of Docker Compose' },
  { keys: ['name', 'dependencies'], is: 'a package.json' },
  { keys: ['name', 'scripts'], is: 'a package.json' },
  { keys: ['$schema', 'properties'], is: 'a JSON schema' },
  { keys: ['definitions', 'properties'], is: 'a JSON schema' },
];

/** That a map is a file of another program: one finding in place of one for each of its keys. */
export function findOtherProgram(root: RawMap): Finding | undefined {
  if (Object.hasOwn(root, 'hosts') || Object.hasOwn(root, 'paths')) return undefined;
  const program = programs.find(({ keys }) => keys.every((key) => Object.hasOwn(root, key)));
  if (program === undefined) return undefined;
  return { path: [program.keys[0] as string], at: 'key', message: `this is ${program.is}: expected ${config}` };
}
