import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { answerOf, api } from '../api/client.ts';
import { FormButtons } from '../components/button.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { useSchools } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import { REVIEWS, TRIGGERS, type Trigger } from './reviews.ts';

export function OpenReview({ onDone }: { readonly onDone: () => void }) {
  const account = useAccount();
  const client = useQueryClient();
  const [, go] = useLocation();
  const { data: schools = [] } = useSchools();
  const [typed, setTyped] = useState({ school: account.school ?? '', trigger: 'yearly' as Trigger, reason: '' });
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const open = useMutation({
    mutationFn: () => {
      const { school, trigger, reason } = typed;
      return answerOf(api.POST('/api/v1/reviews', { body: { ...(school !== '' && { school }), trigger, reason } }));
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: REVIEWS });
      go(`/reviews/${id}`);
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = typed.reason.trim().length < 3 ? [{ field: 'review-reason', message: 'Say why it is held now' }] : [];
    setProblems(found);
    if (found.length === 0 && !open.isPending) open.mutate();
  };
  const choices = [{ value: '', words: 'The whole trust' }, ...schools.map(({ id, name }) => ({ value: id, words: name }))];
  return (
    <Panel title="Begin a review">
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        {account.school === null && (
          <Select label="Of" choices={choices} value={typed.school} onChange={(school) => setTyped({ ...typed, school })} />
        )}
        <Select
          label="Because of"
          choices={TRIGGERS}
          value={typed.trigger}
          onChange={(trigger) => setTyped({ ...typed, trigger: trigger as Trigger })}
        />
        <TextField
          id="review-reason"
          label="In your words"
          width="full"
          maxLength={500}
          value={typed.reason}
          onChange={(reason) => setTyped({ ...typed, reason })}
          error={errorOf('review-reason')}
        />
        <p>The figures are taken now and do not change afterwards. They are numbers and settings; nobody is named.</p>
        <FormButtons words="Begin it" busy={open.isPending} onCancel={onDone} />
      </form>
    </Panel>
  );
}
