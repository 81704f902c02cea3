import type { Config } from './config/schema';

/** Throws a `TypeError` for what no loader gave: without types nothing else would say so before the first request. */
export function expectConfig(config: Config): void {
  const { listen, limits } = (config ?? {}) as Partial<Config>;
  if (typeof listen === 'object' && typeof limits === 'object') return;
  const what =
    'ok' in (Object(config) as object) ? 'it has a config in `config`, if it is `ok`' : 'it is read by loadConfig or parseConfig';
  throw new TypeError(`this is no config of Mangrove: ${what}`);
}
