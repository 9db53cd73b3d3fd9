import Type from 'typebox';
import { GROUP_IDS } from './identity.ts';

const strict = { additionalProperties: false } as const;
/** Both go into a header as they are. */
const Domain = Type.String({ pattern: '^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9-]{1,63})+$', maxLength: 253 });
const DirectoryId = Type.String({ pattern: '^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' });

/**
 * Whose accounts may be signed in to at Google and Microsoft (row R20). They are told in headers of inspected requests, and
 * refuse all others themselves.
 */
export const SchoolAccountsSchema = Type.Object(
  {
    /** Domains of the school's Google Workspace. */
    google: Type.Optional(Type.Array(Domain, { minItems: 1, maxItems: 50 })),
    microsoft: Type.Optional(
      Type.Object(
        {
          /** Domains or ids of the tenants whose accounts may be used. */
          tenants: Type.Array(Type.Union([DirectoryId, Domain]), { minItems: 1, maxItems: 50 }),
          /** Id of the directory that sets the restriction, to which Microsoft reports. */
          directory: DirectoryId,
        },
        strict,
      ),
    ),
    /** For whom; default every group. */
    groups: Type.Optional(Type.Array(Type.Enum([...GROUP_IDS]), { minItems: 1 })),
  },
  strict,
);
export type SchoolAccounts = Type.Static<typeof SchoolAccountsSchema>;
