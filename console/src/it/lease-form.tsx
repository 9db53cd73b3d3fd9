import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { GROUP_CHOICES } from '../groups.ts';
import { useAccount } from '../session/session.ts';
import type { Change } from './answers.ts';
import { SUMMARY, useSchools } from './use-summary.ts';

const GROUPS = [{ value: '', words: 'The person’s own' }, ...GROUP_CHOICES];
const TTLS = [
  { value: '3600', words: 'An hour' },
  { value: '28800', words: '8 hours' },
  { value: '604800', words: 'A week' },
];

/** Says that somebody is at an address. */
export function LeaseForm({ onDone }: { readonly onDone: (change: Change) => void }) {
  const client = useQueryClient();
  const account = useAccount();
  const schools = useSchools();
  const [lease, setLease] = useState({ ip: '', user: '', computer: '', group: '', school: account.school ?? '', ttl: '3600' });
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const set = (part: Partial<typeof lease>) => setLease({ ...lease, ...part });
  const enter = useMutation({
    mutationFn: ({ ip, user, computer, group, school, ttl }: typeof lease) =>
      ask<Change>('/api/v1/leases', {
        method: 'PUT',
        body: [
          {
            ...{ ip: ip.trim(), user: user.trim(), computer: computer.trim(), ttlSeconds: Number(ttl) },
            ...(group !== '' && { group }),
            ...(school !== '' && { school }),
          },
        ],
      }),
    onSuccess: (change) => {
      set({ ip: '', user: '', computer: '' });
      onDone(change);
      for (const queryKey of [['leases'], SUMMARY]) void client.invalidateQueries({ queryKey });
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = [
      ...(lease.ip.trim() === '' ? [{ field: 'lease-ip', message: 'Enter the address of the computer' }] : []),
      ...(lease.user.trim() === '' ? [{ field: 'lease-user', message: 'Enter who is there' }] : []),
      ...(lease.computer.trim() === '' ? [{ field: 'lease-computer', message: 'Enter what the computer is called' }] : []),
    ];
    setProblems(found);
    if (found.length === 0 && !enter.isPending) enter.mutate(lease);
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextField
        id="lease-ip"
        label="Address"
        hint="For example, 10.20.3.4"
        value={lease.ip}
        onChange={(ip) => set({ ip })}
        error={errorOf('lease-ip')}
        maxLength={60}
      />
      <TextField
        id="lease-user"
        label="User name"
        value={lease.user}
        onChange={(user) => set({ user })}
        error={errorOf('lease-user')}
        maxLength={200}
      />
      <TextField
        id="lease-computer"
        label="Computer"
        value={lease.computer}
        onChange={(computer) => set({ computer })}
        error={errorOf('lease-computer')}
        maxLength={200}
      />
      <div className="filters">
        <Select label="Group" value={lease.group} onChange={(group) => set({ group })} choices={GROUPS} />
        <Select
          label="School"
          value={lease.school}
          onChange={(school) => set({ school })}
          choices={[
            ...(account.school === null ? [{ value: '', words: 'None' }] : []),
            ...schools.map(({ id, name }) => ({ value: id, words: name })),
          ]}
        />
        <Select label="For" value={lease.ttl} onChange={(ttl) => set({ ttl })} choices={TTLS} />
      </div>
      <p className="secondary">
        What is done at this address is then written down under that name. Whoever had the address before loses it.
      </p>
      <Button submit busy={enter.isPending}>
        Enter it
      </Button>
    </form>
  );
}
