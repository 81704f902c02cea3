import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LoadingStep, parseConfig } from '../../src/config/load';

describe('how far the loading of a config is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steps-'));
  after(() => rmSync(folder, { recursive: true }));

  const stepsOf = (text: string): LoadingStep[] => {
    const steps: LoadingStep[] = [];
    parseConfig(text, 'shop.yaml', { folder, onStep: (step) => steps.push(step) });
    return steps;
  };
  const host = (name: string) => `  - {host: ${name}, respond: {status: 200}}\n`;

  it('is told in lines of the file, then in what is checked', () => {
    const text = `hosts:\n${Array.from({ length: 3000 }, (_, at) => host(`h${at}.example`)).join('')}`;
    expect(stepsOf(text)).to.deep.equal([
      { step: 'reading', file: 'shop.yaml', at: 0, of: 3002 },
      { step: 'reading', file: 'shop.yaml', at: 1024, of: 3002 },
      { step: 'reading', file: 'shop.yaml', at: 2048, of: 3002 },
      { step: 'checking' },
      { step: 'looking for warnings' },
    ]);
  });

  it('is told in files where there are several', () => {
    mkdirSync(join(folder, 'hosts'));
    for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, 'hosts', `${name}.yaml`), `hosts:\n${host(`${name}.example`)}`);
    const files = stepsOf('include: hosts/*.yaml\n').filter(({ step }) => step === 'including');
    expect(files.map((step) => 'of' in step && [step.at, step.of])).to.deep.equal([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it('looks for no warnings where there are mistakes', () => {
    expect(stepsOf('hosts: 42\n').at(-1)).to.deep.equal({ step: 'checking' });
  });
});
