import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../../admin/configuration.ts';
import { ERRORS } from '../../../core/errors.ts';
import { type AdminFixture, openStaffedAdminFixture } from '../../support/admin-fixture.ts';
import type { Schema } from '../../support/api-routes.ts';

/** What anybody may send to any route: built from the API's own description, then bent out of shape. */
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

const RUNS_A_ROUTE = 40;
const HOSTILE = [
  '',
  ' ',
  '\u0000',
  '\r\nx: y',
  '../../etc/passwd',
  '%00',
  '\ud800',
  '\u202e',
  "'; DROP TABLE people; --",
  '<script>alert(1)</script>',
  '{{7*7}}',
  '__proto__',
  'constructor',
  '1e309',
  'x'.repeat(2_000),
  'http://good.com@bad.com/',
  '2026-02-30T25:61',
  '0000000000000000',
];

const text = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom('north', 'tom', 'https://a.test/x', 'a.test', '2026-12-01T10:00', '10.0.0.9', 'a plain reason', 'trust'),
  },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
  fc.string({ unit: 'binary' }),
);
const junk: fc.Arbitrary<unknown> = fc.oneof(text, fc.jsonValue(), fc.constantFrom(null, -1, 1e300, true, [], {}, [[]], { toString: 1 }));

function fitting(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const own = shaped(schema, depth);
  return fc.oneof({ weight: 8, arbitrary: own }, { weight: 1, arbitrary: junk });
}

function shaped(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => fitting(one, depth)));
  if (schema.type === 'string') return text;
  if (schema.type === 'integer' || schema.type === 'number') return fc.integer({ min: schema.minimum ?? -10, max: schema.maximum ?? 1e6 });
  if (schema.type === 'boolean') return fc.boolean();
  if (depth > 5) return fc.constant(undefined);
  if (schema.type === 'array') return fc.array(fitting(schema.items ?? {}, depth + 1), { maxLength: 4 });
  const { properties = {}, required = [] } = schema;
  if (schema.type !== 'object' && Object.keys(properties).length === 0) return junk;
  const members = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, fitting(member, depth + 1)]));
  return fc.oneof(
    { weight: 9, arbitrary: fc.record(members, { requiredKeys: required.filter((name) => name in members) }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.record(members, { requiredKeys: [] }), fc.dictionary(text, junk, { maxKeys: 3 }))
        .map(([one, two]) => ({ ...one, ...two })),
    },
  );
}

let admin: AdminFixture;
let headers: Record<string, string>[];
let routes: { method: string; path: string; operation: Operation }[];
beforeAll(async () => {
  admin = await openStaffedAdminFixture();
  await adoptConfiguration(admin.context.config, admin.context.stores, admin.context.clock());
  headers = await Promise.all([admin.tokenFor('trust-admin'), admin.tokenFor('dsl', { school: 'north' }), admin.tokenFor('head-of-it')]);
  await admin.app.ready();
  routes = Object.entries(admin.app.swagger().paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation: operation as Operation })),
  );
});
afterAll(() => admin.close());

function requestFor({ method, path, operation }: (typeof routes)[number]) {
  const parameters = operation.parameters ?? [];
  const body = operation.requestBody?.content['application/json']?.schema;
  return fc
    .record({
      url: fc.record(Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, text]))),
      query: fc.record(Object.fromEntries(parameters.filter((one) => one.in === 'query').map((one) => [one.name, fitting(one.schema)])), {
        requiredKeys: [],
      }),
      payload: body === undefined ? fc.constant(undefined) : fitting(body),
      base: fc.constantFrom(undefined, '"1"', '"0"', 'x', '*', '"-1"', `"${'9'.repeat(30)}"`),
      who: fc.integer({ min: 0, max: 2 }),
    })
    .map(({ url, query, payload, base, who }) => {
      const search = new URLSearchParams(
        Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, asText(value)] as [string, string]])),
      );
      const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(asText(url[name] ?? 'x').toWellFormed()) || 'x');
      return { method, url: `${filled}?${search}`, payload, base, who };
    });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

describe('whatever is sent to a route', () => {
  it('is answered, never by an error of ours, and every refusal names its code', async () => {
    expect(routes.length).toBeGreaterThan(20);
    const statuses = new Map<number, number>();
    for (const route of routes) {
      await fc.assert(
        fc.asyncProperty(requestFor(route), async ({ method, url, payload, base, who }) => {
          const response = await admin.app.inject({
            method: method as 'GET',
            url,
            headers: {
              ...headers[who],
              ...(base === undefined ? {} : { 'if-match': base }),
              ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(payload === undefined ? {} : { payload: JSON.stringify(payload) ?? 'null' }),
          });
          statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
          if (response.statusCode < 400 || !url.startsWith('/api/')) return;
          const { code, status } = response.json<{ code: keyof typeof ERRORS; status: number }>();
          expect(response.headers['content-type']).toContain('application/problem+json');
          expect(ERRORS[code].status).toBe(status);
          expect(status === 501 || status < 500).toBe(true);
        }),
        { numRuns: RUNS_A_ROUTE },
      );
    }
    // Some must have got through, or nothing but the gate was tried.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(100);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(100);
  });
});
