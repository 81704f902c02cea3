import ts from 'typescript';
import type { Source } from './sources';

/** A part of a file that runs as a whole or not at all: offsets, and the number of the counter that says whether it ran. */
export type Region = {
  readonly counter: number;
  readonly start: number;
  readonly end: number;
  /** Whether it runs when its file is loaded, and never again. */
  readonly isOnce: boolean;
};

/** A source with a counter before each statement, and before each part of an expression that is not always evaluated. */
export type Counted = { readonly text: string; readonly regions: readonly Region[] };

type Insertion = { readonly at: number; readonly text: string };

/** Puts counters into a source, numbered from `first`; `module` is what they call (see seen.ts). Lines keep their numbers. */
export function withCounters({ text, tree }: Source, first: number, module: string): Counted {
  const regions: Region[] = [];
  /** What opens a region comes outermost first, what closes one innermost first. */
  const openings: Insertion[] = [];
  const closings: Insertion[] = [];
  const count = (node: ts.Node, before: (call: string) => string, after: string): void => {
    const region = { counter: first + regions.length, start: node.getStart(tree), end: node.end, isOnce: !isInFunction(node) };
    regions.push(region);
    openings.push({ at: region.start, text: before(`__ran(${region.counter})`) });
    visitChildren(node);
    if (after !== '') closings.push({ at: region.end, text: after });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || isSilent(node)) return;
    const [opening, middle, closing] = countedAs(node);
    if (middle === '') visitChildren(node);
    else count(node, (call) => opening + call + middle, closing);
  };
  const visitChildren = (node: ts.Node): void => ts.forEachChild(node, visit);
  visitChildren(tree);
  return { text: `const __ran = require(${JSON.stringify(module)}).ran;${inserted(text, openings, closings)}`, regions };
}

/** The innermost region around an offset; undefined for what has no code of its own. */
export function regionAt(regions: readonly Region[], offset: number): Region | undefined {
  return regions.findLast(({ start, end }) => start <= offset && offset < end);
}

/** Whether a node runs as often as a function is called. */
export function isInFunction(node: ts.Node): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) if (ts.isFunctionLike(at)) return true;
  return false;
}

/** What stands before, between and behind the call of a counter and what it counts. */
function countedAs(node: ts.Node): readonly [opening: string, middle: string, closing: string] {
  if (isListed(node)) return ['', ';', ''];
  if (isLone(node)) return ['{', ';', '}'];
  return isOptional(node) ? ['(', ',', ')'] : ['', '', ''];
}

function isSilent(node: ts.Node): boolean {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
}

/** A statement in a row of statements. Functions and classes are there before anything has run. */
function isListed(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isStatement(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return false;
  return ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent);
}

/** A statement that stands where a block could. */
function isLone(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isStatement(node) || ts.isBlock(node)) return false;
  return ts.isIfStatement(parent) || ts.isIterationStatement(parent, false);
}

/** An expression that is evaluated only when the one before it, or a call, says so. */
function isOptional(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isArrowFunction(parent)) return parent.body === node && !ts.isBlock(node);
  if (ts.isConditionalExpression(parent)) return parent.whenTrue === node || parent.whenFalse === node;
  if (ts.isBinaryExpression(parent)) return parent.right === node && mayStop.has(parent.operatorToken.kind);
  return (ts.isParameter(parent) || ts.isBindingElement(parent)) && parent.initializer === node;
}

const mayStop = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

function inserted(text: string, openings: readonly Insertion[], closings: readonly Insertion[]): string {
  const all = [...closings.map((one, order) => ({ ...one, order })), ...openings.map((one, order) => ({ ...one, order: 1e9 + order }))];
  all.sort((one, other) => one.at - other.at || one.order - other.order);
  let result = '';
  let from = 0;
  for (const { at, text: added } of all) {
    result += text.slice(from, at) + added;
    from = at;
  }
  return result + text.slice(from);
}
