import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answerOf, api } from '../api/client.ts';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { IT, type Role } from '../roles.ts';
import { useSchoolName } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';

const readActions = () => answerOf(api.GET('/api/v1/open-actions'));
type OpenAction = Awaited<ReturnType<typeof readActions>>['items'][number];

/** What somebody of the staff has to see to: the list that IT works off and the safeguarding lead asks after (row D03). */
export default function OpenActionsPage() {
  const actions = useQuery({ queryKey: ['open-actions'], queryFn: readActions });
  return (
    <Page
      title="Open actions"
      lead="What is to be looked at again, finished or signed, and by whom. Owners are reminded by mail once a week; where no address is known, the school’s IT is."
    >
      <Answered query={actions}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing is open." />
          ) : (
            <Table
              caption="Overdue first"
              columns={COLUMNS}
              rows={items}
              rowKey={({ kind, school, what, due }) => `${kind} ${school} ${what} ${due}`}
            />
          )
        }
      </Answered>
    </Page>
  );
}

const PLACES: Readonly<Record<OpenAction['kind'], { readonly to: string; readonly words: string; readonly roles?: readonly Role[] }>> = {
  'review-due': { to: '/reviews', words: 'Reviews' },
  'review-open': { to: '/reviews', words: 'Reviews' },
  'review-action': { to: '/reviews', words: 'Reviews' },
  'list-review': { to: '/policy', words: 'Policy', roles: [...IT, 'headteacher', 'dpo'] },
  'block-review': { to: '/open-now', words: 'What is open now', roles: IT },
  'ai-tool': { to: '/ai-tools', words: 'AI tools' },
  'self-test': { to: '/checks', words: 'Checks of the filter' },
  'wrong-access': { to: '/wrong-access', words: 'Wrong access', roles: ['trust-admin', 'head-of-it', 'headteacher', 'dpo'] },
};

/** Where it is done, for those who may go there. */
function Place({ kind }: Pick<OpenAction, 'kind'>) {
  const { role } = useAccount();
  const { to, words, roles } = PLACES[kind];
  if (roles !== undefined && !roles.includes(role)) return null;
  return (
    <Link href={to} className="govuk-link">
      {words}
    </Link>
  );
}

function SchoolName({ id }: { readonly id: string | null }) {
  return <>{useSchoolName(id) ?? 'The whole trust'}</>;
}

const COLUMNS: readonly Column<OpenAction>[] = [
  {
    id: 'what',
    title: 'What',
    cell: ({ what, kind }) => (
      <>
        <HarmlessText text={what} most={600} /> <Place kind={kind} />
      </>
    ),
  },
  { id: 'owner', title: 'Who', cell: ({ owner }) => <HarmlessText text={owner} most={200} />, sortBy: ({ owner }) => owner },
  { id: 'school', title: 'Of', cell: ({ school }) => <SchoolName id={school} /> },
  {
    id: 'due',
    title: 'By',
    cell: ({ due, overdue }) => (
      <>
        {due !== null && <Time at={due} style="day" />} {overdue && <Tag tone="danger">Overdue</Tag>}
      </>
    ),
    sortBy: ({ due }) => due ?? '',
  },
];
