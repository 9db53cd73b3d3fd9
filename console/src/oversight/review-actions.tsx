import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { Button, TextButton } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { ErrorSummary, type FieldProblem, useFormProblems } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { Tag } from '../components/tag.tsx';
import { londonDay, Time } from '../components/time.tsx';
import { type Review, type ReviewAction, useChanged } from './reviews.ts';

interface ActionsProps {
  readonly review: Review;
  readonly mayAdd: boolean;
  readonly mayFinish: boolean;
}

/** What is to be done, by whom, until when; and what has been done since. */
export function ReviewActions({ review, mayAdd, mayFinish }: ActionsProps) {
  const [finishing, setFinishing] = useState<ReviewAction | null>(null);
  const { actions } = review;
  return (
    <Panel title="What is to be done">
      {actions.length === 0 && <p>Nothing yet.</p>}
      <ul className="cards">
        {actions.map((action) => (
          <li className="card" key={action.id}>
            <div className="card-head">
              <h3>
                <HarmlessText text={action.what} most={500} />
              </h3>
              <State action={action} />
            </div>
            <p>
              <HarmlessText text={action.owner} most={200} />, by <Time at={action.due} style="day" />
            </p>
            {action.doneAt !== null && (
              <p>
                Done <Time at={action.doneAt} style="day" />: <HarmlessText text={action.doneWords ?? ''} most={500} />
              </p>
            )}
            {action.doneAt === null && mayFinish && (
              <TextButton onClick={() => setFinishing(action)}>
                Mark as done<span className="govuk-visually-hidden">: {action.what}</span>
              </TextButton>
            )}
          </li>
        ))}
      </ul>
      {mayAdd && <AddAction review={review} />}
      {finishing !== null && <Finish review={review} action={finishing} onDone={() => setFinishing(null)} />}
    </Panel>
  );
}

function State({ action: { doneAt, due } }: { readonly action: ReviewAction }) {
  if (doneAt !== null) return <Tag tone="good">Done</Tag>;
  return due < londonDay(Date.now()) ? <Tag tone="danger">Overdue</Tag> : <Tag tone="info">To do</Tag>;
}

const EMPTY = { what: '', owner: '', email: '', due: '' };

function AddAction({ review: { id, version } }: { readonly review: Review }) {
  const [typed, setTyped] = useState(EMPTY);
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const changed = useChanged();
  const set = (field: keyof typeof EMPTY) => (value: string) => setTyped({ ...typed, [field]: value });
  const add = useMutation({
    mutationFn: () => {
      const { email, ...action } = typed;
      const body = { ...action, ...(email.trim() !== '' && { email: email.trim() }), version };
      return answerOf(api.POST('/api/v1/reviews/{id}/actions', { params: { path: { id } }, body }));
    },
    onSuccess: (review) => {
      setTyped(EMPTY);
      changed(review);
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: FieldProblem[] = [
      ...(typed.what.trim().length < 3 ? [{ field: 'action-what', message: 'Say what is to be done' }] : []),
      ...(typed.owner.trim() === '' ? [{ field: 'action-owner', message: 'Say who does it' }] : []),
      ...(typed.due === '' ? [{ field: 'action-due', message: 'Choose a day' }] : []),
    ];
    setProblems(found);
    if (found.length === 0 && !add.isPending) add.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextField
        id="action-what"
        label="Something else to do"
        width="full"
        maxLength={500}
        value={typed.what}
        onChange={set('what')}
        error={errorOf('action-what')}
      />
      <TextField id="action-owner" label="Who does it?" value={typed.owner} onChange={set('owner')} error={errorOf('action-owner')} />
      <TextField
        label="Their address (optional)"
        hint="They are reminded once a week until it is done; without it, the school’s IT is."
        type="email"
        inputMode="email"
        value={typed.email}
        onChange={set('email')}
      />
      <TextField
        id="action-due"
        label="By"
        type="date"
        width="short"
        value={typed.due}
        onChange={set('due')}
        error={errorOf('action-due')}
      />
      <Button submit kind="secondary" busy={add.isPending}>
        Add it
      </Button>
    </form>
  );
}

interface FinishProps {
  readonly review: Review;
  readonly action: ReviewAction;
  readonly onDone: () => void;
}

function Finish({ review: { id }, action, onDone }: FinishProps) {
  const [words, setWords] = useState('');
  const changed = useChanged();
  const finish = useMutation({
    mutationFn: () => {
      const path = { id, action: action.id };
      return answerOf(api.POST('/api/v1/reviews/{id}/actions/{action}/done', { params: { path }, body: { words } }));
    },
    onSuccess: (review) => {
      changed(review);
      onDone();
    },
  });
  return (
    <Confirm
      title="Is it done?"
      verb="It is done"
      kind="primary"
      busy={finish.isPending}
      error={finish.error}
      onConfirm={() => finish.mutate()}
      onCancel={onDone}
    >
      <p>
        <HarmlessText text={action.what} most={500} />
      </p>
      <TextField label="What was done?" width="full" maxLength={500} value={words} onChange={setWords} />
    </Confirm>
  );
}
