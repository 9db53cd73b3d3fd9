import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '../api/client.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Select } from '../components/field.tsx';
import { HarmlessAddress, HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { groupTitle } from '../groups.ts';
import { IT } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import type { PageOf, SiteRequest } from './answers.ts';
import { categoryTitle } from './categories.ts';
import { useSchools } from './use-summary.ts';
import { ACTIONS, REQUEST_KINDS, REQUEST_STATUSES, ruleTitle, schoolName, spanWords } from './words.ts';
import './it.css';

const NO_FILTER = { show: 'waiting', kind: '' };

const SHOWN: Readonly<Record<string, { readonly status: readonly string[]; readonly overdue?: boolean }>> = {
  waiting: { status: ['open', 'awaiting-second'] },
  overdue: { status: ['open', 'awaiting-second'], overdue: true },
  second: { status: ['awaiting-second'] },
  answered: { status: ['approved', 'declined'] },
};

const SHOW_CHOICES = [
  { value: 'waiting', words: 'Waiting' },
  { value: 'overdue', words: 'Overdue' },
  { value: 'second', words: 'For a second person' },
  { value: 'answered', words: 'Answered' },
];

const KIND_CHOICES = [{ value: '', words: 'All' }, ...Object.entries(REQUEST_KINDS).map(([value, words]) => ({ value, words }))];

const PAGE_SIZE = 50;
const AGAIN_AFTER_MS = 30_000;

/** What people ask IT to open or to block, urgent and oldest first. */
export default function RequestsPage() {
  const { role } = useAccount();
  const [filter, change] = useAddressFilter(NO_FILTER);
  const { status, overdue } = SHOWN[filter.show] ?? { status: [] };
  const requests = useInfiniteQuery({
    queryKey: ['requests', filter],
    queryFn: ({ pageParam: cursor }) =>
      ask<PageOf<SiteRequest>>('/api/v1/requests', { query: { status, overdue, kind: filter.kind, limit: PAGE_SIZE, cursor } }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: AGAIN_AFTER_MS,
  });
  return (
    <Page
      title="Requests"
      actions={
        IT.includes(role) && (
          <ButtonLink to="/block" kind="warning">
            Block a site now
          </ButtonLink>
        )
      }
    >
      <search className="filters no-print">
        <Select label="Show" value={filter.show} onChange={(show) => change({ show })} choices={SHOW_CHOICES} />
        <Select label="About" value={filter.kind} onChange={(kind) => change({ kind })} choices={KIND_CHOICES} />
      </search>
      <Answered query={requests}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <NoRequests isFiltered={filter.show !== 'waiting' || filter.kind !== ''} />;
          return <Requests items={items} />;
        }}
      </Answered>
      {requests.hasNextPage && (
        <Button kind="secondary" busy={requests.isFetchingNextPage} onClick={() => void requests.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}

function NoRequests({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No request is like that." />;
  return (
    <Empty title="Nobody waits for an answer.">
      <p>People ask from the page they see when a site is blocked; teachers and the helpdesk ask from their own.</p>
    </Empty>
  );
}

function Requests({ items }: { readonly items: readonly SiteRequest[] }) {
  const schools = useSchools();
  return (
    <ul className="it-cards">
      {items.map((item) => (
        <li key={item.id} className={item.urgent && item.decision === null ? 'it-card panel panel-danger' : 'it-card panel'}>
          <div className="it-card-tags">
            {item.urgent && <Tag tone="danger">Urgent</Tag>}
            {item.overdue && item.decision === null && <Tag tone="warning">Overdue</Tag>}
            {item.status !== 'open' && <Tag tone={REQUEST_STATUSES[item.status].tone}>{REQUEST_STATUSES[item.status].words}</Tag>}
            <Tag>{REQUEST_KINDS[item.kind]}</Tag>
          </div>
          <h2 className="govuk-heading-s it-card-title">
            <Link href={`/requests/${item.id}`} className="govuk-link">
              <HarmlessAddress address={item.host} />
            </Link>
          </h2>
          <p className="it-card-words">
            “<HarmlessText text={item.reason} most={200} />”
          </p>
          <p className="secondary it-card-words">
            <HarmlessText text={item.requestedBy} most={80} />, {groupTitle(item.group)}, {schoolName(item.school, schools)} – asked{' '}
            {item.decision === null ? <span>{spanWords(item.ageSeconds * 1000)} ago</span> : <Time at={item.createdAt} />}
            {item.decision === null && ` – ${stateWords(item.explanation)}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** `blocked as Games`, `blocked by: exams`. */
function stateWords({ action, rule, category }: SiteRequest['explanation']): string {
  const words = ACTIONS[action].words.toLowerCase();
  return rule === 'category' && category !== null
    ? `${words} as ${categoryTitle(category)}`
    : `${words} by: ${ruleTitle(rule).toLowerCase()}`;
}
