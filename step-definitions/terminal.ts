import { readFile } from 'node:fs/promises';
import { Before, BeforeAll, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually, until } from './support/eventually';
import { patience } from './support/patience';
import { Command } from './support/process';
import { hasEnded, hasTerminals, onScreen, type Terminal, withoutColours } from './support/terminal';
import type { MangroveWorld } from './support/world';

let isPossible = false;

BeforeAll(() => {
  isPossible = hasTerminals();
  const first = (process.env.CUCUMBER_WORKER_ID ?? '0') === '0';
  if (first && !isPossible) process.stdout.write('script (util-linux) is not here: scenarios with a terminal are skipped\n');
});

Before({ tags: '@terminal' }, () => (isPossible ? undefined : 'skipped'));

Given('{word} is {string} in the environment', function (this: MangroveWorld, name: string, value: string) {
  this.environment = { ...this.environment, [name]: value };
});

Given('Mangrove is running in a terminal', async function (this: MangroveWorld) {
  await startIn(this, 'own');
});

Given('Mangrove is running in a terminal that it is to outlive', async function (this: MangroveWorld) {
  await startIn(this, 'outlived');
});

Given('Mangrove is running in a terminal with nohup', async function (this: MangroveWorld) {
  await startIn(this, 'nohup');
});

/** Waits until it says where it listens, in whichever form. */
async function startIn(world: MangroveWorld, terminal: Terminal | undefined): Promise<void> {
  const env = { TERM: 'xterm', ...world.environment, PORT: '0', ADMIN_PORT: '0' };
  const command = world.run(new Command(['start', '--config', await world.writeConfig()], { env, terminal }));
  await eventually(async () => {
    const said = world.logFile === undefined ? command.stdout : await readFile(world.logFile, 'utf8');
    const [, url] = /url"?[=:]"?(http:[\d.:/]+)/.exec(withoutColours(said)) ?? [];
    if (url === undefined) throw new Error(`it has not said where it listens: ${said}${command.stderr}`);
    world.external = url;
  }, patience.while);
}

When('somebody runs {string} in a terminal of {int} columns', async function (this: MangroveWorld, line: string, columns: number) {
  this.columns = columns;
  // A build machine says that it is one.
  const env = { TERM: 'xterm', CI: '', PORT: '0', ADMIN_PORT: '0', ...this.environment };
  const options = { cwd: await this.scratch.folder(), env, terminal: 'own', columns } as const;
  this.run(new Command(line.split(' ').slice(1), options));
});

Given('the terminal is closed', async function (this: MangroveWorld) {
  this.process.closeTerminal();
  await this.process.exit;
});

Given('Mangrove is running with its output in a pipe', async function (this: MangroveWorld) {
  await startIn(this, undefined);
});

Given('nobody looks at the terminal any more', function (this: MangroveWorld) {
  this.process.stopReading();
});

Given('the config file is written anew', async function (this: MangroveWorld) {
  await this.writeConfig();
});

When(
  'a client asks {int} times for a path of {int} characters at {word}',
  async function (this: MangroveWorld, count: number, length: number, host: string) {
    for (let time = 0; time < count; time += 1) await this.ask(`${host}/${'a'.repeat(length)}`);
  },
);

Then('it ends within {duration} of {word}', async function (this: MangroveWorld, limit: number, signal: string) {
  const { inmate } = this.process;
  this.process.signal(signal as NodeJS.Signals);
  await until(`the end after ${signal}`, () => inmate === undefined || hasEnded(inmate), limit);
});

Then('the output soon shows {string}', async function (this: MangroveWorld, text: string) {
  await eventually(() => expect(withoutColours(this.process.stdout), withoutColours(this.process.stdout)).to.contain(text), patience.while);
});

Then('the output soon shows a line like {string}', async function (this: MangroveWorld, pattern: string) {
  await eventually(
    () => expect(withoutColours(this.process.stdout), withoutColours(this.process.stdout)).to.match(new RegExp(`^${pattern}$`, 'm')),
    patience.while,
  );
});

Then('the screen soon shows a line like {string}', async function (this: MangroveWorld, pattern: string) {
  const shown = () => onScreen(this.process.stdout, this.columns);
  await eventually(() => expect(shown(), shown()).to.match(new RegExp(`^${pattern}$`, 'm')), patience.step);
});

Then('all that is left on the screen is {string}', async function (this: MangroveWorld, text: string) {
  await this.ended();
  expect(onScreen(this.process.stdout, this.columns)).to.equal(text);
});

Then('the output soon has {string} in {word}', async function (this: MangroveWorld, text: string, colour: string) {
  const code = { green: 32, yellow: 33, red: 31, cyan: 36 }[colour];
  await eventually(() => expect(this.process.stdout).to.contain(`\x1b[${code}m${text}`), patience.while);
});

Then('the output has no colours', function (this: MangroveWorld) {
  expect(this.process.stdout).not.to.contain('\x1b[');
});

Then('nothing in the output would be obeyed by a terminal', function (this: MangroveWorld) {
  expect(withoutColours(this.process.stdout)).not.to.match(/[^\P{C}\n]/u);
});
