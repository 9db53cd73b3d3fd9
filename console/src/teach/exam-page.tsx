import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { answerOf, api } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Checkbox } from '../components/choices.tsx';
import { ErrorSummary, type FieldProblem, Notification, useFormProblems } from '../components/feedback.tsx';
import { TextArea, TextField } from '../components/field.tsx';
import { Page } from '../components/page.tsx';
import { Answered } from '../components/states.tsx';
import { type Until, UntilField, untilMoment } from '../components/until.tsx';
import { ClassField } from './class-field.tsx';
import { DAY, type SchoolClass, useTeachersDay } from './day.ts';

const SHORTEST_ROOM = 3;

/** Closes AI, translation, search and messages for a class or a room until a time of today. */
export default function ExamPage() {
  const day = useTeachersDay();
  return (
    <Page
      title="Start exam mode"
      back={{ to: '/teach', words: 'Teaching' }}
      lead="AI tools, translation, search and messages close. Access arrangements of single pupils stay open. It ends by itself."
    >
      <Answered query={day}>{({ classes }) => <ExamForm classes={classes} />}</Answered>
    </Page>
  );
}

function ExamForm({ classes }: { readonly classes: readonly SchoolClass[] }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [group, setGroup] = useState('');
  const [room, setRoom] = useState('');
  const [until, setUntil] = useState<Until>({ kind: 'minutes', minutes: 60 });
  const [isListOnly, setListOnly] = useState(false);
  const [sites, setSites] = useState('');
  const [reason, setReason] = useState('');
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const start = useMutation({
    mutationFn: (end: string) =>
      answerOf(
        api.POST('/api/v1/teach/exams', {
          body: {
            reason,
            until: end,
            ...(group !== '' && { class: group }),
            ...(room.trim() !== '' && { room: room.trim() }),
            ...(isListOnly && { allowListOnly: true, sites: lines(sites) }),
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: DAY }),
    onError: refused,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const end = untilMoment(until, Date.now());
    const name = room.trim();
    const found: FieldProblem[] = [
      ...(group === '' && name === '' ? [{ field: 'class', message: 'Choose the class, or say which room' }] : []),
      ...(name !== '' && name.length < SHORTEST_ROOM
        ? [{ field: 'room', message: 'Enter at least three characters of the computers’ names' }]
        : []),
      ...(isListOnly && lines(sites).length === 0 ? [{ field: 'sites', message: 'Enter at least one site' }] : []),
      ...('problem' in end ? [{ field: 'until', message: end.problem }] : []),
      ...(reason.trim() === '' ? [{ field: 'reason', message: 'Say which exam it is' }] : []),
    ];
    setProblems(found);
    if (found.length === 0 && 'at' in end) start.mutate(end.at);
  };
  if (start.data !== undefined)
    return (
      <>
        <Notification
          tone={start.data.inForce ? 'good' : 'warning'}
          title={start.data.inForce ? 'Exam mode is on' : 'Exam mode starts in a moment'}
        >
          {start.data.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notification>
        <Button onClick={() => navigate('/teach')}>Done</Button>
      </>
    );
  return (
    <form onSubmit={send} noValidate>
      <ErrorSummary problems={problems} />
      <ClassField
        id="class"
        legend="Who sits it?"
        classes={classes}
        none="Everyone in a room"
        value={group}
        onChange={setGroup}
        error={errorOf('class')}
      />
      <TextField
        id="room"
        label={group === '' ? 'Which room?' : 'Only in one room? (optional)'}
        hint="As the names of its computers begin, for example hall-"
        maxLength={63}
        value={room}
        onChange={setRoom}
        error={errorOf('room')}
      />
      <UntilField
        id="until"
        legend="For how long?"
        minutes={[60, 90, 120, 180]}
        value={until}
        onChange={setUntil}
        error={errorOf('until')}
      />
      <Checkbox words="Close everything but the sites I list" isOn={isListOnly} onChange={setListOnly} />
      {isListOnly && (
        <TextArea
          id="sites"
          label="Sites that stay open"
          hint="One on each line, for example exams.example.org"
          value={sites}
          onChange={setSites}
          error={errorOf('sites')}
        />
      )}
      <TextField
        id="reason"
        label="Which exam?"
        width="full"
        maxLength={200}
        value={reason}
        onChange={setReason}
        error={errorOf('reason')}
      />
      <Button submit busy={start.isPending}>
        Start exam mode
      </Button>
    </form>
  );
}

function lines(text: string): string[] {
  return text.split(/[\s,]+/).filter((line) => line !== '');
}
