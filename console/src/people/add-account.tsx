import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { FormButtons } from '../components/button.tsx';
import { ErrorSummary, type FieldProblem, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { ROLE_TITLES } from '../roles.ts';
import { schoolChoices, useSchools } from '../session/schools.ts';
import { ACCOUNTS, type OneTime } from './accounts.ts';

const ROLE_CHOICES = [{ value: '', words: 'Choose a role' }, ...Object.entries(ROLE_TITLES).map(([value, words]) => ({ value, words }))];

interface AddAccountProps {
  readonly onAdded: (added: OneTime) => void;
  readonly onCancel: () => void;
}

export function AddAccount({ onAdded, onCancel }: AddAccountProps) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('');
  const [school, setSchool] = useState('');
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const { data: schools = [] } = useSchools();
  const add = useMutation({
    mutationFn: () =>
      ask<OneTime>('/api/v1/accounts', {
        method: 'POST',
        body: { name, role, displayName: displayName || name, email: email || null, school: school || null },
      }),
    onSuccess: async (added) => {
      await client.invalidateQueries({ queryKey: ACCOUNTS });
      onAdded(added);
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: FieldProblem[] = [
      ...(name.trim() === '' ? [{ field: 'name', message: 'Enter a user name' }] : []),
      ...(role === '' ? [{ field: 'role', message: 'Choose a role' }] : []),
    ];
    setProblems(found);
    if (found.length === 0) add.mutate();
  };
  return (
    <Panel title="Add somebody">
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        <TextField id="name" label="User name" hint="For example a.lead" value={name} onChange={setName} error={errorOf('name')} />
        <TextField label="Name" hint="As others here read it" value={displayName} onChange={setDisplayName} />
        <TextField
          label="E-mail (optional)"
          hint="Needed to sign in with Microsoft or Google"
          type="email"
          value={email}
          onChange={setEmail}
        />
        <Select id="role" label="Role" choices={ROLE_CHOICES} value={role} onChange={setRole} error={errorOf('role')} />
        <Select
          label="School"
          hint="They see and change this school alone."
          choices={schoolChoices(schools)}
          value={school}
          onChange={setSchool}
        />
        <FormButtons words="Add" busy={add.isPending} onCancel={onCancel} />
      </form>
    </Panel>
  );
}
