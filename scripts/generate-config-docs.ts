import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { destination } from '../src/config/destination';
import { sectionOf } from '../src/config/key-places';
import { poolSettings } from '../src/config/pool-settings';
import { conditions, rules } from '../src/config/rules';
import { configSchema } from '../src/config/schema';

/**
 * Writes `mangrove.schema.json` and `docs/configuration.md` from the config schema.
 * With `--check` it writes nothing, and exits 1 when one of them is stale.
 */

type Json = z.core.JSONSchema.BaseSchema;

/** Keys that several blocks share: described once, and linked from each block. */
const groups = [
  {
    title: 'Conditions',
    keys: Object.keys(conditions),
    intro: 'What a request must have, beside its host and path, for an entry to match. The entry with the more specific conditions wins.',
  },
  {
    title: 'Destination',
    keys: Object.keys(destination),
    intro: 'Who answers. An entry has exactly one of these; a host may leave it to its `paths`, and a path inside a host to its host.',
  },
  {
    title: 'Pool settings',
    keys: Object.keys(poolSettings),
    intro:
      'How a pool treats its servers. They stand beside `servers`; beside any other destination they would have no effect and are a mistake.',
  },
  {
    title: 'Rules',
    keys: Object.keys(rules),
    intro: 'What is done to a request on its way to the backend, and to the answer on its way back.',
  },
];

const intro = `# Configuration

<!-- Generated from src/config/schema.ts by scripts/generate-config-docs.ts. -->

A config is one YAML file. The smallest one that works:

\`\`\`yaml
paths:
  - path: /
    servers: [localhost:8081, localhost:8082]
\`\`\`

Mangrove looks for \`mangrove.yaml\` in the current folder, or takes \`--config FILE\` or \`MANGROVE_CONFIG=FILE\`.
\`mangrove check FILE\` reports every mistake in a file, each with its line and column, and starts nothing. An unknown key is a mistake.
It also warns of what is legal and surely not meant; with \`--strict\` a warning ends it with exit code 2 too.

With this as its first line, an editor that knows YAML schemas completes keys, explains them and underlines mistakes:

\`\`\`yaml
# yaml-language-server: $schema=./mangrove.schema.json
\`\`\`

\`\${NAME}\` in a value is that of the environment, \`\${NAME:-default}\` a default where it is not set or empty, and \`$\${\` a literal \`\${\`
([Secrets and other values from the environment](operating.md#secrets-and-other-values-from-the-environment)). \`include\` adds more files
([Several files](operating.md#several-files)).

Durations are written \`250ms\`, \`2s\`, \`1.5m\` or \`1h\`; sizes \`512B\`, \`16KiB\` or \`1MiB\`. YAML anchors, aliases and \`<<\` merges may be used.
Where a text is wanted, it counts as it is spelled, quoted or not: \`1.10\` is not \`1.1\`, and \`0042\` keeps its zeros. Nothing, or \`~\`, is no text; \`""\` is an empty one.
\`on\` and \`off\`, in quotes or not, are \`true\` and \`false\` wherever one of these is wanted; \`yes\` and \`no\` are words.
`;

const schema = jsonSchema();
const definitions = new Map(Object.entries(schema.definitions ?? {}) as [string, Json][]);

function jsonSchema(): Json {
  const generated = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-7',
    // A map whose order counts is in YAML a map like any other.
    unrepresentable: ({ zodSchema: { _zod } }) =>
      _zod.def.type === 'map' ? { type: 'object', additionalProperties: { type: scalarTypes(_zod.def.valueType) } } : 'throw',
    override: ({ zodSchema, jsonSchema: json }) => {
      if (json.type === 'string' && json.enum === undefined && json.const === undefined) json.type = scalarTypes(zodSchema);
      if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
      if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
    },
  });
  keepKeysText(generated);
  const { $schema, ...rest } = generated;
  return { $schema, $id: 'mangrove.schema.json', title: 'Mangrove configuration', ...rest };
}

/** Where a text is wanted, an editor reads some as a number, a boolean or `null`; Mangrove takes them in their spelling. */
function scalarTypes(text: z.core.$ZodType): Json['type'] {
  const isText = (spelling: string) => z.safeParse(text, spelling).success;
  const others = [
    ['number', ['1', '42', '1.10', '300']],
    ['boolean', ['true']],
    ['null', ['null']],
  ] as const;
  const taken = others.filter(([, spellings]) => spellings.some(isText)).map(([type]) => type);
  return (taken.length === 0 ? 'string' : ['string', ...taken]) as Json['type'];
}

const switches = [
  ['on', true],
  ['off', false],
] as const;

/** `on` and `off` are taken wherever `true` and `false` are; the page says so once. */
function withSwitches(json: Json): Json {
  return JSON.parse(JSON.stringify(json), (_, value) => {
    if (value?.const === false) return { ...rest(value), type: ['boolean', 'string'], enum: [false, 'off'] };
    if (value?.type === 'boolean') return { ...rest(value), type: ['boolean', 'string'], enum: [true, false, 'on', 'off'] };
    const words = switches.filter(([, is]) => value?.enum?.includes(is)).map(([word]) => word);
    if (words.length > 0) return { ...value, enum: [...new Set([...value.enum, ...words])] };
    return value;
  });
}

function rest({ type: _type, const: _const, ...others }: Json): Json {
  return others;
}

/** A key is text, however it is spelled. */
function keepKeysText(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  for (const [key, value] of Object.entries(json)) {
    if (key === 'propertyNames') Object.assign(value, { type: 'string' });
    else keepKeysText(value);
  }
}

function page(): string {
  const entries = ['host_entry', 'path_entry', 'pool'];
  const others = [...definitions.keys()].filter((id) => !entries.includes(id));
  const sections = [...entries.map(block), ...groups.map(groupSection), ...others.map(block)];
  const top = section('Top level', schema, 'The keys of the file itself. `hosts` or `paths` must have an entry.');
  return [intro, top, ...new Set(sections)].join('\n');
}

function block(id: string): string {
  return section(sectionOf(id), definition(id));
}

function section(title: string, block: Json, text = block.description): string {
  const properties = Object.entries(block.properties ?? {}) as [string, Json][];
  const linked = groups.filter((group) => title !== 'Top level' && group.keys.every((key) => key in (block.properties ?? {})));
  const own = properties.filter(([key]) => !linked.some((group) => group.keys.includes(key)));
  const links = linked.map((group) => link(group.title)).join(', ');
  const also = links === '' ? '' : `Also the keys of ${links}.\n`;
  return [`## ${title}\n`, text === undefined ? '' : `${text}\n`, table(own, block.required ?? []), also]
    .filter((part) => part !== '')
    .join('\n');
}

function groupSection(group: (typeof groups)[number]): string {
  const entry = definition('path_entry');
  const properties = Object.entries(entry.properties ?? {}) as [string, Json][];
  const own = properties.filter(([key]) => group.keys.includes(key));
  return [`## ${group.title}\n`, `${group.intro}\n`, table(own, [])].join('\n');
}

function table(properties: readonly [string, Json][], required: readonly string[]): string {
  const rows = properties.map(
    ([key, json]) => `| \`${key}\` | ${typeOf(json, key)} | ${defaultOf(json, required.includes(key))} | ${descriptionOf(json)} |`,
  );
  return ['| key | type | default | what it does |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function defaultOf(json: Json, isRequired: boolean): string {
  if (isRequired) return 'required';
  if (json.default === undefined) return '';
  const isEmpty = typeof json.default === 'object' && Object.keys(json.default ?? {}).length === 0;
  // A block of which every key has a default.
  if (isEmpty && json.anyOf?.some((one) => refOf(one as Json) !== undefined)) return '`{}`';
  if (isEmpty) return Array.isArray(json.default) || refOf(json) === undefined ? 'none' : '';
  return `\`${inlineYaml(json.default)}\``;
}

function inlineYaml(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === '' ? '""' : String(value);
  if (Array.isArray(value)) return `[${value.map(inlineYaml).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}: ${inlineYaml(one)}`)
    .join(', ')}}`;
}

function descriptionOf(json: Json): string {
  const ref = refOf(json);
  const text = json.description ?? (ref === undefined ? undefined : definition(ref).description) ?? '';
  return text.replaceAll('|', '\\|');
}

/** A type in a reader's words, with a link to the block when it has a section of its own. */
function typeOf(json: Json, where: string): string {
  const ref = refOf(json);
  if (ref !== undefined) return link(sectionOf(ref));
  if (json.title !== undefined) return json.title;
  if (json.enum !== undefined) return json.enum.map((value) => `\`${value}\``).join(', ');
  if (json.const !== undefined) return `\`${json.const}\``;
  if (json.anyOf !== undefined) return [...new Set(json.anyOf.map((one) => typeOf(one as Json, where)))].join(' or ');
  if (json.type === 'array') return `list of ${typeOf(json.items as Json, where)}`;
  if (json.type === 'object') return mapType(json, where);
  return scalarType(json);
}

function mapType(json: Json, where: string): string {
  if (json.properties !== undefined)
    throw new Error(`the map at "${where}" has no id: give it one with .meta({ id }) in src/config/schema.ts`);
  const values = json.additionalProperties as Json;
  return Object.keys(values).length === 0 ? 'map' : `map to ${typeOf(values, where)}`;
}

function scalarType(json: Json): string {
  if (json.type === 'boolean') return '`true`, `false`';
  if (json.type !== 'integer' && json.type !== 'number') return 'text';
  const name = json.type === 'integer' ? 'whole number' : 'number';
  if (json.minimum === undefined) return name;
  return json.maximum === undefined ? `${name}, ${json.minimum} or more` : `${name}, ${json.minimum} to ${json.maximum}`;
}

function refOf(json: Json): string | undefined {
  const ref = json.$ref ?? (json.allOf?.length === 1 ? (json.allOf[0] as Json).$ref : undefined);
  return ref?.replace('#/definitions/', '');
}

function definition(id: string): Json {
  return definitions.get(id) ?? {};
}

function link(title: string): string {
  return `[${title.charAt(0).toLowerCase()}${title.slice(1)}](#${title.toLowerCase().replaceAll(' ', '-')})`;
}

function isStale(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== text;
  } catch {
    return true;
  }
}

const variable = '\\$\\{\\w+(:-[^}]*)?\\}';

/** The schema for editors: what must be a number, a switch, a word or a text of a certain form may be a variable, which is replaced first. */
function withVariables(json: Json): Json {
  const inside: Json = { ...json };
  const each = (map: object) => Object.fromEntries(Object.entries(map).map(([key, one]) => [key, withVariables(one as Json)]));
  if (json.properties !== undefined) inside.properties = each(json.properties);
  if (json.definitions !== undefined) inside.definitions = each(json.definitions ?? {});
  if (typeof json.additionalProperties === 'object') inside.additionalProperties = withVariables(json.additionalProperties as Json);
  if (json.items !== undefined) inside.items = withVariables(json.items as Json);
  if (json.anyOf !== undefined) return { ...inside, anyOf: joined((json.anyOf as Json[]).map(withVariables)) };
  if (json.pattern !== undefined && !isStrict(json)) return { ...inside, pattern: `(${json.pattern})|${variable}` };
  if (!isStrict(json)) return inside;
  const { title, description, default: fallback, ...form } = inside;
  const kept = Object.entries({ title, description, default: fallback }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(kept), anyOf: [form, { type: 'string', pattern: variable }] };
}

function isStrict({ type, enum: values, const: value, minLength = 0 }: Json): boolean {
  return minLength > 1 || values !== undefined || value !== undefined || ['integer', 'number', 'boolean'].includes(String(type));
}

/** Alternatives of alternatives in one list, each once. */
function joined(options: readonly Json[]): Json[] {
  const flat = options.flatMap((one) => (Object.keys(one).join() === 'anyOf' ? (one.anyOf as Json[]) : [one]));
  return [...new Map(flat.map((one) => [JSON.stringify(one), one])).values()];
}

const root = join(__dirname, '..');
const outputs = [
  { name: 'mangrove.schema.json', text: `${JSON.stringify(withVariables(withSwitches(schema)), null, 2)}\n` },
  { name: 'docs/configuration.md', text: page() },
];
const stale = outputs.filter(({ name, text }) => isStale(join(root, name), text));

if (process.argv.includes('--check')) {
  for (const { name } of stale)
    console.error(`${name} is not what the config schema says: run scripts/generate-config-docs.ts and commit the result`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { name, text } of stale) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
    console.log(`wrote ${name}`);
  }
}
