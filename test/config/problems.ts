import { parseConfig } from '../../src/config/load';

/** The mistakes in a text, as `line:column path: message`. */
export function problems(text: string): string[] {
  const loaded = parseConfig(text, 'mangrove.yaml');
  if (loaded.ok) return [];
  return loaded.problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}
