import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { actorName } from '../dsl/words.ts';
import { groupTitle } from '../groups.ts';
import { IT, type Role, SAFEGUARDING } from '../roles.ts';
import { useSchoolName } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import { OutsideTest, type TestPlace } from './outside-test.tsx';

const readTests = (cursor: string | null) =>
  answerOf(api.GET('/api/v1/self-tests', { params: { query: { limit: 100, ...(cursor !== null && { cursor }) } } }));
type SelfTest = Awaited<ReturnType<typeof readTests>>['items'][number];

const TESTERS: readonly Role[] = [...IT, ...SAFEGUARDING];

/** Every trial of the filter, for those who answer for it: when, as whom, and whether it did what the policy says (row D08). */
export default function ChecksPage() {
  const { role } = useAccount();
  // `place` null: a test of its own.
  const [testing, setTesting] = useState<{ readonly place: TestPlace | null }>();
  const mayTest = TESTERS.includes(role);
  const columns = useMemo(() => (mayTest ? [...COLUMNS, againColumn((place) => setTesting({ place }))] : COLUMNS), [mayTest]);
  const tests = useInfiniteQuery({
    queryKey: ['self-tests'],
    queryFn: ({ pageParam }) => readTests(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  return (
    <Page
      title="Checks of the filter"
      lead="Each morning one harmless test page of every category is asked for, as every group of every school and as those who use each of its networks. What came of it, and of trials made by hand, is kept for the yearly review."
    >
      {mayTest &&
        (testing !== undefined ? (
          <OutsideTest key={JSON.stringify(testing.place)} again={testing.place} onDone={() => setTesting(undefined)} />
        ) : (
          <Button onClick={() => setTesting({ place: null })}>Test from a device</Button>
        ))}
      <Answered query={tests}>
        {(items) =>
          items.length === 0 ? (
            <Empty title="The filter has not been tried yet.">
              <p>It is tried each morning between five and eight; IT can do it at any time.</p>
            </Empty>
          ) : (
            <Table caption="Newest first" columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </Answered>
      {tests.hasNextPage && (
        <Button kind="secondary" busy={tests.isFetchingNextPage} onClick={() => void tests.fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
    </Page>
  );
}

function Place({ school, network, outside }: Pick<SelfTest, 'school' | 'network' | 'outside'>) {
  const name = useSchoolName(school) ?? 'None in particular';
  return (
    <>
      {name}
      {outside !== null && (
        <div className="secondary">
          from the device <HarmlessText text={outside.device} most={200} />
        </div>
      )}
      {network !== null && (
        <div className="secondary">
          on the network <HarmlessText text={network} most={80} />
        </div>
      )}
    </>
  );
}

function Outcome({ problem, tried, wrong, outside }: SelfTest) {
  if (problem !== null) return <HarmlessText text={problem} most={300} />;
  const kind = outside === null ? 'categories' : 'test pages';
  const lead = outside === null ? 'not as the policy says' : 'not blocked';
  return (
    <>
      {tried} {kind} tried{wrong.length > 0 && `; ${lead}: ${wrong.map(({ category }) => category).join(', ')}`}
      {outside !== null && outside.notes !== '' && (
        <div className="secondary">
          <HarmlessText text={outside.notes} most={500} />
        </div>
      )}
    </>
  );
}

const COLUMNS: readonly Column<SelfTest>[] = [
  { id: 'at', title: 'When', cell: ({ at }) => <Time at={at} />, sortBy: ({ at }) => at },
  { id: 'ok', title: 'Result', cell: ({ ok }) => <Tag tone={ok ? 'good' : 'danger'}>{ok ? '✓ Right' : '✗ Wrong'}</Tag> },
  { id: 'group', title: 'As', cell: ({ group }) => groupTitle(group), sortBy: ({ group }) => group },
  { id: 'school', title: 'At', cell: ({ school, network, outside }) => <Place school={school} network={network} outside={outside} /> },
  {
    id: 'what',
    title: 'What came of it',
    cell: Outcome,
  },
  {
    id: 'by',
    title: 'Tried by',
    cell: ({ by }) => (by === 'system' ? 'Schoolgate, each morning' : <HarmlessText text={actorName(by)} most={80} />),
  },
];

/** What was open on a device stays an action until it is tried again there. */
function againColumn(onAgain: (place: TestPlace) => void): Column<SelfTest> {
  const again = (place: TestPlace) => {
    onAgain(place);
    window.scrollTo({ top: 0 });
  };
  return {
    id: 'again',
    title: 'Again',
    cell: ({ ok, school, group, outside }) =>
      !ok &&
      outside !== null && (
        <Button kind="secondary" onClick={() => again({ school, group, device: outside.device })}>
          Try again
        </Button>
      ),
  };
}
