import Type from 'typebox';
import { AI_MINIMUMS } from '../../core/measure.ts';
import { REQUEST_KINDS, REQUEST_STATUSES } from '../../core/site-request.ts';
import { CursorText } from './pages.ts';

const strict = { additionalProperties: false } as const;
/** No control characters, line ends or lone surrogates: these texts go into logs, headers, pages and mail. */
const PRINTABLE = '^[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]*$';

export const Reason = Type.String({ minLength: 3, maxLength: 500, pattern: PRINTABLE });
export const Name = Type.String({ minLength: 1, maxLength: 200, pattern: PRINTABLE });
export const SchoolId = Type.String({ maxLength: 63, pattern: '^[a-z0-9][a-z0-9-]*$' });
const Url = Type.String({ minLength: 1, maxLength: 2048, pattern: PRINTABLE });
/** Null first: the other way round the validator, which coerces, would take null for an empty text. */
export const Until = Type.Union([Type.Null(), Type.String({ maxLength: 40 })]);

export const ScopeInput = Type.Object(
  { kind: Type.Enum(['person', 'class', 'group', 'school', 'trust']), id: Type.Optional(Name) },
  { ...strict, description: 'whom it is for' },
);

export const OverrideBody = Type.Object(
  {
    hosts: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 100 })),
    url: Type.Optional(Url),
    scope: ScopeInput,
    until: Type.Optional(Until),
    reason: Reason,
  },
  strict,
);

export const RequestBody = Type.Object(
  {
    kind: Type.Enum([...REQUEST_KINDS]),
    url: Url,
    reason: Reason,
    requestedBy: Name,
    email: Type.Optional(
      Type.String({ maxLength: 200, pattern: "^[\\w.+'-]{1,64}@[\\w-]+(\\.[\\w-]+)+$", description: 'told of the answer' }),
    ),
    school: Type.Optional(SchoolId),
    urgent: Type.Optional(Type.Boolean()),
  },
  strict,
);

/** What an entry of the register of AI tools says; `TOOL_IDENTITY` follows from a request where there is one. */
export const TOOL_ENTRY = {
  name: Name,
  minimumGroup: Type.Optional(Type.Enum([...AI_MINIMUMS])),
  minimumYear: Type.Optional(Type.Integer({ minimum: 0, maximum: 14, description: 'school year; 0 is Reception, 14 is adults only' })),
  licensed: Type.Boolean({ description: 'a licensed partner, as against approved for use' }),
  dpia: Url,
  expires: Type.String({ maxLength: 40, description: 'ISO 8601; without an offset it is London time' }),
  reminder: Type.Optional(Type.Boolean({ description: 'remind whoever opens it, once a day, of what does not belong in it' })),
};
export const TOOL_IDENTITY = {
  id: Type.String({ maxLength: 63, pattern: '^[a-z0-9][a-z0-9-]*$' }),
  hosts: Type.Array(Type.String({ minLength: 1, maxLength: 255, pattern: PRINTABLE }), { minItems: 1, maxItems: 100 }),
  approver: Name,
};

const Tool = Type.Object(
  { ...TOOL_ENTRY, ...Type.Partial(Type.Object(TOOL_IDENTITY)).properties },
  { ...strict, description: 'of an ai-approval: its entry in the register; from anybody but the Head of IT a proposal of one' },
);

export const ApproveBody = Type.Object(
  {
    scope: ScopeInput,
    until: Type.Optional(Until),
    reason: Reason,
    tool: Type.Optional(Tool),
    also: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 30, description: 'further hosts that the site needs' }),
    ),
  },
  strict,
);
export const DeclineBody = Type.Object({ reason: Reason }, strict);

export const CommentBody = Type.Object({ text: Type.String({ minLength: 1, maxLength: 2_000, pattern: PRINTABLE }) }, strict);

export const RequestQuery = Type.Object(
  {
    status: Type.Optional(Type.Array(Type.Enum([...REQUEST_STATUSES]), { minItems: 1, maxItems: 4 })),
    kind: Type.Optional(Type.Enum([...REQUEST_KINDS])),
    overdue: Type.Optional(Type.Boolean({ description: 'true: only those whose time is over' })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    cursor: Type.Optional(CursorText),
  },
  strict,
);

export const RequestId = Type.Object({ id: Type.String({ maxLength: 80, pattern: '^[A-Za-z0-9-]+$' }) });

export const InForce = {
  revision: Type.Integer(),
  inForce: Type.Boolean({ description: 'true when every running worker has confirmed it' }),
  waitingFor: Type.Array(Type.String()),
};
