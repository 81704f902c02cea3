import { comparableHost } from '../http/comparable';

/** Values by host name: exact names in one map, the suffixes of `*.` names in another, so that a lookup costs two map reads. */
export class HostIndex<Value> {
  private readonly names = new Map<string, Value>();
  private readonly wildcards = new Map<string, Value>();

  /** The value under this name of the config (`www.mango.com`, `*.mango.com`, an address), made on first use. */
  entry(name: string, make: () => Value): Value {
    const host = comparableHost(name) ?? name;
    const isWildcard = host.startsWith('*.');
    const index = isWildcard ? this.wildcards : this.names;
    const key = isWildcard ? host.slice(2) : host;
    const known = index.get(key);
    if (known !== undefined) return known;
    const value = make();
    index.set(key, value);
    return value;
  }

  /** Every name with its value, in the order in which a lookup tries them: exact names, then wildcards. */
  *entries(): Generator<readonly [name: string, value: Value]> {
    yield* this.names;
    for (const [suffix, value] of this.wildcards) yield [`*.${suffix}`, value];
  }

  exact(host: string): Value | undefined {
    return this.names.get(host);
  }

  /** The value of `*.rest` for a host `label.rest`: the star stands for one label, never for none or two. */
  wildcard(host: string): Value | undefined {
    if (this.wildcards.size === 0) return undefined;
    const dot = host.indexOf('.');
    return dot === -1 ? undefined : this.wildcards.get(host.slice(dot + 1));
  }
}
