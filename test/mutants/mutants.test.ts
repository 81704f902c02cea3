import { describe, it } from 'node:test';
import { expect } from 'chai';
import ts from 'typescript';
import { regionAt, withCounters } from './counters';
import { byLot } from './draw';
import { Reach } from './reach';
import { mutantsOf, mutated, type Source } from './sources';
import { hasSwitch, turnOn, withSwitches } from './switches';
import { summary, type Tried } from './table';

function source(text: string, file = 'src/a.ts'): Source {
  return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.ES2024, true) };
}

function changes(text: string): string[] {
  return mutantsOf(source(text)).map(({ original, replacement }) => `${original} → ${replacement}`);
}

describe('the mutants of a file', () => {
  it('have one change each', () => {
    expect(changes('const a = b < c;')).to.deep.equal(['< → <=', '< → >=', 'b < c → true', 'b < c → false']);
    expect(changes('const a = b?.c ?? !d;')).to.deep.equal(['?? → &&', '?. → .', '!d → d']);
    expect(changes('const a = Math.min(0, 1, 9, 60_000);')).to.deep.equal([
      ...['min → max', '0 → 1', '1 → 0', '1 → 2', '9 → 8', '9 → 10', '60_000 → 120000', '60_000 → 30000'],
    ]);
    expect(changes('const a = /^b+$/i;')).to.deep.equal(['/^b+$/i → /b+$/i', '/^b+$/i → /^b+/i', '/^b+$/i → /^b+$/', '/^b+$/i → /^b$/i']);
  });

  it('take away statements, and blocks of more than one', () => {
    expect(changes('function f() { a(); b(); }')).to.deep.equal(['{ a(); b(); } → {}', 'a(); → ;', 'b(); → ;']);
    expect(changes('function f() { a(); }')).to.deep.equal(['a(); → ;']);
    expect(changes('if (a) b();')).to.deep.equal(['a → true', 'a → false']);
  });

  it('are none in types, imports and what the docs are made of', () => {
    expect(changes("import a from 'b';\ntype C = 'd' | 1;\nexport type { E } from 'f';")).to.deep.equal([]);
    expect(changes("const a = z.string().describe('text');")).to.deep.equal([]);
    expect(changes("const a = { 'b-c': d };")).to.deep.equal(["{ 'b-c': d } → {}"]);
  });

  it('keep their names when something else changes', () => {
    const names = (text: string) => mutantsOf(source(text)).map(({ name }) => name);
    const plus = 'src/a.ts | f | return a + 1; | + → -';
    expect(names('function f() {\n  return a + 1;\n}')).to.include(plus);
    expect(names('let other = b - c;\nfunction f() {\n  g();\n  return a + 1;\n}')).to.include(plus);
  });
});

describe('counters', () => {
  const text = `
    function f(a, b = 3) {
      if (a > 1) return a > 2 ? 'two' : 'one';
      for (const c of [1, 2]) a += c;
      const g = (d) => d && a;
      switch (b) { case 3: return g(1) ?? { a }; default: throw new Error('no'); }
    }
    return [f(3), f(2), f(0), f(-3)];`;

  function ranIn(code: string): { readonly value: unknown; readonly ran: ReadonlySet<number> } {
    const ran = new Set<number>();
    const require = () => ({ ran: (counter: number) => ran.add(counter) });
    return { value: new Function('require', code)(require), ran };
  }

  it('change nothing else', () => {
    const { text: counted } = withCounters(source(text), 0, 'seen');
    expect(ranIn(counted).value).to.deep.equal(ranIn(text).value);
    expect(counted.split('\n')).to.have.length(text.split('\n').length);
  });

  it('say what ran', () => {
    const { text: counted, regions } = withCounters(source(text), 100, 'seen');
    const { ran } = ranIn(counted);
    const hasRun = (part: string) => ran.has(regionAt(regions, text.indexOf(part))?.counter ?? -1);
    expect(["'two'", "'one'", 'a += c', '&& a'].map(hasRun)).to.deep.equal([true, true, true, true]);
    expect(["throw new Error('no')"].map(hasRun)).to.deep.equal([false]);
  });
});

describe('switches', () => {
  const text = `
    class A { kept = 1 + 2; static all = [1]; constructor(first = 3) { this.first = first; this.second = this.kept * first; } }
    function f(a, b = 3) {
      const g = (d) => d > a ? 'more' : 'less';
      const h = (d) => { if (d) return 1; return 0; };
      for (const c of [1, 2]) a += c;
      if (a > 4) { a = -a; b = h(a); }
      return [a, b, g(b), h(0)];
    }
    return [f(3), f(2, 7), f(0), ...Object.values(new A()), ...Object.values(new A(5))];`;
  const one = source(text);
  const numbered = mutantsOf(one)
    .filter((mutant) => hasSwitch(mutant, one))
    .map((mutant, at) => ({ mutant, number: at + 1 }));

  function resultOf(code: string, on: number): unknown {
    turnOn(on);
    try {
      return new Function(code)();
    } catch (error) {
      return String(error);
    } finally {
      turnOn(0);
    }
  }

  it('do what each mutant does, and nothing when none is on', () => {
    const all = withSwitches(one, numbered);
    expect(numbered.length).to.be.greaterThan(40);
    expect(resultOf(all, 0)).to.deep.equal(resultOf(text, 0));
    for (const { mutant, number } of numbered) expect(resultOf(all, number), mutant.name).to.deep.equal(resultOf(mutated(one, mutant), 0));
  });

  it('are not there for what is made as a file is loaded', () => {
    const [made] = mutantsOf(source('const a = b + c;'));
    expect(made === undefined || hasSwitch(made, source('const a = b + c;'))).to.equal(false);
    const names = numbered.map(({ mutant }) => mutant.original);
    expect(names).not.to.include('[1]');
  });
});

describe('what is made as a file is loaded', () => {
  it('is seen by the functions that use it, over files and over other constants', () => {
    const one = source("const words = ['a'];\nexport const table = new Set(words);\nfunction none() { return 0; }");
    const other = source("import { table as known } from './a';\nexport function has() { return known.has('a'); }", 'src/b.ts');
    const regions = new Map([
      ['src/a.ts', withCounters(one, 0, '').regions],
      ['src/b.ts', withCounters(other, 10, '').regions],
    ]);
    const seenBy = regionAt(regions.get('src/b.ts') ?? [], other.text.indexOf('known.has'))?.counter;
    expect([...new Reach([one, other], regions).of('src/a.ts', one.text.indexOf("'a'"))]).to.deep.equal([seenBy]);
  });
});

describe('a seed', () => {
  it('draws the same ones each time', () => {
    const things = Array.from({ length: 50 }, (_, at) => ({ name: `mutant ${at}` }));
    const names = (all: typeof things, seed: string) => byLot(all, seed).map(({ name }) => name);
    expect(names(things, '7')).to.deep.equal(names(things, '7'));
    expect(names(things, '7')).not.to.deep.equal(names(things, '8'));
    expect(names(things, '7').sort()).to.deep.equal(things.map(({ name }) => name).sort());
    const without = things.filter(({ name }) => name !== 'mutant 3');
    expect(names(without, '7')).to.deep.equal(names(things, '7').filter((name) => name !== 'mutant 3'));
  });
});

describe('the table of mutants', () => {
  it('is good enough at 90 of 100 by features and 95 by all', () => {
    const [mutant] = mutantsOf(source('a();'));
    const tried = (features: number, units: number) =>
      Array.from({ length: 100 }, (_, at) => {
        const end = at < features ? 'features' : at < features + units ? 'units' : 'survived';
        return { mutant, result: { key: '', mutant: '', end, scenarios: 1, units: 1, seconds: 1 } } as Tried;
      });
    expect([summary(tried(90, 5)), summary(tried(89, 11)), summary(tried(94, 0))].map(({ enough }) => enough)).to.deep.equal([
      true,
      false,
      false,
    ]);
  });
});
