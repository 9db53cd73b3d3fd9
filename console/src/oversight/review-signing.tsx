import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAccount } from '../session/session.ts';
import { partFor, type Review, useChanged } from './reviews.ts';

/** Who has signed, who is missing, and signing for oneself. */
export function ReviewSigning({ review }: { readonly review: Review }) {
  const { role } = useAccount();
  const { status, signatures, toSign } = review;
  const mine = toSign.find(({ part }) => part === partFor(role));
  return (
    <Panel title="Signed by">
      <ul className="cards">
        {signatures.map(({ part, name, at, statement, role: as }) => (
          <li className="card" key={part}>
            <strong>
              <HarmlessText text={name} most={200} />
            </strong>{' '}
            ({as}), <Time at={at} />: <HarmlessText text={statement} most={500} />
          </li>
        ))}
        {toSign.map(({ part, title }) => (
          <li className="card" key={part}>
            {title} <Tag tone="warning">Not signed</Tag>
          </li>
        ))}
      </ul>
      {status === 'open' && mine !== undefined && <Sign review={review} title={mine.title} />}
    </Panel>
  );
}

function Sign({ review: { id, version }, title }: { readonly review: Review; readonly title: string }) {
  const [statement, setStatement] = useState('');
  const changed = useChanged();
  const sign = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/reviews/{id}/sign', { params: { path: { id } }, body: { statement, version } })),
    onSuccess: changed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sign.isPending) sign.mutate();
  };
  return (
    <form onSubmit={submit}>
      {sign.error !== null && <Notification tone="problem">{asProblem(sign.error).message}</Notification>}
      <TextField
        label={`Sign for: ${title}`}
        hint="In a few words, such as: read and agreed. Your name and the time stand beside it. With the fourth signature the review is closed."
        width="full"
        maxLength={500}
        value={statement}
        onChange={setStatement}
      />
      <Button submit busy={sign.isPending}>
        Sign it
      </Button>
    </form>
  );
}
