import { type FormEvent, useState } from 'react';
import { Button, TextButton } from '../components/button.tsx';
import { ErrorSummary } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Folded } from '../components/panel.tsx';
import { PURPOSES } from '../purposes.ts';

/** Why names are looked at, kept in the audit log; never in the address, which people send to each other. */
export interface Purpose {
  readonly purpose: string;
  readonly reference: string;
}

interface LiveNamesProps {
  readonly purpose: Purpose | null;
  readonly onChange: (purpose: Purpose | null) => void;
}

/** Names are shown for a purpose with a reference only, and that they were is written down. */
export function LiveNames({ purpose, onChange }: LiveNamesProps) {
  if (purpose !== null)
    return (
      <p>
        Names are shown for <HarmlessText text={purpose.reference} most={80} />. This is in the audit log. What alerts are about is left out
        meanwhile. <TextButton onClick={() => onChange(null)}>Hide names</TextButton>
      </p>
    );
  return (
    <Folded summary="Show who it is">
      <NamesForm onChange={onChange} />
    </Folded>
  );
}

function NamesForm({ onChange }: Pick<LiveNamesProps, 'onChange'>) {
  const [purpose, setPurpose] = useState<string>(PURPOSES[0].value);
  const [reference, setReference] = useState('');
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(reference.trim() === '');
    if (reference.trim() !== '') onChange({ purpose, reference: reference.trim() });
  };
  const message = 'Give the reference of the case or ticket';
  return (
    <form onSubmit={submit} noValidate>
      {isMissing && <ErrorSummary problems={[{ field: 'names-reference', message }]} />}
      <p>That you looked, when and for what, is kept in the audit log, where the data protection officer reads it.</p>
      <Select label="For what purpose?" choices={PURPOSES} value={purpose} onChange={setPurpose} />
      <TextField
        id="names-reference"
        label="Reference"
        hint="Of the case or ticket that it is for"
        maxLength={200}
        value={reference}
        onChange={setReference}
        error={isMissing ? message : undefined}
      />
      <Button submit kind="secondary">
        Show names
      </Button>
    </form>
  );
}
