import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one scenario, gone when the scenario is over. */
export class Scratch {
  #folder: string | undefined;

  async folder(): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'mangrove-'));
    return this.#folder;
  }

  /** Writes a file and gives its path. */
  async write(name: string, content: string): Promise<string> {
    const file = join(await this.folder(), name);
    await writeFile(file, content);
    return file;
  }

  async delete(name: string): Promise<void> {
    await rm(join(await this.folder(), name));
  }

  async remove(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}
