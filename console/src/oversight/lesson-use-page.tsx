import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { Notification } from '../components/feedback.tsx';
import { Select } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';

const PERIODS = [
  { value: '1', words: 'The last day' },
  { value: '7', words: 'The last week' },
  { value: '28', words: 'The last four weeks' },
];
const readUse = (days: number) => answerOf(api.GET('/api/v1/lessons/use', { params: { query: { days } } }));
type Use = Awaited<ReturnType<typeof readUse>>['items'][number];

/** What teachers opened for their classes and how much it was used, for those who keep pupils safe (row I09). */
export default function LessonUsePage() {
  const [{ days }, change] = useAddressFilter({ days: '7' });
  const use = useQuery({ queryKey: ['lesson-use', days], queryFn: () => readUse(Number(days) || 7) });
  return (
    <Page title="Opened for lessons" lead="What teachers opened for a class, and how much use was made of it: numbers, nobody’s name.">
      <div className="filters no-print">
        <Select label="When" choices={PERIODS} value={days} onChange={(value) => change({ days: value })} />
      </div>
      <Answered query={use}>
        {({ items, complete }) => (
          <>
            {!complete && <Notification tone="warning">There was not time to count all of it: the numbers are too low.</Notification>}
            {items.length === 0 ? (
              <Empty title="Nothing was opened for a lesson." />
            ) : (
              <Table caption="Newest first" columns={COLUMNS} rows={items} rowKey={({ id }) => id} />
            )}
          </>
        )}
      </Answered>
    </Page>
  );
}

const COLUMNS: readonly Column<Use>[] = [
  { id: 'class', title: 'Class', cell: ({ class: name }) => <HarmlessText text={name} />, sortBy: ({ class: name }) => name },
  { id: 'hosts', title: 'Opened', cell: ({ hosts }) => <HarmlessText text={hosts.slice(0, 5).join(', ')} /> },
  { id: 'by', title: 'By', cell: ({ by }) => <HarmlessText text={by} most={80} />, sortBy: ({ by }) => by },
  { id: 'reason', title: 'For', cell: ({ reason }) => <HarmlessText text={reason} /> },
  { id: 'from', title: 'From', cell: ({ from }) => <Time at={from} />, sortBy: ({ from }) => from },
  { id: 'until', title: 'Until', cell: ({ until }) => <Time at={until} style="clock" /> },
  { id: 'people', title: 'Pupils', align: 'end', cell: ({ people }) => people, sortBy: ({ people }) => people },
  { id: 'requests', title: 'Requests', align: 'end', cell: ({ requests }) => requests, sortBy: ({ requests }) => requests },
];
