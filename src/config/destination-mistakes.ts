import type { Finding } from './problems';
import { entriesOf, type RawEntry } from './raw';
import { destination } from './destination';
import { poolSettings } from './pool-settings';
import { foreignCure } from './foreign-words';
import { meantKey, withinOf } from './unknown-keys';

const destinationKeys = Object.keys(destination);
const settingKeys = Object.keys(poolSettings);
/** What an entry may have and the top of the file may not. */
const entryKeys = new Set([...destinationKeys, ...settingKeys]);
const oneDestination = `one of ${destinationKeys.join(', ')}`;

/** Entries without a way to answer or with several, and settings that have no effect. */
export function findDestinationMistakes(root: RawEntry): Finding[] {
  const hosts = entriesOf(root, 'hosts');
  const paths = [...hosts.flatMap((host) => entriesOf(host, 'paths')), ...entriesOf(root, 'paths')];
  return [
    ...missingEntries(root),
    ...hosts.flatMap((host) => [...hostWithoutDestination(host), ...pathsWithoutDestination(host)]),
    ...entriesOf(root, 'paths').filter(hasNone).map(noDestination),
    ...[...hosts, ...paths].flatMap((entry) => [...severalDestinations(entry), ...idleSettings(entry)]),
  ];
}

function given(entry: RawEntry, keys: readonly string[]): string[] {
  return Object.keys(entry.value).filter((key) => keys.includes(key));
}

/** True also when a misspelt key was meant to be one, which the schema reports. */
function hasNone(entry: RawEntry): boolean {
  const within = withinOf(entry.path);
  const isMeant = (key: string) =>
    !settingKeys.includes(key) && (meantKey(key, destinationKeys, within) ?? foreignCure(key, within)?.answers) !== undefined;
  return given(entry, destinationKeys).length === 0 && !Object.keys(entry.value).some(isMeant);
}

function missingEntries({ value }: RawEntry): Finding[] {
  const isEmpty = (key: string) => value[key] === undefined || (Array.isArray(value[key]) && value[key].length === 0);
  if (!isEmpty('hosts') || !isEmpty('paths')) return [];
  // A word for what stands in an entry was meant to make one, which the schema reports.
  const isMeant = Object.keys(value).some(
    (key) =>
      key !== 'hosts' && key !== 'paths' && (entryKeys.has(key) || meantKey(key, ['hosts', 'paths', ...entryKeys], 'top') !== undefined),
  );
  return isMeant
    ? []
    : [{ path: [], at: 'value', message: 'there is nothing to balance: expected at least one entry under hosts or paths' }];
}

function hostWithoutDestination(host: RawEntry): Finding[] {
  const { paths } = host.value;
  const hasPaths = paths !== undefined && !(Array.isArray(paths) && paths.length === 0);
  if (hasPaths || !hasNone(host)) return [];
  return [{ path: host.path, at: 'value', message: `this host has nothing that answers: expected ${oneDestination}, or paths` }];
}

function pathsWithoutDestination(host: RawEntry): Finding[] {
  if (!hasNone(host)) return [];
  return entriesOf(host, 'paths')
    .filter(hasNone)
    .map((entry) => ({
      path: entry.path,
      at: 'value',
      message: `this path has nothing that answers, and neither has its host: expected ${oneDestination}`,
    }));
}

function noDestination(entry: RawEntry): Finding {
  return { path: entry.path, at: 'value', message: `this path has nothing that answers: expected ${oneDestination}` };
}

function severalDestinations(entry: RawEntry): Finding[] {
  const [first, second, ...more] = given(entry, destinationKeys);
  if (first === undefined || second === undefined) return [];
  const keys = [first, second, ...more].join(' and ');
  return [{ path: [...entry.path, second], at: 'key', message: `${keys} are given together: expected only one of them` }];
}

function idleSettings(entry: RawEntry): Finding[] {
  const destinations = given(entry, destinationKeys);
  if (destinations.includes('servers')) return [];
  const [other] = destinations;
  if (other === undefined && !hasNone(entry)) return [];
  const why = other === undefined ? 'where there are no servers' : `beside ${other}`;
  const where = other === 'pool' ? 'it in the pool itself' : 'it beside servers';
  return given(entry, settingKeys).map((key) => ({
    path: [...entry.path, key],
    at: 'key',
    message: `${key} has no effect ${why}: expected ${where}`,
  }));
}
