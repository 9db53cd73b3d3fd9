import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import type { operations } from '../api/schema.ts';
import { FormButtons } from '../components/button.tsx';
import { Radios } from '../components/choices.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { GROUP_CHOICES } from '../groups.ts';
import { useSchools } from '../it/use-summary.ts';
import { useAccount } from '../session/session.ts';

type Body = operations['postSelfTests']['requestBody']['content']['application/json'];

/** As SWGfL's tester names them. */
const TESTS = [
  { id: 'child-abuse', words: 'Child sexual abuse content' },
  { id: 'terrorist', words: 'Terrorist content' },
  { id: 'adult', words: 'Adult content' },
] as const;
const OUTCOMES = [
  { value: 'blocked', words: 'Blocked' },
  { value: 'open', words: 'Not blocked' },
];
const NO_ANSWERS: Readonly<Record<string, string>> = {};

/** Where it was tried. */
export interface TestPlace {
  readonly school: string | null;
  readonly group: string;
  readonly device: string;
}

interface OutsideTestProps {
  /** Where it is tried again; null for a test of its own. */
  readonly again: TestPlace | null;
  readonly onDone: () => void;
}

/** Leads through a test with a tester outside the product, on a device as pupils have it, and keeps what came of it (row D09). */
export function OutsideTest({ again, onDone }: OutsideTestProps) {
  const client = useQueryClient();
  const { school: own } = useAccount();
  const schools = useSchools();
  const [school, setSchool] = useState(own ?? again?.school ?? '');
  const [group, setGroup] = useState(again?.group ?? 'seniors');
  const [device, setDevice] = useState(again?.device ?? '');
  const [outcomes, setOutcomes] = useState(NO_ANSWERS);
  const [notes, setNotes] = useState('');
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const save = useMutation({
    mutationFn: (body: Body) => answerOf(api.POST('/api/v1/self-tests', { body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['self-tests'] });
      onDone();
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = [
      ...(device.trim().length < 3 ? [{ field: 'test-device', message: 'Say which device it was' }] : []),
      ...TESTS.filter(({ id }) => outcomes[id] === undefined).map(({ id, words }) => ({
        field: `test-${id}`,
        message: `Say what came of “${words}”`,
      })),
    ];
    setProblems(found);
    if (found.length > 0 || save.isPending) return;
    const blocked = Object.fromEntries(TESTS.map(({ id }) => [id, outcomes[id] === 'blocked'])) as Body['blocked'];
    save.mutate({
      ...{ group: group as Body['group'], device: device.trim(), blocked, notes: notes.trim() },
      ...(school !== '' && { school }),
    });
  };
  return (
    <Panel title="Test from a device">
      <ol className="govuk-list govuk-list--number">
        <li>Take a device as pupils have it, on the network they use, signed in as a test pupil.</li>
        <li>
          Open <strong>testfiltering.com</strong> in its browser, and run the test. It is SWGfL’s, and loads harmless pages that stand on
          the lists a filter has to hold. Nothing unlawful is opened.
        </li>
        <li>Write down here what it says. What is not blocked becomes an open action.</li>
      </ol>
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        {own === null && schools.length > 0 && (
          <Select
            label="School"
            choices={[{ value: '', words: 'None in particular' }, ...schools.map(({ id, name }) => ({ value: id, words: name }))]}
            value={school}
            onChange={setSchool}
          />
        )}
        <Select label="Signed in as" choices={GROUP_CHOICES} value={group} onChange={setGroup} />
        <TextField
          id="test-device"
          label="Device and network"
          hint="For example: pupil iPad, library, pupil Wi-Fi"
          width="full"
          maxLength={200}
          value={device}
          onChange={setDevice}
          error={errorOf('test-device')}
        />
        {TESTS.map(({ id, words }) => (
          <Radios
            key={id}
            id={`test-${id}`}
            legend={words}
            choices={OUTCOMES}
            value={outcomes[id] ?? ''}
            onChange={(value) => setOutcomes({ ...outcomes, [id]: value })}
            error={errorOf(`test-${id}`)}
          />
        ))}
        <TextField label="Notes (optional)" width="full" maxLength={500} value={notes} onChange={setNotes} />
        <FormButtons words="Write it down" busy={save.isPending} onCancel={onDone} />
      </form>
    </Panel>
  );
}
