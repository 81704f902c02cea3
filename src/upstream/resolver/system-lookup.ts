import { promises as dns, ADDRCONFIG } from 'node:dns';
import { messageOf } from '../../errors';
import { type Found, LookupError } from './found';
import { byFamily } from './hosts-file';
import { Turns } from './turns';

/** Such an answer comes without a time to live. */
const ttlMs = 30_000;

/**
 * The system's own look-up (getaddrinfo), for names that no name server knows: it may ask other sources (nsswitch.conf(5)). It holds
 * one of few threads for as long as it likes, so that there is one at a time.
 */
export class SystemLookup {
  readonly #turns = new Turns(1);

  /** Rejects with a LookupError; asks nobody when `given` is aborted by the time that it is its turn. */
  async lookup(name: string, given: { readonly aborted: boolean }): Promise<Found> {
    return this.#turns.run(async () => {
      if (given.aborted) throw new LookupError('late', `${name} was not looked up in time`);
      try {
        const found = await dns.lookup(name, { all: true, hints: ADDRCONFIG });
        return { ...byFamily(found.map(({ address }) => address)), ttlMs };
      } catch (error) {
        const isMissing = (error as NodeJS.ErrnoException).code === 'ENOTFOUND';
        throw new LookupError(isMissing ? 'missing' : 'failed', `${name} has no address: ${messageOf(error)}`, { cause: error });
      }
    });
  }
}

/** What the system asks for names beside the hosts file and name servers; `multicast` DNS knows `.local` names (RFC 6762). */
export type OtherSources = { readonly any: boolean; readonly multicast: boolean };

/** Reads the text of an nsswitch.conf; systems other than Linux have none, and always other sources. */
export function otherSources(nsswitch: string, platform: NodeJS.Platform = process.platform): OtherSources {
  if (platform !== 'linux') return { any: true, multicast: platform === 'darwin' };
  const [, line = 'files dns'] = /^\s*hosts:([^#\n]*)/m.exec(nsswitch) ?? [];
  const sources = line
    .replace(/\[[^\]]*\]/g, ' ')
    .trim()
    .split(/\s+/);
  return {
    any: sources.some((source) => source !== 'files' && source !== 'dns'),
    multicast: sources.some((source) => source.startsWith('mdns')),
  };
}
