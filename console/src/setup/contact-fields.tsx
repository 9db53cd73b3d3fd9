import { TextField } from '../components/field.tsx';
import { type Contact, contactOrNone } from './settings.ts';

interface ContactFieldsProps {
  /** Who it is, e.g. `Safeguarding lead`. */
  readonly title: string;
  readonly value: Contact | undefined;
  readonly onChange: (value: Contact | undefined) => void;
}

/** Name and address of one person, side by side. */
export function ContactFields({ title, value = { name: '', email: '' }, onChange }: ContactFieldsProps) {
  return (
    <div className="filters">
      <TextField label={`${title}: name`} value={value.name} onChange={(name) => onChange(contactOrNone({ ...value, name }))} />
      <TextField
        label={`${title}: e-mail address`}
        type="email"
        value={value.email}
        onChange={(email) => onChange(contactOrNone({ ...value, email: email.trim() }))}
      />
    </div>
  );
}
