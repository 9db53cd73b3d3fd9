import Type from 'typebox';
import { GROUP_IDS } from '../../core/identity.ts';
import { NoticeSchema } from './notice.ts';

const strict = { additionalProperties: false } as const;

/** What of people's encrypted traffic is opened, and what they were told of it (docs/inspection.md). */
export const InspectionSchema = Type.Object(
  {
    enabled: Type.Boolean({ default: false }),
    groups: Type.Array(Type.Enum([...GROUP_IDS]), { default: [] }),
    only: Type.Enum(['selective', 'all'], { default: 'selective' }),
    notice: Type.Optional(NoticeSchema),
    bypass: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
      default: [],
      maxItems: 2000,
      description: "sites, with everything beneath them, that are never opened: the school's own, beside the shipped bundles",
    }),
    rootKeyFolder: Type.Optional(
      Type.String({ minLength: 1, description: "folder of the roots' private keys, where that is not the data folder" }),
    ),
  },
  { ...strict, default: {} },
);
