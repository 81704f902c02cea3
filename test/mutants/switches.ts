import ts from 'typescript';
import { mutated, type Mutant, type Source } from './sources';

/** A mutant by the number that turns it on. */
export type Numbered = { readonly mutant: Mutant; readonly number: number };

/** A part of a function that can be there twice, as it is and with a mutant: its block, its expression, or a default. */
type Host = { readonly start: number; readonly end: number; readonly isBlock: boolean; readonly mutants: Numbered[] };

/** The variable of the environment that holds the number of the mutant that is on as a process begins. */
export const switchName = 'MUTANTS_ON';

/** Makes this mutant the one that is on, here and in the processes and threads that are started from now on; 0 is none. */
export function turnOn(number: number): void {
  process.env[switchName] = String(number);
  (globalThis as { mutantOn?: number }).mutantOn = number;
}

/** Whether a mutant can be turned on when its file is loaded already: it is in what a function does. */
export function hasSwitch(mutant: Mutant, { tree }: Source): boolean {
  return hostOf(mutant, tree) !== undefined;
}

/** The source with all of these in it, each of them off until it is turned on. */
export function withSwitches(source: Source, numbered: readonly Numbered[]): string {
  const hosts = new Map<number, Host>();
  for (const one of numbered) {
    const found = hostOf(one.mutant, source.tree);
    if (found === undefined) continue;
    const host = hosts.get(found.start) ?? { ...found, mutants: [] };
    host.mutants.push(one);
    hosts.set(found.start, host);
  }
  if (hosts.size === 0) return source.text;
  const inOrder = [...hosts.values()].sort((one, other) => one.start - other.start);
  return `globalThis.mutantOn ??= Number(process.env.${switchName} ?? 0);${between(0, source.text.length, inOrder, source)}`;
}

/** The text from here to there, where what is in `hosts`, the outer before the inner, has its switches. */
function between(from: number, to: number, hosts: readonly Host[], source: Source): string {
  let text = '';
  let at = from;
  for (const host of hosts) {
    if (host.start < at) continue;
    const inner = hosts.filter(({ start, end }) => start > host.start && end <= host.end);
    text += source.text.slice(at, host.start) + switched(host, inner, source);
    at = host.end;
  }
  return text + source.text.slice(at, to);
}

function switched(host: Host, inner: readonly Host[], source: Source): string {
  const { start, end, isBlock, mutants } = host;
  const others = mutants.map(({ mutant, number }) => {
    const text = mutated(source, mutant).slice(start, end + mutant.replacement.length - (mutant.end - mutant.start));
    return { text, isOn: `globalThis.mutantOn === ${number}` };
  });
  if (!isBlock) return `(${others.map(({ text, isOn }) => `${isOn} ? (${text}) : `).join('')}(${between(start, end, inner, source)}))`;
  return `{${others.map(({ text, isOn }) => `if (${isOn}) { ${text} return; } `).join('')}${between(start + 1, end, inner, source)}`;
}

function hostOf({ start, end }: Mutant, tree: ts.SourceFile): Omit<Host, 'mutants'> | undefined {
  let found: Omit<Host, 'mutants'> | undefined;
  const visit = (node: ts.Node): void => {
    if (node.getStart(tree) > start || node.end < end) return;
    if (isHost(node)) found = { start: node.getStart(tree), end: node.end, isBlock: ts.isBlock(node) };
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isHost(node: ts.Node): boolean {
  const { parent } = node;
  if (parent === undefined || ts.isTypeNode(node)) return false;
  if (ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === node && !ts.getModifiers(parent)?.some(isStatic);
  return ts.isFunctionLike(parent) && 'body' in parent && parent.body === node;
}

function isStatic({ kind }: ts.Modifier): boolean {
  return kind === ts.SyntaxKind.StaticKeyword;
}
