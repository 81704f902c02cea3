import type { ResolvConf } from './resolv-conf';

/**
 * The absolute names that a name may stand for, in the order in which they are asked for, as the C library does it (resolv.conf(5)):
 * one with fewer dots than `ndots` is first completed with each domain of `search`, another is first taken as it is. A dot at its
 * end says that a name is absolute.
 */
export function candidatesOf(name: string, { search, ndots }: Pick<ResolvConf, 'search' | 'ndots'>): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const completed = search.map((domain) => (domain === '' ? name : `${name}.${domain}`));
  const dots = name.split('.').length - 1;
  return [...new Set(dots >= ndots ? [name, ...completed] : [...completed, name])];
}
