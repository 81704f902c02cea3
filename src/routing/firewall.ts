import type { FirewallRules } from '../config/schema';
import { comparablePrefix } from '../http/comparable';
import { spelling } from '../http/field-name';
import { AddressList } from '../net/addresses';
import { otherReadings } from './other-reading';
import { PathIndex, type PathNode } from './paths';
import { compilePattern } from './text-pattern';

/** What a firewall looks at: `path` normalised, `spelled` the values of all fields
 * that a backend may take for the one with this name (as `spelling` has it), joined by commas. */
export type FirewallRequest = {
  readonly ip: string;
  readonly path: string;
  readonly method: string;
  spelled(name: string): string | undefined;
};

export interface Firewall {
  /** Refusals are logged and counted only. */
  readonly dryRun: boolean;
  /** The rule that refuses this request, such as `ip_reject` or `path_reject /messages`; undefined when it may pass. */
  refuses(request: FirewallRequest): string | undefined;
}

type Rule = (request: FirewallRequest) => string | undefined;

/** Compiles firewall rules; empty lists cost nothing. An address that cannot be read is on no list, so `ip_allow` refuses it. */
export function compileFirewall(rules: FirewallRules): Firewall {
  const compiled = [ipAllow(rules), ipReject(rules), methodReject(rules), pathReject(rules), ...headerReject(rules)].filter(
    (rule) => rule !== undefined,
  );

  function refuses(request: FirewallRequest): string | undefined {
    for (const rule of compiled) {
      const name = rule(request);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  return { dryRun: rules.dry_run, refuses };
}

function ipAllow({ ip_allow }: FirewallRules): Rule | undefined {
  if (ip_allow === undefined) return undefined;
  const allowed = new AddressList(ip_allow);
  return ({ ip }) => (allowed.has(ip) ? undefined : 'ip_allow');
}

function ipReject({ ip_reject }: FirewallRules): Rule | undefined {
  if (ip_reject.length === 0) return undefined;
  const rejected = new AddressList(ip_reject);
  return ({ ip }) => (rejected.has(ip) ? 'ip_reject' : undefined);
}

function methodReject({ method_reject }: FirewallRules): Rule | undefined {
  if (method_reject.length === 0) return undefined;
  const rejected = new Set<string>(method_reject);
  return ({ method }) => (rejected.has(method) ? `method_reject ${method}` : undefined);
}

function pathReject({ path_reject }: FirewallRules): Rule | undefined {
  const [first] = path_reject;
  if (first === undefined) return undefined;
  const rejected = new PathIndex<string>();
  for (const path of path_reject) rejected.addPrefix(comparablePrefix(path) ?? path, `path_reject ${path}`);
  const ruleFor = (path: string | undefined) => (path === undefined ? `path_reject ${first}` : prefixRule(rejected.deepest(path)));
  return ({ path }) => {
    const rule = ruleFor(path);
    if (rule !== undefined) return rule;
    for (const other of otherReadings(path)) {
      const otherRule = ruleFor(other);
      if (otherRule !== undefined) return otherRule;
    }
    return undefined;
  };
}

function prefixRule(deepest: PathNode<string>): string | undefined {
  for (let node: PathNode<string> | undefined = deepest; node !== undefined; node = node.parent) {
    if (node.values.length > 0) return node.values[0];
  }
  return undefined;
}

function headerReject({ header_reject }: FirewallRules): Rule[] {
  return Object.entries(header_reject).map(([name, pattern]) => {
    const key = spelling(name);
    const matches = compilePattern(pattern);
    return (request) => {
      const value = request.spelled(key);
      return value !== undefined && matches(value) ? `header_reject ${name}` : undefined;
    };
  });
}
