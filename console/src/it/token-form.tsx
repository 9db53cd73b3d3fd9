import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { ROLE_TITLES } from '../roles.ts';
import { useSchools } from './use-summary.ts';

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly school: string | null;
  readonly person: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

export type NewToken = Token & { readonly token: string };

/** Those whose tokens can be made here; the others are made on the machine. */
const ROLES = (['it-operator', 'teacher', 'viewer', 'dpo'] as const).map((value) => ({ value, words: ROLE_TITLES[value] }));
const DAY_MS = 86_400_000;
const PERIODS = [
  { value: '30', words: '30 days' },
  { value: '90', words: '90 days' },
  { value: '365', words: 'A year' },
];

const NOTHING = { name: '', role: 'it-operator', school: '', person: '', days: '90' };

/** Makes a token; its secret is told once. */
export function TokenForm({ onDone }: { readonly onDone: (made: NewToken) => void }) {
  const client = useQueryClient();
  const schools = useSchools();
  const [token, setToken] = useState(NOTHING);
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const set = (part: Partial<typeof NOTHING>) => setToken({ ...token, ...part });
  const make = useMutation({
    mutationFn: ({ name, role, school, person, days }: typeof NOTHING) =>
      ask<NewToken>('/api/v1/tokens', {
        method: 'POST',
        body: {
          ...{ name: name.trim(), role, expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() },
          ...(school !== '' && { school }),
          ...(person.trim() !== '' && { person: person.trim() }),
        },
      }),
    onSuccess: async (made) => {
      setToken(NOTHING);
      onDone(made);
      await client.invalidateQueries({ queryKey: ['tokens'] });
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = token.name.trim() === '' ? [{ field: 'token-name', message: 'Say what it is for' }] : [];
    setProblems(found);
    if (found.length === 0 && !make.isPending) make.mutate(token);
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextField
        id="token-name"
        label="Name"
        hint="What uses it, for example sign-in script at North Academy"
        value={token.name}
        onChange={(name) => set({ name })}
        error={errorOf('token-name')}
        maxLength={200}
      />
      <Select label="Role" hint="As little as it needs." value={token.role} onChange={(role) => set({ role })} choices={ROLES} />
      <Select
        label="School"
        value={token.school}
        onChange={(school) => set({ school })}
        choices={[{ value: '', words: 'All schools of the trust' }, ...schools.map(({ id, name }) => ({ value: id, words: name }))]}
      />
      {token.role === 'teacher' && (
        <TextField
          label="Acts for"
          hint="User name of the teacher: it acts for their classes"
          value={token.person}
          onChange={(person) => set({ person })}
          maxLength={200}
        />
      )}
      <Select label="For how long?" value={token.days} onChange={(days) => set({ days })} choices={PERIODS} />
      <Button submit busy={make.isPending}>
        Make the token
      </Button>
    </form>
  );
}
