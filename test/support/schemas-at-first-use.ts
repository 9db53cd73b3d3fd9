import { createRequire } from 'node:module';
import type { FastifyServerOptions } from 'fastify';

type Check = ((data: unknown) => unknown) & { errors?: unknown };
/** Schemas and options, then a route's schema, then its data. */
type Compilers<Compiled> = (externalSchemas: unknown, options: unknown) => (definition: unknown) => Compiled;

/** Fastify's own, which it keeps to itself. */
const fromFastify = createRequire(import.meta.resolve('fastify'));
const validators: Compilers<Check> = fromFastify('@fastify/ajv-compiler')();
const serialisers: Compilers<(data: unknown) => string> = fromFastify('@fastify/fast-json-stringify-compiler').SerializerSelector();

const buildValidator: Compilers<Check> = (externalSchemas, options) => {
  const compile = validators(externalSchemas, options);
  return (definition) => {
    let compiled: Check | undefined;
    const check: Check = (data) => {
      compiled ??= compile(definition);
      const outcome = compiled(data);
      check.errors = compiled.errors;
      return outcome;
    };
    return check;
  };
};

const buildSerializer: Compilers<(data: unknown) => string> = (externalSchemas, options) => {
  const compile = serialisers(externalSchemas, options);
  return (definition) => {
    let serialise: ((data: unknown) => string) | undefined;
    return (data) => {
      serialise ??= compile(definition);
      return serialise(data);
    };
  };
};

/**
 * Compiles a route's schemas when it is first called. The product does so at its start, where a wrong schema ends it; a test that
 * opens an app of its own to call three routes would spend most of its time on the other two hundred.
 */
export const schemasAtFirstUse = { compilersFactory: { buildValidator, buildSerializer } } as unknown as NonNullable<
  FastifyServerOptions['schemaController']
>;
