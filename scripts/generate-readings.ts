import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { page } from '../test/readings/page';
import { backendNames } from '../test/readings/real-backends';
import { survey } from '../test/readings/survey';

/** Writes `docs/readings.md` by asking Mangrove and real backends, all of which must be installed. */
async function main(): Promise<void> {
  const seen = await survey();
  const missing = backendNames.filter((name) => !seen.versions.has(name));
  if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}`);
  writeFileSync(join(__dirname, '../docs/readings.md'), page(seen));
}

void main();
