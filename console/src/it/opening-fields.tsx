import { Radios } from '../components/choices.tsx';
import type { FieldProblem } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { GROUP_CHOICES } from '../groups.ts';
import type { School } from '../session/schools.ts';
import type { Scope, ScopeKind } from './answers.ts';
import { type Period, PeriodField, periodEnd } from './period-field.tsx';

/** Whom a site is opened for, for how long, and why. */
export interface Opening {
  readonly scope: Scope;
  readonly period: Period;
  readonly reason: string;
}

export const LEAST_REASON = 3;
export const MOST_REASON = 500;

export interface OpeningBody {
  readonly scope: Scope;
  readonly until: string | null;
  readonly reason: string;
}

/** The opening as the API takes it, or what is missing. `prefix` as given to the fields. */
export function openingBody(
  { scope, period, reason }: Opening,
  prefix: string,
): { readonly body: OpeningBody } | { readonly problems: readonly FieldProblem[] } {
  const end = periodEnd(period);
  const id = scope.id?.trim() ?? '';
  const problems = [
    ...(scope.kind !== 'trust' && id === '' ? [{ field: `${prefix}-whom`, message: 'Say for whom' }] : []),
    ...(end === undefined ? [{ field: `${prefix}-end`, message: 'Say when it ends' }] : []),
    ...(reason.trim().length < LEAST_REASON ? [{ field: `${prefix}-reason`, message: 'Say why, in a few words' }] : []),
  ];
  if (problems.length > 0 || end === undefined) return { problems };
  return { body: { scope: scope.kind === 'trust' ? { kind: 'trust' } : { kind: scope.kind, id }, until: end, reason: reason.trim() } };
}

const KIND_WORDS: Readonly<Record<ScopeKind, string>> = {
  person: 'One person',
  class: 'One class',
  group: 'One group, in every school',
  school: 'One school, staff too',
  trust: 'Everybody in the trust',
};

interface OpeningFieldsProps {
  /** Before the ids of its fields, so that two forms of a page do not share them. */
  readonly prefix: string;
  readonly value: Opening;
  readonly onChange: (value: Opening) => void;
  readonly kinds: readonly ScopeKind[];
  /** What is chosen first of each kind, e.g. whoever asked. */
  readonly usual: Partial<Readonly<Record<ScopeKind, string>>>;
  readonly schools: readonly School[];
  readonly problems: readonly FieldProblem[];
}

export function OpeningFields({ prefix, value, onChange, kinds, usual, schools, problems }: OpeningFieldsProps) {
  const errorOf = (field: string) => problems.find((one) => one.field === `${prefix}-${field}`)?.message;
  const first: Partial<Record<ScopeKind, string>> = { group: GROUP_CHOICES[0]?.value ?? '', school: schools[0]?.id ?? '', ...usual };
  return (
    <>
      <Radios
        legend="For whom?"
        hint="As few as will do."
        choices={kinds.map((kind) => ({ value: kind, words: KIND_WORDS[kind] }))}
        value={value.scope.kind}
        onChange={(kind) => onChange({ ...value, scope: { kind: kind as ScopeKind, id: first[kind as ScopeKind] ?? '' } })}
      />
      <WhomField
        id={`${prefix}-whom`}
        scope={value.scope}
        schools={schools}
        error={errorOf('whom')}
        onChange={(id) => onChange({ ...value, scope: { ...value.scope, id } })}
      />
      <PeriodField
        id={`${prefix}-end`}
        legend="For how long?"
        value={value.period}
        onChange={(period) => onChange({ ...value, period })}
        error={errorOf('end')}
      />
      <TextField
        id={`${prefix}-reason`}
        label="Why?"
        hint="Kept with it, and shown to whoever reviews it."
        width="full"
        maxLength={MOST_REASON}
        value={value.reason}
        onChange={(reason) => onChange({ ...value, reason })}
        error={errorOf('reason')}
      />
    </>
  );
}

interface WhomFieldProps {
  readonly id: string;
  readonly scope: Scope;
  readonly schools: readonly School[];
  readonly error: string | undefined;
  readonly onChange: (id: string) => void;
}

function WhomField({ id, scope, schools, error, onChange }: WhomFieldProps) {
  const field = { id, value: scope.id ?? '', onChange, error };
  switch (scope.kind) {
    case 'person':
      return <TextField {...field} label="User name" hint="As they sign in, for example j.doe" maxLength={200} />;
    case 'class':
      return <TextField {...field} label="Class" hint="For example, 9B-maths" maxLength={200} />;
    case 'group':
      return <Select {...field} label="Group" choices={GROUP_CHOICES} />;
    case 'school':
      return <Select {...field} label="School" choices={schools.map((one) => ({ value: one.id, words: one.name }))} />;
    case 'trust':
      return null;
  }
}
