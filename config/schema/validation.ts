import type { TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import Value from 'typebox/value';
import { nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';

type ValidationError = ReturnType<typeof Value.Errors>[number];

/** Every way in which a document does not fit the schema, in words for the person who wrote the file. */
export function validationProblems(schema: TSchema, document: unknown): Problem[] {
  const errors = allErrors(schema, document);
  const unions = errors.filter((error) => error.keyword === 'anyOf');
  const branchesOf = (union: ValidationError) => errors.filter((error) => error.schemaPath.startsWith(`${union.schemaPath}/anyOf/`));
  const inBranches = new Set(unions.flatMap(branchesOf));
  return errors.flatMap((error) => {
    if (inBranches.has(error)) return [];
    return error.keyword === 'anyOf' ? unionProblems(error, branchesOf(error), schema, document) : problemsOf(error, schema, document);
  });
}

/** Without the library's usual limit of eight; one more suffices when a file is wrong a thousand times. */
function allErrors(schema: TSchema, document: unknown): ValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: 1_000 });
  try {
    return Value.Errors(schema, document).filter((error) => error.keyword !== 'boolean');
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Of a value that fits no branch: what is wrong inside it when it is a mapping, else the words it could have been. */
function unionProblems(union: ValidationError, branches: readonly ValidationError[], schema: TSchema, document: unknown): Problem[] {
  const inside = branches.filter(
    (error) => error.keyword === 'required' || error.keyword === 'additionalProperties' || error.instancePath !== union.instancePath,
  );
  if (inside.length > 0) return inside.flatMap((error) => problemsOf(error, schema, document));
  const words = branches.flatMap((error) => (error.keyword === 'enum' ? error.params.allowedValues : []));
  const message = words.length > 0 ? `is none of ${words.join(', ')}` : 'has none of the forms it may have';
  return [{ path: pathOf(union.instancePath, document), message }];
}

function problemsOf(error: ValidationError, schema: TSchema, document: unknown): Problem[] {
  const path = pathOf(error.instancePath, document);
  const place = schemaAt(schema, error.schemaPath);
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys(record(place['properties']));
      return error.params.additionalProperties.map((key) => ({ path: [...path, key], message: unknownKey(key, known) }));
    }
    case 'required':
      return error.params.requiredProperties.map((key) => ({ path: [...path, key], message: 'is missing' }));
    case 'enum':
      return [{ path, message: `is none of ${error.params.allowedValues.join(', ')}` }];
    case 'pattern':
      return [{ path, message: typeof place['description'] === 'string' ? `is not ${place['description']}` : error.message }];
    default:
      return [{ path, message: error.message }];
  }
}

/** More than these nobody reads. */
const MOST_KEYS_NAMED = 20;

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  if (nearest !== undefined) return `unknown key; did you mean ${nearest}?`;
  return known.length > MOST_KEYS_NAMED ? 'unknown key' : `unknown key; known here: ${known.join(', ')}`;
}

/** A JSON pointer (RFC 6901) as keys and indexes: an index where the document has an array. */
function pathOf(pointer: string, document: unknown): (string | number)[] {
  let value = document;
  return steps(pointer).map((step) => {
    const key = Array.isArray(value) ? Number(step) : step;
    value = record(value)[step];
    return key;
  });
}

function schemaAt(schema: TSchema, pointer: string): Record<string, unknown> {
  let value: unknown = schema;
  for (const step of steps(pointer)) value = record(value)[step];
  return record(value);
}

function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
