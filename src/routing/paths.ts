/** One segment of the tree: the values whose prefix ends here, the most specific first. */
export type PathNode<Value> = {
  readonly values: Value[];
  readonly parent: PathNode<Value> | undefined;
  /** How many segments lead to it. */
  readonly depth: number;
  children: Map<string, PathNode<Value>> | undefined;
};

/** The values at one path. `path` is normalised and begins with `/`. */
export type PathEntry<Value> = { readonly path: string; readonly exact: boolean; readonly values: readonly Value[] };

const none: readonly never[] = [];

/** Values by normalised path: exact ones in a map, prefixes in a tree of segments. Values of one path keep the order they were added in. */
export class PathIndex<Value> {
  private exactPaths: Map<string, Value[]> | undefined;
  private readonly root: PathNode<Value> = { values: [], parent: undefined, depth: 0, children: undefined };

  addExact(path: string, value: Value): void {
    this.exactPaths ??= new Map();
    const values = this.exactPaths.get(path);
    if (values === undefined) this.exactPaths.set(path, [value]);
    else values.push(value);
  }

  addPrefix(prefix: string, value: Value): void {
    let node = this.root;
    for (const segment of prefix.split('/')) if (segment !== '') node = childOf(node, segment);
    node.values.push(value);
  }

  /** All of it in the order in which a lookup tries it: exact paths, then prefixes, each before those that it lies in. */
  *entries(): Generator<PathEntry<Value>> {
    for (const [path, values] of this.exactPaths ?? none) yield { path, exact: true, values };
    yield* prefixesFrom(this.root, '');
  }

  /** The values at just this path. */
  exact(path: string): readonly Value[] {
    return this.exactPaths?.get(path) ?? none;
  }

  /** The deepest node on this path; its `parent`s hold the shorter prefixes. Looks only at segments that the tree knows. */
  deepest(path: string): PathNode<Value> {
    let node = this.root;
    let start = 1;
    while (node.children !== undefined && start < path.length) {
      const slash = path.indexOf('/', start);
      const end = slash === -1 ? path.length : slash;
      const child = node.children.get(path.slice(start, end));
      if (child === undefined) return node;
      node = child;
      start = end + 1;
    }
    return node;
  }
}

function* prefixesFrom<Value>({ children, values }: PathNode<Value>, prefix: string): Generator<PathEntry<Value>> {
  for (const [segment, child] of children ?? none) yield* prefixesFrom(child, `${prefix}/${segment}`);
  if (values.length > 0) yield { path: prefix === '' ? '/' : prefix, exact: false, values };
}

function childOf<Value>(parent: PathNode<Value>, segment: string): PathNode<Value> {
  parent.children ??= new Map();
  const known = parent.children.get(segment);
  if (known !== undefined) return known;
  const child: PathNode<Value> = { values: [], parent, depth: parent.depth + 1, children: undefined };
  parent.children.set(segment, child);
  return child;
}
