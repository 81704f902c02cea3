import { BeforeAll, type DataTable, Given, Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import { isHere, ProgramBackend, type ProgramName, programNames } from './support/program-backend';
import type { MangroveWorld } from './support/world';

BeforeAll(() => {
  const isFirst = (process.env.CUCUMBER_WORKER_ID ?? '0') === '0';
  if (!isFirst) return;
  for (const name of programNames) if (!isHere(name)) process.stdout.write(`${name} is not here: scenarios that need it are skipped\n`);
});

Given('{backend} is an app in {word} that shows its headers', async function (this: MangroveWorld, name: string, program: string): Promise<
  'skipped' | undefined
> {
  if (!isHere(program as ProgramName)) return 'skipped';
  place(this, name, await ProgramBackend.showing(program as ProgramName, await this.scratch.folder()));
  return undefined;
});

Given(
  '{backend} is a folder that PHP serves, with {string} in {string}',
  async function (this: MangroveWorld, name: string, text: string, file: string): Promise<'skipped' | undefined> {
    if (!isHere('PHP')) return 'skipped';
    const at = file.lastIndexOf('/');
    await this.scratch.makeFolder(file.slice(0, at));
    place(this, name, await ProgramBackend.serving(await this.scratch.folder(), file, text));
    return undefined;
  },
);

function place(world: MangroveWorld, name: string, backend: ProgramBackend): void {
  world.leftovers.push(() => backend.kill());
  world.backends.place(world.writtenName(name), backend.address);
}

Then('the app sees:', function (this: MangroveWorld, table: DataTable) {
  const seen = JSON.parse(this.answer.bytes.toString()) as Readonly<Record<string, string>>;
  const wanted = Object.fromEntries(table.raw());
  expect(Object.fromEntries(Object.keys(wanted).map((key) => [key, seen[key] ?? '']))).to.deep.equal(wanted);
});
