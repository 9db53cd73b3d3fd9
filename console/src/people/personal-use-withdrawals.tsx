import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { FormButtons, TextButton } from '../components/button.tsx';
import { Dialog } from '../components/confirm.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { TextArea, TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import type { Change } from '../it/answers.ts';
import { ChangeNotice } from '../it/change-notice.tsx';

const PERSONAL_USE = ['personal-use'] as const;
const read = () => answerOf(api.GET('/api/v1/personal-use'));

export function usePersonalUse(enabled = true) {
  return useQuery({ queryKey: PERSONAL_USE, queryFn: read, enabled });
}

type Withdrawal = Awaited<ReturnType<typeof read>>['withdrawn'][number];

interface WithdrawalsProps {
  /** Whom to withdraw it from: a form is open with that name, or an empty one. */
  readonly asked: string | null;
  readonly onAsk: (person: string) => void;
  readonly onDone: () => void;
}

/** From whom it is withdrawn, withdrawing it and giving it back. */
export function PersonalUseWithdrawals({ asked, onAsk, onDone }: WithdrawalsProps) {
  const state = usePersonalUse();
  const [restoring, setRestoring] = useState<string | null>(null);
  const [done, setDone] = useState<{ readonly title: string; readonly change: Change } | null>(null);
  return (
    <Panel
      title="Withdrawn from one person"
      actions={state.data?.available === true && <TextButton onClick={() => onAsk('')}>Withdraw it from somebody</TextButton>}
    >
      {done !== null && <ChangeNotice {...done} onClose={() => setDone(null)} />}
      <Answered query={state}>
        {({ available, withdrawn }) => (
          <>
            {withdrawn.length > 0 && (
              <Table
                caption="Withdrawn from"
                captionHidden
                columns={columnsOf(setRestoring)}
                rows={withdrawn}
                rowKey={({ person }) => person}
              />
            )}
            {withdrawn.length === 0 && (
              <p>
                {available
                  ? 'It is withdrawn from nobody.'
                  : 'The policy gives staff no times for personal use, so there is nothing to withdraw.'}
              </p>
            )}
            {asked !== null && available && <Switch person={asked} permitted={false} onDone={setDone} onClose={onDone} />}
          </>
        )}
      </Answered>
      {restoring !== null && <Switch person={restoring} permitted onDone={setDone} onClose={() => setRestoring(null)} />}
    </Panel>
  );
}

function columnsOf(onRestore: (person: string) => void): readonly Column<Withdrawal>[] {
  return [
    { id: 'person', title: 'Person', cell: ({ person }) => <HarmlessText text={person} />, sortBy: ({ person }) => person },
    { id: 'since', title: 'Since', cell: ({ since }) => <Time at={since} style="day" />, sortBy: ({ since }) => since },
    { id: 'reason', title: 'Why', cell: ({ reason }) => <HarmlessText text={reason} /> },
    { id: 'by', title: 'By', cell: ({ by }) => <HarmlessText text={by} most={80} /> },
    { id: 'act', title: '', cell: ({ person }) => <TextButton onClick={() => onRestore(person)}>Give it back</TextButton> },
  ];
}

interface SwitchProps {
  readonly person: string;
  readonly permitted: boolean;
  readonly onDone: (done: { readonly title: string; readonly change: Change }) => void;
  readonly onClose: () => void;
}

function Switch({ person, permitted, onDone, onClose }: SwitchProps) {
  const client = useQueryClient();
  const [name, setName] = useState(person);
  const [reason, setReason] = useState('');
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const put = useMutation({
    mutationFn: () => answerOf(api.PUT('/api/v1/personal-use', { body: { person: name.trim(), permitted, reason } })),
    onSuccess: async (change) => {
      await client.invalidateQueries({ queryKey: PERSONAL_USE });
      onDone({ title: permitted ? `${name} has it back.` : `It is withdrawn from ${name}.`, change });
      onClose();
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = [
      ...(name.trim() === '' ? [{ field: 'use-person', message: 'Enter the user name' }] : []),
      ...(reason.trim().length < 3 ? [{ field: 'use-reason', message: 'Say why' }] : []),
    ];
    setProblems(found);
    if (found.length === 0 && !put.isPending) put.mutate();
  };
  return (
    <Dialog title={permitted ? `Give personal use back to ${person}?` : 'Withdraw personal use?'} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        <p>
          {permitted
            ? 'Within seconds they may use what other staff may, at the same times.'
            : 'What the policy opens to staff at some times stays as it is in lessons, at all times and on every device, until it is given back. Their other work is not affected.'}
        </p>
        {!permitted && (
          <TextField
            id="use-person"
            label="From whom?"
            hint="User name, as they sign in"
            maxLength={200}
            value={name}
            onChange={setName}
            error={errorOf('use-person')}
          />
        )}
        <TextArea
          id="use-reason"
          label="Why?"
          hint="It stands in the audit log and in this list."
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(value) => setReason(value.replace(/\s*\n\s*/g, ' '))}
          error={errorOf('use-reason')}
        />
        <FormButtons words={permitted ? 'Give it back' : 'Withdraw it'} busy={put.isPending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
