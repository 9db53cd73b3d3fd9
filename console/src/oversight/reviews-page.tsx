import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../components/button.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useSchoolName } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import { OpenReview } from './open-review.tsx';
import { type Listed, mayOpenReviews, REVIEWS, readReviews, triggerWords } from './reviews.ts';

/** The yearly review of filtering and monitoring: what is due, what is under way, and what was signed (rows D04–D07). */
export default function ReviewsPage() {
  const { role } = useAccount();
  const reviews = useQuery({ queryKey: REVIEWS, queryFn: readReviews });
  const [isOpening, setOpening] = useState(false);
  return (
    <Page
      title="Reviews"
      lead="Filtering and monitoring are reviewed at least once each academic year, by senior leadership, the safeguarding lead, IT and a governor together. Figures are filled in; you write what was found, what is to be done, and sign."
    >
      {mayOpenReviews(role) &&
        (isOpening ? <OpenReview onDone={() => setOpening(false)} /> : <Button onClick={() => setOpening(true)}>Begin a review</Button>)}
      <Answered query={reviews}>
        {({ due, items }) => (
          <>
            {due.length > 0 && <Due due={due} />}
            {items.length === 0 ? (
              <Empty title="There was no review yet.">
                <p>Once one is begun, it stands here, and stays.</p>
              </Empty>
            ) : (
              <Table caption="Reviews, newest first" columns={COLUMNS} rows={items} rowKey={({ id }) => id} />
            )}
          </>
        )}
      </Answered>
    </Page>
  );
}

function Due({ due }: Pick<Listed, 'due'>) {
  return (
    <Panel title="A review is due" tone="warning">
      <ul className="govuk-list govuk-list--bullet">
        {due.map(({ school, trigger, words }) => (
          <li key={`${school} ${trigger}`}>
            <SchoolName id={school} />: <HarmlessText text={words} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function SchoolName({ id }: { readonly id: string | null }) {
  const name = useSchoolName(id);
  return <>{name ?? 'The whole trust'}</>;
}

const STATES = {
  open: { tone: 'info', words: 'Under way' },
  closed: { tone: 'good', words: 'Signed' },
  withdrawn: { tone: 'quiet', words: 'Withdrawn' },
} as const;

const COLUMNS: readonly Column<Listed['items'][number]>[] = [
  {
    id: 'where',
    title: 'Of',
    cell: ({ id, school }) => (
      <Link href={`/reviews/${id}`} className="govuk-link">
        <SchoolName id={school} />
      </Link>
    ),
  },
  { id: 'status', title: 'State', cell: ({ status }) => <Tag tone={STATES[status].tone}>{STATES[status].words}</Tag> },
  { id: 'why', title: 'Because of', cell: ({ trigger }) => triggerWords(trigger) },
  { id: 'opened', title: 'Begun', cell: ({ openedAt }) => <Time at={openedAt} style="day" />, sortBy: ({ openedAt }) => openedAt },
  { id: 'closed', title: 'Signed', cell: ({ closedAt }) => closedAt !== null && <Time at={closedAt} style="day" /> },
  { id: 'missing', title: 'Still to sign', cell: ({ status, toSign }) => status === 'open' && toSign.map(({ title }) => title).join(', ') },
];
