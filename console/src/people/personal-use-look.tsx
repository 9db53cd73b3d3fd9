import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { FormButtons, TextButton } from '../components/button.tsx';
import { Dialog } from '../components/confirm.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { type Column, Table } from '../components/table.tsx';
import { timeText } from '../components/time.tsx';
import { categoryTitle } from '../it/categories.ts';

/** What is looked at: a week with everybody in it, or all the weeks of one person. */
export type Look = { readonly week: string } | { readonly person: string };

interface Line {
  readonly key: string;
  readonly who: string;
  readonly minutes: Readonly<Record<string, number>>;
  readonly limits: Readonly<Record<string, number>>;
}

const weekText = (week: string) => timeText(`${week}T12:00:00Z`, 'day');

async function readLines(look: Look, reason: string): Promise<readonly Line[]> {
  const query = { reason };
  if ('week' in look) {
    const path = { week: look.week };
    const { items, minutesAWeek } = await answerOf(api.GET('/api/v1/personal-use/report/weeks/{week}', { params: { path, query } }));
    return items.map(({ person, minutes }) => ({ key: person, who: person, minutes, limits: minutesAWeek }));
  }
  const path = { person: look.person };
  const { items } = await answerOf(api.GET('/api/v1/personal-use/report/people/{person}', { params: { path, query } }));
  return items.map(({ week, minutes, minutesAWeek }) => ({ key: week, who: weekText(week), minutes, limits: minutesAWeek }));
}

interface LookProps {
  readonly look: Look;
  readonly onLook: (look: Look | null) => void;
  /** Null where the policy gives nothing that could be withdrawn. */
  readonly onWithdraw: ((person: string) => void) | null;
}

/** Asks for a reason, then shows names and minutes until somebody goes on: nothing of it is kept in the page. */
export function PersonalUseLook({ look, onLook, onWithdraw }: LookProps) {
  const [reason, setReason] = useState('');
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const read = useMutation({ mutationFn: () => readLines(look, reason.trim()), onError: refused, gcTime: 0 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = reason.trim().length < 3 ? [{ field: 'look-reason', message: 'Say what it is for' }] : [];
    setProblems(found);
    if (found.length === 0 && !read.isPending) read.mutate();
  };
  const title = 'week' in look ? `Week from ${weekText(look.week)}` : `Weeks of ${look.person}`;
  if (read.data !== undefined) return <Lines title={title} look={look} lines={read.data} onLook={onLook} onWithdraw={onWithdraw} />;
  return (
    <Dialog title={title} onClose={() => onLook(null)}>
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        <p>That you looked, at whom and why is written down. The data protection officer can see it.</p>
        <TextField
          id="look-reason"
          label="Why do you look?"
          hint="For example: monthly review agreed with the governors"
          width="full"
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={errorOf('look-reason')}
        />
        <FormButtons words="Look" busy={read.isPending} onCancel={() => onLook(null)} />
      </form>
    </Dialog>
  );
}

const NAMES = 'names';

interface LinesProps extends LookProps {
  readonly title: string;
  readonly lines: readonly Line[];
}

function Lines({ title, look, lines, onLook, onWithdraw }: LinesProps) {
  const close = () => onLook(null);
  // On a phone it is far below what was pressed.
  useEffect(() => {
    document.getElementById(NAMES)?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <Panel title={title} anchor={NAMES} actions={<TextButton onClick={close}>Put it away</TextButton>}>
      {lines.length === 0 ? (
        <p>Nothing above a threshold is kept.</p>
      ) : (
        <Table
          caption={title}
          captionHidden
          columns={'week' in look ? peopleColumns(onLook, onWithdraw) : WEEKS}
          rows={lines}
          rowKey={({ key }) => key}
        />
      )}
    </Panel>
  );
}

const WEEKS: readonly Column<Line>[] = [
  { id: 'who', title: 'Week from', cell: ({ who }) => who, sortBy: ({ key }) => key },
  { id: 'minutes', title: 'Minutes', cell: (line) => <Minutes {...line} /> },
];

function peopleColumns(onLook: LookProps['onLook'], onWithdraw: LookProps['onWithdraw']): readonly Column<Line>[] {
  return [
    { id: 'who', title: 'Person', cell: ({ who }) => <HarmlessText text={who} />, sortBy: ({ key }) => key },
    { id: 'minutes', title: 'Minutes', cell: (line) => <Minutes {...line} /> },
    { id: 'weeks', title: '', cell: ({ who }) => <TextButton onClick={() => onLook({ person: who })}>Other weeks</TextButton> },
    {
      id: 'withdraw',
      title: '',
      cell: ({ who }) => onWithdraw !== null && <TextButton onClick={() => onWithdraw(who)}>Withdraw personal use</TextButton>,
    },
  ];
}

function Minutes({ minutes, limits }: Pick<Line, 'minutes' | 'limits'>) {
  return (
    <>
      {Object.entries(minutes).map(([id, count]) => (
        <div key={id}>
          {categoryTitle(id)}: <strong>{count}</strong>{' '}
          {limits[id] !== undefined && <span className="secondary">(threshold {limits[id]})</span>}
        </div>
      ))}
    </>
  );
}
