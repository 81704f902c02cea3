import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { expect } from 'chai';
import { failingUnits, skippedUnits, unitCounts } from '../../scripts/counts';

const tap = `TAP version 13
# Subtest: turns
    ok 1 - two in turn
    ok 2 - as nginx does # SKIP nginx is not installed
    ok 3 - as somebody does # SKIP
    not ok 4 - three in turn
not ok 1 - turns
# pass 1
# fail 1
# cancelled 1
# skipped 2
# todo 0
`;

describe('what became of the unit tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mangrove-counts-'));
  const report = join(folder, 'unit.tap');
  writeFileSync(report, tap);
  after(() => rmSync(folder, { recursive: true }));

  it('is counted', () => {
    expect(unitCounts(report)).to.deep.equal({ passed: 1, failed: 2, skipped: 2 });
  });

  it('is told of those that were skipped, with the reason', () => {
    expect(skippedUnits(report)).to.deep.equal(['as nginx does: nginx is not installed', 'as somebody does']);
  });

  it('is nothing where there is no report', () => {
    expect([unitCounts(join(folder, 'none')), skippedUnits(join(folder, 'none'))]).to.deep.equal([
      { passed: 0, failed: 0, skipped: 0 },
      [],
    ]);
  });

  it('is told of those that failed alone, and in full where they did not come to an end', () => {
    expect(failingUnits('✔ one\n✔ two\n\n✖ failing tests:\n\n✖ three')).to.equal('✖ failing tests:\n\n✖ three');
    expect(failingUnits('Error: no such file')).to.equal('Error: no such file');
  });
});
