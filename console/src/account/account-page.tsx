import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Notification } from '../components/feedback.tsx';
import { Page } from '../components/page.tsx';
import { Panel, SummaryList } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { ROLE_TITLES } from '../roles.ts';
import { useSchoolName } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import { Authenticator } from './authenticator.tsx';
import { ChangePassword } from './change-password.tsx';

interface OwnSession {
  readonly id: string;
  /** The one that asks. */
  readonly isCurrent: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly address: string;
  /** What the browser calls itself. */
  readonly client: string;
}

/** Who one is here, one's password, and where one is signed in. */
export default function AccountPage() {
  const account = useAccount();
  return (
    <Page title="Your account">
      <Panel title="Who you are here">
        <SummaryList
          rows={[
            ['Name', <bdi key="name">{account.displayName}</bdi>],
            ['User name', <bdi key="user">{account.name}</bdi>],
            ['Role', ROLE_TITLES[account.role]],
            ['School', useSchoolName(account.school) ?? 'All schools of the trust'],
          ]}
        />
      </Panel>
      <Sessions name={account.name} />
      <ChangePassword />
      <Authenticator />
    </Page>
  );
}

function Sessions({ name }: { readonly name: string }) {
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: () => ask<{ items: OwnSession[] }>('/api/v1/sessions', { query: { account: name } }),
  });
  const [ending, setEnding] = useState<OwnSession | null>(null);
  const [isEnded, setEnded] = useState(false);
  const end = useMutation({
    mutationFn: (id: string) => ask(`/api/v1/sessions/${id}`, { method: 'DELETE' }),
    onSuccess: async () => {
      setEnding(null);
      setEnded(true);
      await client.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  return (
    <Panel title="Where you are signed in">
      {isEnded && (
        <Notification tone="good" onClose={() => setEnded(false)}>
          <p>That device is signed out.</p>
        </Notification>
      )}
      <Answered query={sessions}>
        {({ items }) => <Table caption="Your sessions" captionHidden columns={columnsOf(setEnding)} rows={items} rowKey={({ id }) => id} />}
      </Answered>
      {ending !== null && (
        <Confirm
          title="Sign that device out?"
          verb="Sign it out"
          busy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate(ending.id)}
          onCancel={() => setEnding(null)}
        >
          <p>{deviceWords(ending.client)} has to sign in again. If it was not you, change your password as well.</p>
        </Confirm>
      )}
    </Panel>
  );
}

function columnsOf(onEnd: (session: OwnSession) => void): readonly Column<OwnSession>[] {
  return [
    { id: 'device', title: 'Device', cell: ({ client }) => deviceWords(client) },
    { id: 'address', title: 'Address', cell: ({ address }) => address },
    { id: 'since', title: 'Signed in', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { id: 'used', title: 'Last used', cell: ({ lastSeenAt }) => <Time at={lastSeenAt} /> },
    {
      id: 'end',
      title: '',
      cell: (session) =>
        session.isCurrent ? (
          <Tag tone="good">This one</Tag>
        ) : (
          <Button kind="secondary" onClick={() => onEnd(session)}>
            Sign out
          </Button>
        ),
    },
  ];
}

/** `Chrome on Windows`, as far as the browser says. */
export function deviceWords(userAgent: string): string {
  const browser = [/Edg\//, /OPR\//, /Firefox\//, /Chrome\//, /Safari\//].findIndex((pattern) => pattern.test(userAgent));
  const system = [/CrOS/, /Android/, /iPhone|iPad/, /Windows/, /Mac OS/, /Linux/].findIndex((pattern) => pattern.test(userAgent));
  const browsers = ['Edge', 'Opera', 'Firefox', 'Chrome', 'Safari'];
  const systems = ['Chrome OS', 'Android', 'iPhone or iPad', 'Windows', 'Mac', 'Linux'];
  return `${browsers[browser] ?? 'A browser'} on ${systems[system] ?? 'some device'}`;
}
