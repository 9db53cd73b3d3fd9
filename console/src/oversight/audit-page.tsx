import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Folded } from '../components/panel.tsx';
import { Answered, Failure } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';

interface AuditRow {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Verdict {
  readonly intact: boolean;
  readonly firstBroken: number | null;
  readonly reason: string | null;
  readonly entries: number;
  readonly anchoredTo: number;
  readonly warning: string | null;
}

const PAGE_ROWS = 200;

/** What was done here, by whom, newest first, and whether the log still is what was written. */
export default function AuditPage() {
  const rows = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) =>
      ask<{ items: AuditRow[]; next: string | null }>('/api/v1/audit', {
        query: { order: 'newest', limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  return (
    <Page
      title="Audit log"
      lead="Everything that people and programs did through the console, the API and the command line. Each row vouches for the one before."
    >
      <Verify />
      <Answered query={rows}>
        {(items) => <Table caption="Newest first" columns={COLUMNS} rows={items} rowKey={({ sequence }) => String(sequence)} />}
      </Answered>
      {rows.hasNextPage && (
        <Button kind="secondary" busy={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
    </Page>
  );
}

function Verify() {
  const verify = useMutation({ mutationFn: () => ask<Verdict>('/api/v1/audit/verify') });
  const verdict = verify.data;
  return (
    <>
      {verify.error !== null && <Failure error={verify.error} onRetry={() => verify.mutate()} />}
      {verdict !== undefined && (
        <Notification tone={verdict.intact ? 'good' : 'problem'} title={verdict.intact ? 'The log is whole' : 'The log has been changed'}>
          <p>
            {verdict.intact
              ? `All ${verdict.entries} rows are as they were written; up to row ${verdict.anchoredTo} this is vouched for outside the database.`
              : `The first row that is not what it was is ${verdict.firstBroken}. ${verdict.reason ?? ''}`}
          </p>
          {verdict.warning !== null && <p>{verdict.warning}</p>}
        </Notification>
      )}
      <Button kind="secondary" busy={verify.isPending} onClick={() => verify.mutate()}>
        Check that nothing was changed
      </Button>
    </>
  );
}

const COLUMNS: readonly Column<AuditRow>[] = [
  { id: 'at', title: 'When', cell: ({ at }) => <Time at={at} /> },
  { id: 'actor', title: 'Who', cell: ({ actor }) => <HarmlessText text={actor} most={80} /> },
  {
    id: 'action',
    title: 'What',
    cell: ({ action, outcome }) => (
      <>
        <HarmlessText text={action} /> {outcome === 'refused' && <Tag tone="warning">Refused</Tag>}
      </>
    ),
  },
  { id: 'subject', title: 'Of what', cell: ({ subject }) => <HarmlessText text={subject} most={120} /> },
  {
    id: 'detail',
    title: 'Details',
    cell: ({ detail }) => (Object.keys(detail).length === 0 ? null : <Details detail={detail} />),
  },
];

function Details({ detail }: { readonly detail: AuditRow['detail'] }) {
  return (
    <Folded summary="Details">
      <pre className="audit-detail">{JSON.stringify(detail, null, 2)}</pre>
    </Folded>
  );
}
