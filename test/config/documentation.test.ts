import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigSchema } from '../../config/schema/config.ts';
import { VARIABLES } from '../../config/schema/surroundings.ts';
import { ERRORS } from '../../core/errors.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** First cells of table rows, without their backticks. */
const firstCells = (text: string): string[] => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell);

interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly items?: SchemaNode;
}

/** Every key of the schema that has a value of its own: `schools[].dsl.email`. The policy has a document of its own. */
function keysOf(schema: SchemaNode, path: string): string[] {
  if (path === 'policy') return [];
  if (schema.items !== undefined) return keysOf(schema.items, `${path}[]`);
  if (schema.properties === undefined) return [path];
  return Object.entries(schema.properties).flatMap(([key, child]) => keysOf(child, path === '' ? key : `${path}.${key}`));
}

describe('docs/configuration.md', () => {
  const documented = firstCells(read('configuration.md'));

  it('names every key of the schema', () => {
    const keys = keysOf(ConfigSchema as SchemaNode, '');
    expect(keys.length).toBeGreaterThan(60);
    expect(keys.filter((key) => !documented.includes(key))).toEqual([]);
  });

  it('names no key that the schema does not know', () => {
    const keys = keysOf(ConfigSchema as SchemaNode, '');
    const isKnown = (key: string) => keys.some((one) => one === key || one.startsWith(`${key}.`) || one.startsWith(`${key}[]`));
    expect(documented.filter((key) => !/^[A-Z_]+$/.test(key) && !isKnown(key))).toEqual([]);
  });

  it('names every variable, and no other', () => {
    const variables = documented.filter((key) => key.startsWith('SCHOOLGATE_'));
    const forPeople = Object.keys(VARIABLES).filter((name) => name !== 'SCHOOLGATE_INSTANCE' && name !== 'SCHOOLGATE_WORKER_INDEX');
    expect(variables.sort()).toEqual(forPeople.sort());
  });
});

describe('docs/errors.md', () => {
  it('names every code with its status, and no other', () => {
    const rows = [...read('errors.md').matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)]);
    expect(rows.sort()).toEqual(
      Object.entries(ERRORS)
        .map(([code, { status }]) => [code, status])
        .sort(),
    );
  });
});
