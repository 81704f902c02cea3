// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is what a config says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parse } from 'yaml';

type Json = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Json>>;
  readonly additionalProperties?: Json | false;
  readonly required?: readonly string[];
  readonly items?: Json;
  readonly anyOf?: readonly Json[];
  readonly allOf?: readonly Json[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly definitions?: Readonly<Record<string, Json>>;
};

const root = join(__dirname, '..', '..');
const schema: Json = JSON.parse(readFileSync(join(root, 'mangrove.schema.json'), 'utf8'));

/** The part of JSON Schema that decides over maps, lists and text. */
function accepts(json: Json, value: unknown): boolean {
  if (json.$ref !== undefined) return accepts(definition(json.$ref.replace('#/definitions/', '')), value);
  if (json.anyOf !== undefined) return json.anyOf.some((one) => accepts(one, value));
  if (json.allOf !== undefined) return json.allOf.every((one) => accepts(one, value));
  if (json.enum !== undefined && !json.enum.includes(value)) return false;
  const types = json.type === undefined ? undefined : [json.type].flat();
  if (types !== undefined && !types.includes(typeOf(value)) && !(types.includes('number') && typeof value === 'number')) return false;
  if (Array.isArray(value)) return value.every((one) => accepts(json.items ?? {}, one));
  if (typeof value === 'string') return new RegExp(json.pattern ?? '').test(value);
  if (typeof value !== 'object' || value === null) return true;
  const hasAll = (json.required ?? []).every((key) => key in value);
  return hasAll && Object.entries(value).every(([key, one]) => acceptsKey(json, key, one));
}

function acceptsKey(json: Json, key: string, value: unknown): boolean {
  const property = json.properties?.[key];
  if (property !== undefined) return accepts(property, value);
  return json.additionalProperties !== false && accepts(json.additionalProperties ?? {}, value);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  if (Number.isInteger(value)) return 'integer';
  return typeof value;
}

function definition(id: string): Json {
  const found = schema.definitions?.[id];
  if (found === undefined) throw new Error(`no definition ${id}`);
  return found;
}

describe('the JSON Schema for editors', () => {
  it('accepts the example', () => {
    expect(accepts(schema, parse(readFileSync(join(root, 'examples', 'mango.yaml'), 'utf8')))).to.equal(true);
  });

  it('accepts each way to write a server and a health check', () => {
    for (const health of [false, {}, { path: '/x' }]) {
      const entry = { path: '/', servers: ['a:1', { address: 'a:2', weight: 3 }], health };
      expect(accepts(schema, { paths: [entry] })).to.equal(true);
    }
  });

  it('accepts text that an editor reads as something else, where it can be right', () => {
    const entry = {
      path: '/',
      respond: { body: 1.1 },
      headers: { Origin: null, 'X-Debug': true },
      header_rules: { add: { 'X-Version': 1.1 }, append: { 'X-Version': [2, true] } },
      rewrite_rules: { replace: { 1: 2 } },
    };
    expect(accepts(schema, { hosts: [{ host: 42, paths: [entry] }] })).to.equal(true);
    expect(accepts(schema, { paths: [{ path: 42, respond: {} }] })).to.equal(false);
    expect(accepts(schema, { paths: [{ path: '/', servers: ['a:1'], health: { interval: 2 } }] })).to.equal(false);
  });

  it('accepts a variable of the environment wherever a value is wanted', () => {
    const entry = { path: '${A}', servers: ['${A}:80'], retries: '${A:-2}', policy: '${A}', health: { interval: '${A}s' } };
    expect(accepts(schema, { listen: '${PORT}', access_log: '${LOG}', admin: { token: '${T}' }, paths: [entry] })).to.equal(true);
    expect(accepts(schema, { listen: '$PORT', paths: [] })).to.equal(false);
    expect(accepts(schema, { access_log: '${}', paths: [] })).to.equal(false);
    expect(accepts(schema, { hosts: '${HOSTS}' })).to.equal(false);
  });

  it('refuses unknown keys, missing keys and wrong types', () => {
    expect(accepts(schema, { host: [] })).to.equal(false);
    expect(accepts(schema, { hosts: [{ servers: ['a:1'] }] })).to.equal(false);
    expect(accepts(schema, { paths: [{ path: '/', servers: 'a:1' }] })).to.equal(false);
    expect(accepts(schema, { paths: [{ path: '/', timeouts: { connect: 'soon' } }] })).to.equal(false);
  });

  it('requires only what has no default, and shows defaults as they are written', () => {
    expect(
      [schema, definition('host_entry'), definition('path_entry'), definition('pool'), definition('server')].map((json) => json.required),
    ).to.deep.equal([undefined, ['host'], ['path'], ['servers'], ['address']]);
    expect(schema.properties?.listen?.default).to.equal(8080);
    expect(definition('path_entry').properties?.health?.default).to.deep.equal({ type: 'tcp' });
    expect(definition('health_check').properties?.interval?.default).to.equal('2s');
  });
});
