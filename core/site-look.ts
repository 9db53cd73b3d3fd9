import Type, { type Static } from 'typebox';

/** What a page loads from a host; `page` where the page itself moved there. */
export const LOAD_KINDS = ['page', 'script', 'style', 'picture', 'media', 'frame', 'other'] as const;
export type LoadKind = (typeof LOAD_KINDS)[number];

/** Why a page was not seen. */
export const LOOK_PROBLEMS = ['sealed', 'locked', 'address', 'unreachable', 'too-slow', 'too-many-redirects', 'not-a-page'] as const;
export type LookProblem = (typeof LOOK_PROBLEMS)[number];

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema]);

/** A host that a page loads from, and how it was decided for whoever asked when the page was looked at. */
export const LoadedHostSchema = Type.Object({
  host: Type.String(),
  loads: Type.Array(Type.Enum([...LOAD_KINDS])),
  categories: Type.Array(Type.String()),
  action: Type.Enum(['allow', 'block', 'coach']),
  openable: Type.Boolean({ description: 'whether it may be opened by name, for a lesson or a time' }),
});
export type LoadedHost = Static<typeof LoadedHostSchema>;

/** What a page says of itself, fetched once as nobody: data to read, never to run. */
export const SiteLookSchema = Type.Object({
  at: Type.String(),
  by: Type.String({ description: 'who looked, as in the audit log' }),
  problem: nullable(
    Type.Object(
      { code: Type.Enum([...LOOK_PROBLEMS]), words: Type.String() },
      { description: 'why the page was not seen; null when it was' },
    ),
  ),
  addresses: Type.Array(Type.String(), { description: 'the address asked for, and each it redirected to' }),
  status: nullable(Type.Integer({ description: 'HTTP status of the last' })),
  title: nullable(Type.String()),
  description: nullable(Type.String()),
  whole: Type.Boolean({ description: 'false where the page was longer than is read' }),
  hosts: Type.Array(LoadedHostSchema, { description: 'other hosts that the page loads from' }),
  unnamed: Type.Integer({ description: 'hosts on a statutory list among them, which are named nowhere' }),
});
export type SiteLook = Static<typeof SiteLookSchema>;
