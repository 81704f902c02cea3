import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { Backend } from '../../src/balancing/backend';
import { blocksOf } from './page';

const page = 'docs/what-is-a-load-balancer.md';
const blocks = blocksOf(page);
const policies = resolve('src/balancing/policies.ts');
const realLine = /^ {2}round_robin: .*$/m;
const flattened = (text: string) => text.replace(/^[ \t]+/gm, '').trim();

const features = readdirSync('features', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.feature'))
  .map((name) => join('features', name));
const featureTexts = features.map((name) => readFileSync(name, 'utf8'));

type Policy = (candidates: readonly Backend[]) => Backend;

/** The policy `round_robin` with this line in the place of the real one. */
function roundRobinWith(line: string): Policy {
  const source = readFileSync(policies, 'utf8');
  if (!realLine.test(source)) throw new Error('src/balancing/policies.ts has no line "round_robin: …" any more');
  const edited = source.replace(realLine, () => line);
  const { outputText } = transpileModule(edited, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2024 } });
  const made = { exports: {} as { policies?: Record<string, Policy>; policyNamed?: (name: string) => Policy } };
  new Function('exports', 'require', 'module', outputText)(made.exports, (name: string) => require(resolve(policies, '..', name)), made);
  const found = Object.values(made.exports).find(
    (value): value is Record<string, Policy> => typeof value === 'object' && 'round_robin' in value,
  );
  if (found?.round_robin === undefined) throw new Error('src/balancing/policies.ts exports no table with round_robin any more');
  return found.round_robin;
}

/** Whom a policy chooses, so many times; Alphonso has this weight. */
function answersOf(policy: Policy, times: number, weight = 1): string[] {
  const backends = ['Alphonso', 'Kesar', 'Ataulfo'].map(
    (name, at) =>
      new Backend({ name, host: '127.0.0.1', port: at + 1, weight: at === 0 ? weight : 1 } as ConstructorParameters<typeof Backend>[0]),
  );
  return Array.from({ length: times }, () => policy(backends).name);
}

/** What a comparison of Cucumber's says was expected, and what came. */
function sidesOf(text: string): { readonly expected: string[]; readonly came: string[] } {
  const lines = Array.from(text.matchAll(/^ +([+-]?) +"(\w+)"$/gm), ([, sign = '', name = '']) => ({ sign, name }));
  const side = (other: string) => lines.filter(({ sign }) => sign !== other).map(({ name }) => name);
  return { expected: side('-'), came: side('+') };
}

describe(`the first feature in ${page}`, () => {
  for (const { line, text } of blocks.filter(({ kind }) => kind === 'gherkin'))
    it(`is that of features/ (line ${line})`, () => {
      expect(
        featureTexts.some((feature) => flattened(feature).includes(flattened(text))),
        `${page}:${line}\n${text}`,
      ).to.equal(true);
    });

  const [step, simplest, turns] = blocks.filter(({ kind }) => kind === 'ts');
  const [failing, unweighted, passing] = blocks.filter(({ note }) => note === 'scenarios');

  it('shows the step as it is', () => {
    expect(flattened(readFileSync('step-definitions/answers.ts', 'utf8')).includes(flattened(step?.text ?? 'a step')), step?.text).to.equal(
      true,
    );
  });

  for (const [shown, block, times, weight] of [
    [simplest, failing, 6, 1],
    [turns, unweighted, 7, 5],
  ] as const)
    it(`fails as it shows with the policy at line ${shown?.line}`, () => {
      const { expected, came } = sidesOf(block?.text ?? '');
      expect(came, `${page}:${block?.line}  what came`).to.deep.equal(answersOf(roundRobinWith(shown?.text ?? ''), times, weight));
      const sentence = `${expected.slice(0, -1).join(', ')} and ${expected.at(-1)}, in this order`;
      expect(
        featureTexts.some((feature) => feature.includes(sentence)),
        `${page}:${block?.line}  expected: ${sentence}`,
      ).to.equal(true);
    });

  it('passes the first example with the policy that takes turns', () => {
    expect(answersOf(roundRobinWith(turns?.text ?? ''), 6)).to.deep.equal(sidesOf(failing?.text ?? '').expected);
  });

  it('passes all three with the real one', () => {
    const [real = ''] = realLine.exec(readFileSync(policies, 'utf8')) ?? [];
    expect(answersOf(roundRobinWith(real), 7, 5)).to.deep.equal(sidesOf(unweighted?.text ?? '').expected);
  });

  for (const { line, text } of [failing, unweighted, passing].filter((block) => block !== undefined))
    it(`names what is there (line ${line})`, () => {
      const [, pattern = ''] = /--name '([^']*)'/.exec(text) ?? [];
      const titles = featureTexts.flatMap((feature) => Array.from(feature.matchAll(/^ *Example: (.*)$/gm), ([, title = '']) => title));
      const scenarios = titles.filter((title) => new RegExp(pattern).test(title));
      expect(scenarios.length, `${page}:${line}  scenarios called ${pattern}`).to.be.greaterThan(0);
      for (const [, file = '', at = ''] of text.matchAll(/# (features\/\S+):(\d+)/g))
        expect(readFileSync(file, 'utf8').split('\n')[Number(at) - 1], `${page}:${line}  ${file}:${at}`).to.include(scenarios[0]);
      for (const [, said = '', file = ''] of text.matchAll(/^ +((?:Given|When|Then) .*) # (step-definitions\/\S+?):\d+$/gm)) {
        const [keyword = ''] = said.split(' ');
        expect(readFileSync(file, 'utf8'), `${page}:${line}  ${file}`).to.include(`${keyword}('the answers come from`);
      }
      const [, count] = /^(\d+) scenarios? \(\1 passed\)$/m.exec(text) ?? [];
      if (count !== undefined) expect(Number(count), `${page}:${line}  scenarios`).to.equal(scenarios.length);
    });
});
