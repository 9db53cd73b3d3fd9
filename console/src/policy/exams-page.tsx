import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button, TextButton } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { groupTitle } from '../groups.ts';
import { AddExam } from './add-exam.tsx';
import { EXAMS, type Exam } from './exams.ts';

/** Exam windows that run or are to come, and planning one. */
export default function ExamsPage() {
  const exams = useQuery({ queryKey: EXAMS, queryFn: () => ask<{ items: Exam[] }>('/api/v1/exams', { query: { limit: 500 } }) });
  const [ending, setEnding] = useState<Exam | null>(null);
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title="Exam windows"
      lead="While one runs, AI tools, translation, search and messages are closed for those who sit it. Access arrangements stay open, and it ends by itself."
    >
      {isAdding ? <AddExam onDone={() => setAdding(false)} /> : <Button onClick={() => setAdding(true)}>Plan an exam window</Button>}
      <Answered query={exams}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No exam runs or is planned." />
          ) : (
            <Table caption="Running and planned" columns={columnsOf(setEnding)} rows={items} rowKey={({ id }) => id} />
          )
        }
      </Answered>
      {ending !== null && <End exam={ending} onDone={() => setEnding(null)} />}
    </Page>
  );
}

function columnsOf(onEnd: (exam: Exam) => void): readonly Column<Exam>[] {
  return [
    { id: 'who', title: 'Who sits it', cell: (exam) => <HarmlessText text={sittersOf(exam)} /> },
    {
      id: 'from',
      title: 'From',
      cell: ({ from }) => (
        <>
          <Time at={from} /> {Date.parse(from) <= Date.now() && <Tag tone="info">On now</Tag>}
        </>
      ),
      sortBy: ({ from }) => from,
    },
    { id: 'until', title: 'Until', cell: ({ until }) => <Time at={until} />, sortBy: ({ until }) => until },
    { id: 'reason', title: 'Exam', cell: ({ reason }) => <HarmlessText text={reason} /> },
    { id: 'by', title: 'Set by', cell: ({ by }) => <HarmlessText text={by} most={80} /> },
    { id: 'act', title: '', cell: (exam) => <TextButton onClick={() => onEnd(exam)}>End</TextButton> },
  ];
}

function sittersOf({ audience }: Exam): string {
  const names = Object.entries(audience).flatMap(([kind, ids]) => ids.map((id) => (kind === 'groups' ? groupTitle(id) : id)));
  return names.length === 0 ? 'Everybody' : names.join(', ');
}

function End({ exam, onDone }: { readonly exam: Exam; readonly onDone: () => void }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask('/api/v1/exams', { method: 'DELETE', query: { id: exam.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: EXAMS });
      onDone();
    },
  });
  return (
    <Confirm
      title="End this exam window?"
      verb="End it"
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onCancel={onDone}
    >
      <p>The usual rules apply again for {sittersOf(exam)} within seconds. One that has not begun is cancelled.</p>
    </Confirm>
  );
}
