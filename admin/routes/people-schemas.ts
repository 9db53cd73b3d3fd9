import Type from 'typebox';
import { GROUP_IDS } from '../../core/identity.ts';
import { CursorText, Nullable, PageQuery } from './pages.ts';
import { Name, Reason, SchoolId } from './unblocking-schemas.ts';

const strict = { additionalProperties: false } as const;
const Text = Nullable(Type.String());
const Names = Type.Array(Type.String());

export const PeopleQuery = Type.Object(
  {
    name: Type.Optional(Name),
    school: Type.Optional(SchoolId),
    group: Type.Optional(Type.Enum([...GROUP_IDS])),
    class: Type.Optional(Name),
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
    cursor: Type.Optional(CursorText),
  },
  strict,
);

const Person = { name: Type.String(), displayName: Text, group: Type.String(), school: Text, role: Text };

export const PeopleAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      ...Person,
      imported: Type.Boolean({ description: 'from the school records; false for who was entered by hand' }),
      hasPassword: Type.Boolean(),
    }),
  ),
  next: Text,
});

export const ClassesQuery = Type.Object({ ...PageQuery.properties, school: Type.Optional(SchoolId) }, strict);

export const ClassesAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      school: Text,
      members: Type.Integer({ description: 'how many; GET /api/v1/people?class= names them' }),
      teachers: Names,
    }),
  ),
  next: Text,
});

export const ImportQuery = Type.Object(
  {
    dryRun: Type.Boolean({ default: false, description: 'say what would be done and do nothing' }),
    school: Type.Optional(SchoolId),
    removeMore: Type.Optional(Reason),
  },
  strict,
);

const Changed = Type.Object({
  name: Type.String(),
  before: Type.Record(Type.String(), Text),
  after: Type.Record(Type.String(), Text),
});

export const ImportAnswer = Type.Object({
  format: Type.Enum(['csv', 'oneroster']),
  dryRun: Type.Boolean(),
  school: Text,
  problems: Type.Array(Type.Object({ file: Text, line: Nullable(Type.Integer()), message: Type.String() })),
  problemCount: Type.Integer(),
  notes: Names,
  people: Type.Object({
    added: Type.Array(Type.Object(Person)),
    changed: Type.Array(Changed),
    removed: Names,
    kept: Type.Array(Type.String(), { description: 'entered by hand and not in the file: they stay' }),
    unchanged: Type.Integer(),
  }),
  classes: Type.Object({ added: Names, changed: Names, removed: Names }),
  limit: Type.Object({
    most: Type.Integer({
      description: 'so many people may one import remove, put among staff, move to an older group, or move to another school',
    }),
    removed: Type.Integer(),
    toStaff: Type.Integer({ description: 'moved from a pupils’ group, or new where people were imported before' }),
    older: Type.Integer(),
    moved: Type.Integer(),
    exceeded: Type.Boolean(),
  }),
  revision: Nullable(Type.Integer()),
  inForce: Nullable(Type.Boolean()),
  waitingFor: Names,
});
