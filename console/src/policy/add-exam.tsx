import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { FormButtons } from '../components/button.tsx';
import { Checkboxes } from '../components/choices.tsx';
import { ErrorSummary, type FieldProblem, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { groupTitle } from '../groups.ts';
import { schoolChoices, useSchools } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import { EXAMS } from './exams.ts';

const PUPILS = ['infants', 'juniors', 'seniors', 'sixth-form'].map((value) => ({ value, words: groupTitle(value) }));
const EMPTY = { day: '', from: '', until: '', room: '', reason: '', school: '' };

export function AddExam({ onDone }: { readonly onDone: () => void }) {
  const account = useAccount();
  const client = useQueryClient();
  const [typed, setTyped] = useState({ ...EMPTY, school: account.school ?? '' });
  const [groups, setGroups] = useState<string[]>([]);
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const set = (field: keyof typeof EMPTY) => (value: string) => setTyped({ ...typed, [field]: value });
  const { data: schools = [] } = useSchools();
  const add = useMutation({
    mutationFn: () => {
      const { day, from, until, room, reason, school } = typed;
      const audience = {
        ...(groups.length > 0 && { groups }),
        ...(school !== '' && { schools: [school] }),
        ...(room.trim() !== '' && { computers: [room.trim()] }),
      };
      return ask('/api/v1/exams', { method: 'POST', body: { audience, from: `${day}T${from}`, until: `${day}T${until}`, reason } });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: EXAMS });
      onDone();
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { day, from, until, room, reason } = typed;
    const found: FieldProblem[] = [
      ...(groups.length === 0 && room.trim() === '' ? [{ field: 'groups', message: 'Choose who sits it, or say which room' }] : []),
      ...(day === '' ? [{ field: 'day', message: 'Choose the day' }] : []),
      ...(from === '' ? [{ field: 'from', message: 'Enter when it begins' }] : []),
      ...(until === '' || until <= from ? [{ field: 'until', message: 'Enter when it ends, after it begins' }] : []),
      ...(reason.trim().length < 3 ? [{ field: 'reason', message: 'Say which exam it is' }] : []),
    ];
    setProblems(found);
    if (found.length === 0) add.mutate();
  };
  return (
    <Panel title="Plan an exam window">
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        {account.school === null && (
          <Select label="School" choices={schoolChoices(schools)} value={typed.school} onChange={set('school')} />
        )}
        <Checkboxes id="groups" legend="Who sits it?" choices={PUPILS} values={groups} onChange={setGroups} error={errorOf('groups')} />
        <TextField
          label="Only in one room? (optional)"
          hint="As the names of its computers begin"
          value={typed.room}
          onChange={set('room')}
        />
        <TextField id="day" label="Day" type="date" value={typed.day} onChange={set('day')} error={errorOf('day')} />
        <TextField id="from" label="From" type="time" width="short" value={typed.from} onChange={set('from')} error={errorOf('from')} />
        <TextField
          id="until"
          label="Until"
          type="time"
          width="short"
          value={typed.until}
          onChange={set('until')}
          error={errorOf('until')}
        />
        <TextField
          id="reason"
          label="Which exam?"
          width="full"
          maxLength={200}
          value={typed.reason}
          onChange={set('reason')}
          error={errorOf('reason')}
        />
        <FormButtons words="Plan it" busy={add.isPending} onCancel={onDone} />
      </form>
    </Panel>
  );
}
