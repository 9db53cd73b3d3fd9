import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { FormButtons } from '../components/button.tsx';
import { Checkbox } from '../components/choices.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { Select, TextArea, TextField } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { useAccount } from '../session/session.ts';
import { AI_TOOLS } from './ai-tools.ts';

const YEARS = [
  { value: '', words: 'Choose a year' },
  { value: '0', words: 'Reception' },
  ...Array.from({ length: 13 }, (_, at) => ({ value: String(at + 1), words: `Year ${at + 1}` })),
  { value: '14', words: 'Adults only' },
];
const EMPTY = { name: '', hosts: '', year: '', dpia: '', expires: '', reason: '' };

export function AddAiTool({ onDone }: { readonly onDone: () => void }) {
  const { displayName } = useAccount();
  const client = useQueryClient();
  const [typed, setTyped] = useState(EMPTY);
  const [isLicensed, setLicensed] = useState(false);
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const set = (field: keyof typeof EMPTY) => (value: string) => setTyped({ ...typed, [field]: value });
  const add = useMutation({
    mutationFn: () => {
      const { name, hosts, year, dpia, expires, reason } = typed;
      const body = {
        id: idOf(name),
        name,
        hosts: hosts.split(/[\s,]+/).filter((host) => host !== ''),
        minimumYear: Number(year),
        licensed: isLicensed,
        approver: displayName,
        dpia,
        expires: `${expires}T23:59`,
        reason,
      };
      return ask('/api/v1/ai-tools', { method: 'PUT', body });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: AI_TOOLS });
      onDone();
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = Object.entries(NEEDED).flatMap(([field, message]) =>
      typed[field as keyof typeof EMPTY].trim() === '' ? [{ field, message }] : [],
    );
    setProblems(found);
    if (found.length === 0) add.mutate();
  };
  return (
    <Panel title="Add an AI tool">
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        <TextField id="name" label="Name" value={typed.name} onChange={set('name')} error={errorOf('name')} />
        <TextArea
          id="hosts"
          label="Its sites"
          hint="One on each line"
          rows={2}
          value={typed.hosts}
          onChange={set('hosts')}
          error={errorOf('hosts')}
        />
        <Select id="year" label="From which year?" choices={YEARS} value={typed.year} onChange={set('year')} error={errorOf('year')} />
        <Checkbox words="A licensed partner of ours" isOn={isLicensed} onChange={setLicensed} />
        <TextField
          id="dpia"
          label="Link to the data protection impact assessment"
          hint="https://…"
          inputMode="url"
          width="full"
          value={typed.dpia}
          onChange={set('dpia')}
          error={errorOf('dpia')}
        />
        <TextField
          id="expires"
          label="Approved until"
          type="date"
          value={typed.expires}
          onChange={set('expires')}
          error={errorOf('expires')}
        />
        <TextField
          id="reason"
          label="Why?"
          width="full"
          maxLength={500}
          value={typed.reason}
          onChange={set('reason')}
          error={errorOf('reason')}
        />
        <FormButtons words="Add it" busy={add.isPending} onCancel={onDone} />
      </form>
    </Panel>
  );
}

const NEEDED: Readonly<Record<keyof typeof EMPTY, string>> = {
  name: 'Enter what the tool is called',
  hosts: 'Enter at least one of its sites',
  year: 'Choose from which year it is open',
  dpia: 'Enter where the assessment is kept',
  expires: 'Choose when the approval ends',
  reason: 'Say why it is approved',
};

/** `Read Along` becomes `read-along`. */
function idOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
}
