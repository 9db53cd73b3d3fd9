import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { FormButtons, TextButton } from '../components/button.tsx';
import { Dialog } from '../components/confirm.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { saveFile } from './save-file.ts';

interface Exam {
  readonly id: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

const readExams = () => ask<{ items: Exam[] }>('/api/v1/exams', { query: { ended: true, limit: 1_000 } });

/** What was done in an exam window, as a file for the exams officer (row R35). */
export default function ExamRecordsPage() {
  const exams = useQuery({ queryKey: ['exams', 'ended'], queryFn: readExams });
  const [taking, setTaking] = useState<Exam | null>(null);
  return (
    <Page
      title="Exam records"
      lead="What those who sat an exam did while it ran, as evidence for the exams officer. That you took it is written down, with your reference. What the safeguarding lead is told of is not in it."
    >
      <Answered query={exams}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No exam window is kept.">
              <p>They are kept for as long as routine records are.</p>
            </Empty>
          ) : (
            <Table caption="Exam windows" columns={columnsOf(setTaking)} rows={items.toReversed()} rowKey={({ id }) => id} />
          )
        }
      </Answered>
      {taking !== null && <Take exam={taking} onDone={() => setTaking(null)} />}
    </Page>
  );
}

function columnsOf(onTake: (exam: Exam) => void): readonly Column<Exam>[] {
  return [
    { id: 'reason', title: 'Exam', cell: ({ reason }) => <HarmlessText text={reason} /> },
    { id: 'from', title: 'From', cell: ({ from }) => <Time at={from} />, sortBy: ({ from }) => from },
    { id: 'until', title: 'Until', cell: ({ until }) => <Time at={until} />, sortBy: ({ until }) => until },
    {
      id: 'act',
      title: '',
      cell: (exam) => Date.parse(exam.from) <= Date.now() && <TextButton onClick={() => onTake(exam)}>Save its records</TextButton>,
    },
  ];
}

const FORMATS = [
  { value: 'csv', words: 'A table for a spreadsheet (CSV)' },
  { value: 'jsonl', words: 'The records as they are (JSON lines)' },
];

function Take({ exam, onDone }: { readonly exam: Exam; readonly onDone: () => void }) {
  const [reference, setReference] = useState('');
  const [format, setFormat] = useState('csv');
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const take = useMutation({
    mutationFn: () => saveFile(`/api/v1/exams/${exam.id}/records`, `exam-${exam.id}.${format}`, { format, reference }),
    onSuccess: onDone,
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = reference.trim().length < 3 ? [{ field: 'exam-reference', message: 'Say which exam it is for' }] : [];
    setProblems(found);
    if (found.length === 0 && !take.isPending) take.mutate();
  };
  return (
    <Dialog title="Save the records of this exam" onClose={onDone}>
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        <TextField
          id="exam-reference"
          label="Reference"
          hint="As the exams officer files it, for example: AQA English, paper 1"
          maxLength={200}
          value={reference}
          onChange={setReference}
          error={errorOf('exam-reference')}
        />
        <Select label="As" choices={FORMATS} value={format} onChange={setFormat} />
        <FormButtons words="Save it" busy={take.isPending} onCancel={onDone} />
      </form>
    </Dialog>
  );
}
