import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { After, AfterAll, Before } from '@cucumber/cucumber';
import { say } from './say';
import { takeSeen } from './seen';

/** Says after each scenario what of `src` it ran, in this process and in those that it started. Loaded before all other hooks. */

const folder = mkdtempSync(join(tmpdir(), 'mangrove-seen-'));
let scenarios = 0;
let file: string | undefined;

Before(() => {
  const loaded = takeSeen();
  if (file === undefined) say({ loaded });
  scenarios += 1;
  file = join(folder, String(scenarios));
  process.env.MUTANTS_SEEN = file;
});

After(() => {
  const elsewhere = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : [];
  say({ ran: [...new Set([...takeSeen(), ...elsewhere])] });
});

AfterAll(() => rmSync(folder, { recursive: true, force: true }));
