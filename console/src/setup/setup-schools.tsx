import { Button, TextButton } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { ContactFields } from './contact-fields.tsx';
import { type Contact, type Draft, idOf, type SchoolSettings } from './settings.ts';

const ROLES = [
  ['dsl', 'Safeguarding lead'],
  ['headteacher', 'Headteacher'],
  ['chair', 'Chair of governors'],
  ['it', 'IT desk'],
  ['onCall', 'On call out of hours'],
] as const;

/** Each school, with everybody who is told of something. */
export function SchoolsForm({ draft: { settings, change } }: { readonly draft: Draft }) {
  const { schools } = settings;
  const put = (at: number, school: SchoolSettings) => change({ schools: schools.with(at, school) });
  return (
    <>
      {schools.map((school, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its id changes while it is typed
        <fieldset className="govuk-fieldset setup-one" key={at}>
          <legend className="govuk-fieldset__legend govuk-fieldset__legend--s">{school.name || `School ${at + 1}`}</legend>
          <SchoolFields school={school} onChange={(changed) => put(at, changed)} />
          <TextButton onClick={() => change({ schools: schools.toSpliced(at, 1) })}>
            Remove {school.name || 'this school'} from these answers
          </TextButton>
        </fieldset>
      ))}
      <Button kind="secondary" onClick={() => change({ schools: [...schools, { id: '', name: '' }] })}>
        Add a school
      </Button>
    </>
  );
}

function SchoolFields({ school, onChange }: { readonly school: SchoolSettings; readonly onChange: (school: SchoolSettings) => void }) {
  const { deputies = [] } = school;
  // Its id is in records and networks: it follows the name only while it is new.
  const rename = (name: string) => onChange({ ...school, name, id: school.id === idOf(school.name) ? idOf(name) : school.id });
  const putDeputy = (at: number, deputy: Contact | undefined) =>
    onChange(withRole(school, 'deputies', deputy === undefined ? deputies.toSpliced(at, 1) : deputies.toSpliced(at, 1, deputy)));
  return (
    <>
      <div className="filters">
        <TextField label="Name of the school" value={school.name} onChange={rename} />
        <TextField
          label="Short id"
          hint="In records; never changes later."
          value={school.id}
          onChange={(id) => onChange({ ...school, id })}
        />
      </div>
      {ROLES.map(([role, title]) => (
        <ContactFields
          key={role}
          title={title}
          value={school[role] as Contact | undefined}
          onChange={(contact) => onChange(withRole(school, role, contact))}
        />
      ))}
      {[...deputies, undefined].map((deputy, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other key, and keep their places
        <ContactFields key={at} title={`Deputy ${at + 1}`} value={deputy} onChange={(contact) => putDeputy(at, contact)} />
      ))}
    </>
  );
}

/** Absent rather than empty: the file's format knows no empty ones. */
function withRole(school: SchoolSettings, role: string, value: Contact | readonly Contact[] | undefined): SchoolSettings {
  const { [role]: _, ...rest } = school;
  const isNothing = value === undefined || (Array.isArray(value) && value.length === 0);
  return { ...rest, id: school.id, name: school.name, ...(!isNothing && { [role]: value }) };
}
