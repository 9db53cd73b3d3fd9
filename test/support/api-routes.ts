import type { FastifyInstance } from 'fastify';
import type { Role } from '../../core/identity.ts';

/** What the API says of itself. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly pattern?: string;
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/api/v1/requests/{id}` */
  readonly path: string;
  readonly operationId: string;
  readonly roles: readonly Role[];
  /** Nobody need have signed in. */
  readonly isOpen: boolean;
  readonly parameters: readonly { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema: Schema }[];
  readonly body: Schema | undefined;
}

/** Every route under /api/v1, as registered. */
export async function apiRoutes(app: FastifyInstance): Promise<ApiRoute[]> {
  await app.ready();
  return Object.entries(app.swagger().paths ?? {})
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, item]) =>
      Object.entries(item ?? {}).map(([method, described]) => {
        const operation = described as {
          operationId: string;
          'x-roles': Role[];
          security?: readonly unknown[];
          parameters?: ApiRoute['parameters'];
          requestBody?: { content: Record<string, { schema: Schema }> };
        };
        return {
          method: method.toUpperCase() as ApiRoute['method'],
          path,
          operationId: operation.operationId,
          roles: operation['x-roles'],
          isOpen: operation.security?.length === 0,
          parameters: operation.parameters ?? [],
          body: operation.requestBody?.content['application/json']?.schema,
        };
      }),
    );
}

/** A call of the route that is valid in form; `values` are what members, parameters and path parts of that name hold. */
export function callOf({ method, path, parameters, body }: ApiRoute, values: Readonly<Record<string, unknown>> = {}) {
  const url = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(values[name] ?? 'none')));
  const query = new URLSearchParams(
    parameters
      .filter((one) => one.in === 'query' && (one.required === true || one.name in values))
      .map(({ name, schema }): [string, string] => [name, String(values[name] ?? sampleOf(schema, values))]),
  );
  const search = query.size > 0 ? `?${query}` : '';
  return { method, url: `${url}${search}`, ...(body === undefined ? {} : { payload: sampleOf(body, values) as object }) };
}

/** The least value that fits a schema. */
export function sampleOf(schema: Schema, values: Readonly<Record<string, unknown>>): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf.find((one) => one.type !== 'null') ?? {}, values);
  if (schema.type === 'array') return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => sampleOf(schema.items ?? {}, values));
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'string') return 'a sample';
  const { properties = {}, required = [] } = schema;
  const members = Object.entries(properties).filter(([name]) => required.includes(name) || name in values);
  return Object.fromEntries(members.map(([name, member]) => [name, name in values ? values[name] : sampleOf(member, values)]));
}
