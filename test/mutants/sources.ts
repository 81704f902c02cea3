import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type Mutation, mutationsOf } from './mutations';

/** A file of `src`, by its path from the root of the project. */
export type Source = { readonly file: string; readonly text: string; readonly tree: ts.SourceFile };

/** A mutation in its place, named such that the name survives edits of other statements. */
export type Mutant = Mutation & {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The function, method or constant that it is in; empty at the top of a file. */
  readonly within: string;
  /** The statement that it is in, as one line; of a statement with a block, what stands before the block. */
  readonly statement: string;
  readonly original: string;
  /** Unique; the same in every run until the statement itself changes. */
  readonly name: string;
};

/** Calls whose arguments are read by the generator of the docs alone. */
const documentation = new Set(['describe', 'meta']);

/** All TypeScript files below a folder of the project, in the order of their names. */
export function readSources(root: string, folder = 'src'): Source[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((name) => {
      const file = `${folder}/${name}`;
      const text = readFileSync(join(root, file), 'utf8');
      return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.ES2024, true) };
    });
}

/** All mutants of a file that could change what it does, in the order of their places. */
export function mutantsOf(source: Source): Mutant[] {
  const seen = new Map<string, number>();
  const mutants: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (doesNothing(node)) return;
    for (const mutation of mutationsOf(node, source.tree)) mutants.push(named(mutation, node, source, seen));
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return mutants;
}

/** The source with the mutation in it. */
export function mutated({ text }: Source, { start, end, replacement }: Mutation): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function doesNothing(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
  if (parent === undefined) return false;
  if ((ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) && node === keyOf(parent)) return true;
  if (!ts.isCallExpression(parent) || node === parent.expression) return false;
  const called = parent.expression;
  if (ts.isIdentifier(called)) return called.text === 'require';
  return ts.isPropertyAccessExpression(called) && documentation.has(called.name.text);
}

function keyOf(parent: ts.PropertyAssignment | ts.BindingElement): ts.Node | undefined {
  return ts.isPropertyAssignment(parent) ? parent.name : parent.propertyName;
}

function named(mutation: Mutation, node: ts.Node, { file, text, tree }: Source, seen: Map<string, number>): Mutant {
  const within = scopeOf(node);
  const statement = oneLine(headOf(statementOf(node), tree));
  const original = text.slice(mutation.start, mutation.end);
  const stem = [file, within, statement, `${oneLine(original)} → ${mutation.replacement}`].join(' | ');
  const times = (seen.get(stem) ?? 0) + 1;
  seen.set(stem, times);
  const line = tree.getLineAndCharacterOfPosition(mutation.start).line + 1;
  return { ...mutation, file, line, within, statement, original, name: times === 1 ? stem : `${stem} | ${times}` };
}

/** `Pool.pick`: the names of the functions, classes and constants around a node, the outermost first. */
function scopeOf(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    const name = ts.isFunctionLike(at) || ts.isClassDeclaration(at) || ts.isVariableDeclaration(at) ? nameOf(at) : undefined;
    if (ts.isConstructorDeclaration(at)) names.unshift('constructor');
    else if (name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) names.unshift(name.text);
  }
  return names.join('.');
}

function nameOf({ name }: { readonly name?: ts.Node | undefined }): ts.Node | undefined {
  return name;
}

function statementOf(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent !== undefined && !ts.isSourceFile(at.parent)) {
    if (ts.isStatement(at) && !ts.isBlock(at)) return at;
    if (ts.isClassElement(at) || ts.isPropertyAssignment(at)) return at;
    at = at.parent;
  }
  return at;
}

function headOf(statement: ts.Node, tree: ts.SourceFile): string {
  const block = ts.forEachChild(statement, (child) => (ts.isBlock(child) ? child : undefined));
  return block === undefined ? statement.getText(tree) : tree.text.slice(statement.getStart(tree), block.getStart(tree));
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
