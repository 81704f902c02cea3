import { dirname, join } from 'node:path';
import ts from 'typescript';
import { isInFunction, type Region, regionAt } from './counters';
import type { Source } from './sources';

/**
 * What runs when a file is loaded is seen by whoever uses what came of it: constants, tables, schemas. They are followed by
 * their names, over files and over other constants, to the parts of functions that use them.
 */
export class Reach {
  readonly #files: ReadonlyMap<string, FileNames>;

  constructor(sources: readonly Source[], regions: ReadonlyMap<string, readonly Region[]>) {
    this.#files = new Map(sources.map((source) => [source.file, namesIn(source, regions.get(source.file) ?? [])]));
  }

  /** Counters of the functions' parts that can see what the statement at the top of this file, around this offset, makes. */
  of(file: string, offset: number): ReadonlySet<number> {
    const counters = new Set<number>();
    const done = new Set<string>();
    const follow = (at: string, statement: Top | undefined): void => {
      for (const name of statement?.names ?? []) this.#uses(at, name, counters, done, follow);
    };
    const names = this.#files.get(file);
    follow(
      file,
      names?.tops.find(({ start, end }) => start <= offset && offset < end),
    );
    return counters;
  }

  #uses(file: string, name: string, counters: Set<number>, done: Set<string>, follow: (file: string, top: Top | undefined) => void): void {
    if (done.has(`${file} ${name}`)) return;
    done.add(`${file} ${name}`);
    const here = this.#files.get(file);
    for (const { counter, top } of here?.uses.get(name) ?? []) {
      if (counter === undefined) follow(file, top);
      else counters.add(counter);
    }
    for (const [other, { imports }] of this.#files)
      for (const { from, name: imported, as } of imports)
        if (from === file && imported === name) this.#uses(other, as, counters, done, follow);
  }
}

/** A statement at the top of a file and the names that it declares. */
type Top = { readonly start: number; readonly end: number; readonly names: readonly string[] };
/** Where a name is used: a part of a function, or a statement at the top. */
type Use = { readonly counter: number | undefined; readonly top: Top | undefined };
type Import = { readonly from: string; readonly name: string; readonly as: string };
type FileNames = { readonly tops: readonly Top[]; readonly uses: ReadonlyMap<string, readonly Use[]>; readonly imports: readonly Import[] };

function namesIn({ file, tree }: Source, regions: readonly Region[]): FileNames {
  const tops = tree.statements.map((statement) => ({
    start: statement.getStart(tree),
    end: statement.end,
    names: declaredBy(statement),
  }));
  const uses = new Map<string, Use[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node)) {
      const start = node.getStart(tree);
      const top = tops.find((one) => one.start <= start && start < one.end);
      const counter = isInFunction(node) ? regionAt(regions, start)?.counter : undefined;
      if (counter !== undefined || !top?.names.includes(node.text)) uses.set(node.text, [...(uses.get(node.text) ?? []), { counter, top }]);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { tops, uses, imports: tree.statements.flatMap((statement) => importsOf(statement, file)) };
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : boundBy(name)));
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function boundBy(pattern: ts.BindingPattern): string[] {
  return pattern.elements.flatMap((element) => (ts.isBindingElement(element) && ts.isIdentifier(element.name) ? [element.name.text] : []));
}

function importsOf(statement: ts.Statement, file: string): Import[] {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const { text } = statement.moduleSpecifier;
  const bindings = statement.importClause?.namedBindings;
  if (!text.startsWith('.') || bindings === undefined || !ts.isNamedImports(bindings)) return [];
  const from = `${join(dirname(file), text)}.ts`;
  return bindings.elements.map(({ name, propertyName }) => ({ from, name: (propertyName ?? name).text, as: name.text }));
}
