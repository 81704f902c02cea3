import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import type { MangroveWorld } from './support/world';

const execute = promisify(execFile);

/** What bash does when Tab is pressed: the words so far, of which the last is to be completed, for the function of the script. */
const pressTab = `source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
left=yes
compopt() { left=; }
_mangrove
if ((\${#COMPREPLY[@]} > 0)); then echo "\${COMPREPLY[@]}"
elif [[ $left && $(complete -p mangrove) == *'-o default'* ]]; then echo 'the files'
else echo nothing
fi`;

/** bash takes a "=" for a word of its own. */
const wordBreaks = / |(?==)|(?<==)/;

When('bash completes {string}', async function (this: MangroveWorld, line: string) {
  await this.runToEnd(['completion', 'bash']);
  const script = await this.scratch.write('mangrove.bash', this.said);
  const typed = line.endsWith('completion') ? `${line} ` : line;
  const { stdout, stderr } = await execute('bash', ['-c', pressTab, 'bash', script, ...typed.split(wordBreaks)]);
  this.said = stdout.trim() + stderr;
});

Then('it offers {string}', function (this: MangroveWorld, offers: string) {
  expect(this.said.split(' ').sort()).to.deep.equal(offers.split(' ').sort());
});

Then(/^(bash|zsh|fish) can read what it says$/, async function (this: MangroveWorld, shell: string) {
  const script = await this.scratch.write('script', this.said);
  const { code, stderr } = await execute(shell, ['-n', script]).then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: unknown; stderr: string }) => error,
  );
  if (code === 'ENOENT') {
    this.log(`${shell} is not installed here`);
    return 'skipped';
  }
  expect(code, stderr).to.equal(0);
  return undefined;
});
