import { type Document, isMap, isScalar, isSeq, parseDocument, type Tags, visit, type YAMLMap } from 'yaml';

export type StandIns = {
  /** The real address for one that is written in the config. */
  readonly addressOf: (written: string) => Promise<string>;
  /** Told of each address with its pool's settings as written. */
  readonly seen?: (written: string, pool: { readonly health?: unknown }) => void;
  /** Added to each pool that does not say otherwise. */
  readonly defaults?: Readonly<Record<string, unknown>>;
};

/** A config while it is being written: YAML text with its comments and order, changed in place. */
export class ConfigDraft {
  #document: Document;

  constructor(text = '{}') {
    this.#document = parseDocument(text, { stringKeys: true, customTags: (tags) => tags.map(keepingSpelling) });
  }

  get text(): string {
    return String(this.#document);
  }

  get(path: readonly (string | number)[]): unknown {
    const node = this.#document.getIn(path, true);
    return isScalar(node) ? node.value : node;
  }

  /** The value at `path` as plain data; undefined when there is none. */
  data(path: readonly (string | number)[]): unknown {
    const node = this.#document.getIn(path, true) as { toJSON?: () => unknown } | undefined;
    return node?.toJSON?.() ?? undefined;
  }

  set(path: readonly (string | number)[], value: unknown): void {
    if (this.#document.contents === null) this.#document = parseDocument('{}');
    this.#document.setIn(path, this.#document.createNode(value));
  }

  /** As `set`, unless the config says something there already. */
  suggest(path: readonly (string | number)[], value: unknown): void {
    if (!this.#document.hasIn(path)) this.set(path, value);
  }

  /** Appends to the list under a top-level key. */
  append(key: string, entry: unknown): void {
    if (!this.#document.has(key)) this.set([key], []);
    this.#document.addIn([key], this.#document.createNode(entry));
  }

  /** Sets `key` in every pool: each map that lists servers. */
  setInPools(key: string, value: unknown): void {
    for (const pool of this.#pools()) pool.set(key, this.#document.createNode(value));
  }

  /** As `setInPools`, for one key of a nested map; what is written there already stays. */
  suggestInPools(key: string, part: string, value: unknown): void {
    for (const pool of this.#pools()) {
      if (!isMap(pool.get(key))) pool.set(key, this.#document.createNode({}));
      if (!pool.hasIn([key, part])) pool.setIn([key, part], value);
    }
  }

  /** Changes the list of servers of a host. */
  changeServers(host: string, change: (servers: readonly unknown[]) => readonly unknown[]): void {
    const at = (this.data(['hosts']) as readonly { readonly host: string }[]).findIndex((entry) => entry.host === host);
    const path = ['hosts', at, 'servers'];
    this.set(path, change(this.data(path) as readonly unknown[]));
  }

  /** Adds settings to every server with this address. */
  setServer(address: string, settings: Readonly<Record<string, unknown>>): void {
    for (const pool of this.#pools()) {
      const servers = pool.get('servers');
      if (!isSeq(servers)) continue;
      for (const [index, item] of servers.items.entries()) {
        const entry = isMap(item) ? (item.toJSON() as Record<string, unknown>) : { address: isScalar(item) ? item.value : item };
        if (entry.address === address) servers.items[index] = this.#document.createNode({ ...entry, ...settings });
      }
    }
  }

  /** A copy in which stand-ins replace all backend addresses; the written address stays as the backend's name. */
  async withStandIns(standIns: StandIns): Promise<ConfigDraft> {
    const copy = new ConfigDraft(this.text);
    for (const pool of copy.#pools()) {
      for (const [key, value] of Object.entries(standIns.defaults ?? {}))
        if (!pool.has(key)) pool.set(key, copy.#document.createNode(value));
      await copy.#replaceServers(pool, standIns);
    }
    return copy;
  }

  async #replaceServers(pool: YAMLMap, standIns: StandIns): Promise<void> {
    const servers = pool.get('servers');
    if (!isSeq(servers)) return;
    for (const [index, item] of servers.items.entries()) {
      const entry = isMap(item) ? item : (this.#document.createNode({ address: isScalar(item) ? item.value : item }) as YAMLMap);
      const written = String(entry.get('address'));
      standIns.seen?.(written, pool.toJSON() as { health?: unknown });
      entry.set('address', await standIns.addressOf(written));
      if (!entry.has('name')) entry.set('name', written);
      servers.items[index] = entry;
    }
  }

  #pools(): YAMLMap[] {
    const pools: YAMLMap[] = [];
    visit(this.#document, {
      // Its servers are name servers.
      Pair: (_key, { key }) => (isScalar(key) && key.value === 'resolver' ? visit.SKIP : undefined),
      Map: (_key, map) => {
        if (map.has('servers')) pools.push(map);
      },
    });
    return pools;
  }
}

/** Numbers and booleans that nobody changes stay as they are spelled. */
function keepingSpelling(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || 'collection' in tag) return tag;
  const { stringify } = tag;
  if (stringify === undefined || tag.tag === 'tag:yaml.org,2002:str') return tag;
  return { ...tag, stringify: (item, ...rest) => item.source ?? stringify(item, ...rest) };
}
