import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually';
import { patience } from './patience';

/** A folder of its own for one scenario, gone when the scenario is over. */
export class Scratch {
  #folder: string | undefined;

  async folder(): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'mangrove-'));
    return this.#folder;
  }

  /** Writes a file, with the folders in its name, and gives its path. */
  async write(name: string, content: string | Buffer): Promise<string> {
    const file = join(await this.folder(), name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  /** The path of a file that need not be there. */
  async path(name: string): Promise<string> {
    return join(await this.folder(), name);
  }

  async makeFolder(name: string): Promise<void> {
    await mkdir(await this.path(name));
  }

  async read(name: string): Promise<string> {
    return readFile(await this.path(name), 'utf8');
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(await this.path(from), await this.path(to));
  }

  /** Makes a pipe with a name and gives its path. */
  async pipe(name: string): Promise<string> {
    const file = join(await this.folder(), name);
    await promisify(execFile)('mkfifo', [file]);
    return file;
  }

  /** Makes a symbolic link. */
  async link(name: string, target: string): Promise<void> {
    await symlink(target, await this.path(name));
  }

  async delete(name: string): Promise<void> {
    await rm(join(await this.folder(), name), { force: true });
  }

  async remove(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Opens a pipe for reading, without waiting for a writer; returns what closes it. */
export async function readPipe(pipe: string): Promise<() => Promise<void>> {
  const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  return () => reader.close();
}

/** Opens a pipe for writing, once somebody reads from it. */
export function openForReader(pipe: string): Promise<FileHandle> {
  return eventually(() => open(pipe, constants.O_WRONLY | constants.O_NONBLOCK), patience.while);
}
