import { comparablePrefix } from '../http/comparable';
import { destination } from './destination';
import { type Finding, type Places, quote } from './problems';
import { entriesOf, type RawEntry, type RawMap } from './raw';

const keys = Object.keys(destination);

/** Hosts with a destination of their own, of which a path takes every request and no other path makes use. */
export function findIdleDestinations(root: RawEntry, places: Places): Finding[] {
  return entriesOf(root, 'hosts').flatMap((host): Finding[] => {
    const [key] = destinationsOf(host.value);
    const paths = entriesOf(host, 'paths');
    const all = paths.find(({ value }) => takesAll(value));
    if (key === undefined || all === undefined || paths.some(({ value }) => destinationsOf(value).length === 0)) return [];
    const name = quote(String(host.value.host));
    const place = places.of([...all.path, 'path'], [...host.path, key]);
    const message = `${key} of ${name} never answers, because path ${quote(String(all.value.path))} at ${place} takes every request of this host: expected only one of them`;
    return [{ path: [...host.path, key], at: 'key', message }];
  });
}

function destinationsOf(value: RawMap): string[] {
  return keys.filter((key) => value[key] !== undefined);
}

function takesAll({ path, exact, methods, headers, params }: RawMap): boolean {
  if (exact === true || [methods, headers, params].some((condition) => condition !== undefined)) return false;
  return comparablePrefix(String(path)) === '';
}
