import { readdirSync, readlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { openLogOutput } from '../src/log-output';
import { until } from '../step-definitions/support/eventually';

const full = '/dev/full';

function timesOpen(file: string): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => leadsTo(descriptor) === file).length;
}

function leadsTo(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

describe('the log on a full disk', { skip: process.platform !== 'linux' }, () => {
  it('leaves no file open behind it, which would keep its place on the disk', async () => {
    const output = openLogOutput({ log: full, log_format: 'json' });
    for (let time = 0; time < 3; time += 1) {
      output.write('{"msg":"lost"}\n');
      output.turnTo(full);
    }
    await until('one open file', () => timesOpen(full) === 1);
    await output.close();
    expect(timesOpen(full)).to.equal(0);
  });

  it('ends at once, because waiting mends nothing', async () => {
    const output = openLogOutput({ log: full, log_format: 'json' });
    output.write('{"msg":"lost"}\n');
    await output.close();
    expect(timesOpen(full)).to.equal(0);
  });

  it('is left for a file that can be written', async () => {
    const output = openLogOutput({ log: full, log_format: 'json' });
    output.write('{"msg":"lost"}\n');
    output.turnTo('/dev/null');
    await until('no open file', () => timesOpen(full) === 0);
    await output.close();
  });
});
