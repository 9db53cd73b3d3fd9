import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../api/client.ts';
import { Page } from '../components/page.tsx';
import { Answered } from '../components/states.tsx';
import type { PageInput } from '../page-input.ts';
import { IT } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import type { Change, RequestDetail } from './answers.ts';
import { ChangeNotice } from './change-notice.tsx';
import { RequestComments } from './request-comments.tsx';
import { Decided, RequestDecision } from './request-decision.tsx';
import { RequestFacts } from './request-facts.tsx';
import { REQUEST_KINDS } from './words.ts';
import './it.css';

/** One request: what is asked and why it is as it is now on one side, the answer on the other. */
export default function RequestPage({ params: { id = '' } }: PageInput) {
  const request = useQuery({
    queryKey: ['request', id],
    queryFn: () => ask<RequestDetail>(`/api/v1/requests/${encodeURIComponent(id)}`),
    refetchInterval: 30_000,
  });
  const kind = request.data?.kind;
  return (
    <Page
      title={kind === undefined ? 'Request' : `Request: ${REQUEST_KINDS[kind].toLowerCase()}`}
      back={{ to: '/requests', words: 'Requests' }}
    >
      <Answered query={request}>{(data) => <Request key={data.id} request={data} />}</Answered>
    </Page>
  );
}

const DONE: Readonly<Record<string, string>> = {
  approved: 'Approved. Whoever asked is told.',
  declined: 'Declined. Whoever asked is told why.',
  'awaiting-second': 'You have agreed. It now needs a second person.',
};

function Request({ request }: { readonly request: RequestDetail }) {
  const { role } = useAccount();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <>
      {change !== null && (
        <ChangeNotice title={DONE[change.status ?? ''] ?? 'Done.'} change={change} onClose={() => setChange(null)}>
          <p>
            <Link href="/requests">Next request</Link>
          </p>
        </ChangeNotice>
      )}
      <div className="columns">
        <RequestFacts request={request} />
        <div>
          {request.decision !== null && <Decided request={request} decision={request.decision} />}
          {request.decision === null && IT.includes(role) && <RequestDecision request={request} onDone={setChange} />}
          <RequestComments request={request} />
        </div>
      </div>
    </>
  );
}
