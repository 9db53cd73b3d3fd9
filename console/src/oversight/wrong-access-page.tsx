import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { answerOf, api } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { ErrorSummary, Notification, useFormProblems } from '../components/feedback.tsx';
import { TextArea, TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { actorName } from '../dsl/words.ts';
import { ROLE_TITLES, type Role } from '../roles.ts';
import { useSchoolName } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import '../it/it.css';

const REPORTS = ['access-reports'] as const;
const SETTLERS: readonly Role[] = ['headteacher', 'dpo'];
const READERS: readonly Role[] = ['trust-admin', 'head-of-it', ...SETTLERS];
const read = () => answerOf(api.GET('/api/v1/access-reports'));
type Report = Awaited<ReturnType<typeof read>>['items'][number];

/** Anybody says that they can see what they should not, and whoever answers for it says what was done (row R65). */
export default function WrongAccessPage() {
  const { role } = useAccount();
  return (
    <Page
      title="Wrong access"
      lead="Does the console show you something that is not yours to see? Say so here. You are not in trouble for it; keeping it to yourself would be wrong."
    >
      <ReportForm />
      {READERS.includes(role) && <Reports />}
    </Page>
  );
}

function ReportForm() {
  const client = useQueryClient();
  const [what, setWhat, forgetWhat] = useUnsavedDraft('access what');
  const [words, setWords, forgetWords] = useUnsavedDraft('access words');
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const send = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/access-reports', { body: { what: what.trim(), words: oneLine(words) } })),
    onSuccess: async () => {
      forgetWhat();
      forgetWords();
      await client.invalidateQueries({ queryKey: REPORTS });
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = what.trim() === '' ? [{ field: 'access-what', message: 'Say where you saw it' }] : [];
    setProblems(found);
    if (found.length === 0 && !send.isPending) send.mutate();
  };
  if (send.data !== undefined)
    return (
      <Notification tone="good" title="Thank you. It has been reported.">
        <p>
          The headteacher and IT are told that there is a report; the headteacher and the data protection officer read it. Close what you
          saw, and tell nobody else of it.
        </p>
        <Button kind="secondary" onClick={() => send.reset()}>
          Report something else
        </Button>
      </Notification>
    );
  return (
    <Panel title="Report it">
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        <TextField
          id="access-what"
          label="Where did you see it?"
          hint="The page, or the menu it was under. For example: Requests, one of another school"
          width="full"
          maxLength={300}
          value={what}
          onChange={setWhat}
          error={errorOf('access-what')}
        />
        <TextArea
          label="Why should you not see it? (optional)"
          hint="Do not repeat what it said: no names, nothing about anybody."
          rows={3}
          maxLength={1_000}
          value={words}
          onChange={setWords}
        />
        <Button submit busy={send.isPending}>
          Report it
        </Button>
      </form>
    </Panel>
  );
}

function Reports() {
  const reports = useQuery({ queryKey: REPORTS, queryFn: read });
  return (
    <Panel title="What was reported">
      <Answered query={reports}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing was reported in the last year." />
          ) : (
            items.map((one) => <OneReport key={one.id} report={one} />)
          )
        }
      </Answered>
    </Panel>
  );
}

function OneReport({ report: { id, at, by, role, school, what, words, settled } }: { readonly report: Report }) {
  const { name, role: ownRole } = useAccount();
  const place = useSchoolName(school) ?? 'the whole trust';
  return (
    <section>
      <h3 className="govuk-heading-s">
        {what === null ? 'What was said is for the headteacher and the data protection officer' : <HarmlessText text={what} most={300} />}{' '}
        <Tag tone={settled === null ? 'danger' : 'good'}>{settled === null ? 'Open' : 'Settled'}</Tag>
      </h3>
      {words !== null && words !== '' && (
        <p className="it-quote">
          <HarmlessText text={words} most={1_000} />
        </p>
      )}
      <p className="secondary">
        {by !== null && (
          <>
            <HarmlessText text={actorName(by)} most={80} />,{' '}
          </>
        )}
        {ROLE_TITLES[role as Role] ?? role}, {place}, <Time at={at} />
      </p>
      {settled !== null ? (
        <p>
          {settled.words !== null && <HarmlessText text={settled.words} most={500} />}{' '}
          <span className="secondary">
            {settled.by !== null && (
              <>
                <HarmlessText text={actorName(settled.by)} most={80} />,{' '}
              </>
            )}
            <Time at={settled.at} />
          </span>
        </p>
      ) : (
        SETTLERS.includes(ownRole) && by !== null && actorName(by) !== name && <Settle id={id} />
      )}
    </section>
  );
}

function Settle({ id }: { readonly id: string }) {
  const client = useQueryClient();
  const [words, setWords, forget] = useUnsavedDraft(`access settle ${id}`);
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const field = `settle-${id}`;
  const settle = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/access-reports/{id}/settle', { params: { path: { id } }, body: { words: words.trim() } })),
    onSuccess: async () => {
      forget();
      await client.invalidateQueries({ queryKey: REPORTS });
      await client.invalidateQueries({ queryKey: ['open-actions'] });
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = words.trim().length < 3 ? [{ field, message: 'Say what was done' }] : [];
    setProblems(found);
    if (found.length === 0 && !settle.isPending) settle.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextField
        id={field}
        label="What was done about it?"
        width="full"
        maxLength={500}
        value={words}
        onChange={setWords}
        error={errorOf(field)}
      />
      <Button submit kind="secondary" busy={settle.isPending}>
        It is settled
      </Button>
    </form>
  );
}

/** The API takes one paragraph. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
