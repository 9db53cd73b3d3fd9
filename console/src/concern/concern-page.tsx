import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';
import { Button } from '../components/button.tsx';
import { Checkbox, Radios } from '../components/choices.tsx';
import { ErrorSummary, type FieldProblem, Notification, useFormProblems } from '../components/feedback.tsx';
import { Select, TextArea, TextField } from '../components/field.tsx';
import { Reference } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { SEVERITIES, SUBJECTS, THEMES } from './choices.ts';

type Report = operations['postConcerns']['requestBody']['content']['application/json'];

/** Staff tell the safeguarding leads what they saw or heard. */
export default function ConcernPage() {
  return (
    <Page
      title="Report a concern"
      lead="It goes to the safeguarding lead and deputies at once; one about an adult to the headteacher. Whoever it is about is not told. It does not replace speaking to the lead when a child may be at risk today."
    >
      <ConcernForm />
    </Page>
  );
}

function ConcernForm() {
  const [words, setWords, forgetWords] = useUnsavedDraft('concern words');
  const [about, setAbout] = useState('');
  const [name, setName] = useState('');
  const [theme, setTheme] = useState('');
  const [severity, setSeverity] = useState('');
  const [place, setPlace] = useState('');
  const [page, setPage] = useState('');
  const [asksIt, setAsksIt] = useState(false);
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const send = useMutation({
    mutationFn: (body: Report) => answerOf(api.POST('/api/v1/concerns', { body })),
    onSuccess: forgetWords,
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found: FieldProblem[] = [
      ...(words.trim() === '' ? [{ field: 'words', message: 'Say what you saw or heard' }] : []),
      ...(about === '' ? [{ field: 'about', message: 'Choose who it is about' }] : []),
      ...(severity === '' ? [{ field: 'severity', message: 'Choose how serious it is' }] : []),
    ];
    setProblems(found);
    if (found.length > 0) return;
    const filled = Object.entries({ words, about, name, theme, severity, place, page }).filter(([, value]) => value.trim() !== '');
    send.mutate({ ...(Object.fromEntries(filled) as unknown as Report), ...(page.trim() !== '' && { asksIt }) });
  };
  if (send.data !== undefined) return <Sent {...send.data} onAgain={() => send.reset()} />;
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextArea
        id="words"
        label="What did you see or hear?"
        hint="Their own words where you can. Facts, not judgements."
        rows={6}
        value={words}
        onChange={setWords}
        error={errorOf('words')}
      />
      <Radios id="about" legend="Who is it about?" choices={SUBJECTS} value={about} onChange={setAbout} error={errorOf('about')} />
      {about !== 'nobody' && <TextField label="Their name or user name" maxLength={300} value={name} onChange={setName} />}
      <Radios
        id="severity"
        legend="How serious is it?"
        choices={SEVERITIES}
        value={severity}
        onChange={setSeverity}
        error={errorOf('severity')}
      />
      <Select label="What is it about?" choices={THEMES} value={theme} onChange={setTheme} />
      <TextField label="Where and when? (optional)" width="full" maxLength={300} value={place} onChange={setPlace} />
      <TextField
        label="A page it has to do with: its address or name (optional)"
        width="full"
        maxLength={300}
        value={page}
        onChange={setPage}
      />
      {page.trim() !== '' && (
        <Checkbox
          words="Ask IT to look at blocking this page"
          hint="IT is told its address, not who told us."
          isOn={asksIt}
          onChange={setAsksIt}
        />
      )}
      <Button submit busy={send.isPending}>
        Send it
      </Button>
    </form>
  );
}

interface SentProps {
  readonly reference: string;
  readonly itAsked: boolean;
  readonly onAgain: () => void;
}

function Sent({ reference, itAsked, onAgain }: SentProps) {
  return (
    <>
      <Notification tone="good" title="Your concern has been sent">
        <p>
          Those who have to know are being told now. Your reference is <Reference id={reference} />.
        </p>
        <p>If nobody has come back to you today, speak to them. If a child may be in danger, do not wait.</p>
        {itAsked && <p>IT has been asked to look at the page. They were not told who asked.</p>}
      </Notification>
      <Button kind="secondary" onClick={onAgain}>
        Report another
      </Button>
    </>
  );
}
