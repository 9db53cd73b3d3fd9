import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { ROLE_TITLES, type Role } from '../roles.ts';
import type { School } from '../session/schools.ts';
import type { PageOf } from './answers.ts';
import { CopyText } from './copy-text.tsx';
import { type NewToken, type Token, TokenForm } from './token-form.tsx';
import { useSchools } from './use-summary.ts';
import { schoolName } from './words.ts';
import './it.css';

const MOST = 500;

/** Keys for scripts and other programs that use the API. */
export default function TokensPage() {
  const schools = useSchools();
  const [made, setMade] = useState<NewToken | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: () => ask<PageOf<Token>>('/api/v1/tokens', { query: { limit: MOST } }) });
  return (
    <Page
      title="Tokens"
      lead="Keys for scripts and other programs. Each has one role, and acts in the audit log under its own name. Tokens of people who lead or decide are made on the machine alone, with “schoolgate token create”."
    >
      {made !== null && <Secret made={made} onClose={() => setMade(null)} />}
      <Panel title="Tokens">
        <Answered query={tokens}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="There is no token." />
            ) : (
              <Table
                caption="Tokens"
                captionHidden
                columns={columnsOf(schools, setRevoking)}
                rows={liveFirst(items)}
                rowKey={({ id }) => id}
              />
            )
          }
        </Answered>
      </Panel>
      <Panel title="Make a token">
        <TokenForm onDone={setMade} />
      </Panel>
      {revoking !== null && <Revoke token={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  );
}

function Secret({ made: { name, token }, onClose }: { readonly made: NewToken; readonly onClose: () => void }) {
  return (
    <Notification tone="warning" title="Copy it now: it is not shown again" onClose={onClose}>
      <p>
        The token <HarmlessText text={name} />:
      </p>
      <p>
        <CopyText text={token} />
      </p>
      <p>Whoever has it can do what its role may do. Keep it where only the program that needs it can read it.</p>
    </Notification>
  );
}

function isLive({ revokedAt, expiresAt }: Token, now = Date.now()): boolean {
  return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > now);
}

function liveFirst(tokens: readonly Token[]): readonly Token[] {
  return [...tokens].sort((one, other) => Number(isLive(other)) - Number(isLive(one)) || other.createdAt.localeCompare(one.createdAt));
}

function columnsOf(schools: readonly School[], onRevoke: (token: Token) => void): readonly Column<Token>[] {
  return [
    { id: 'name', title: 'Name', cell: ({ name }) => <HarmlessText text={name} />, sortBy: ({ name }) => name },
    { id: 'role', title: 'Role', cell: ({ role }) => ROLE_TITLES[role as Role] ?? role, sortBy: ({ role }) => role },
    { id: 'school', title: 'School', cell: ({ school }) => (school === null ? 'All' : schoolName(school, schools)) },
    { id: 'person', title: 'Acts for', cell: ({ person }) => (person === null ? 'Itself' : <HarmlessText text={person} />) },
    { id: 'made', title: 'Made', cell: ({ createdAt }) => <Time at={createdAt} style="day" />, sortBy: ({ createdAt }) => createdAt },
    { id: 'state', title: 'State', cell: (token) => <State {...token} /> },
    {
      id: 'end',
      title: '',
      cell: (token) =>
        isLive(token) && (
          <Button kind="secondary" onClick={() => onRevoke(token)}>
            Revoke<span className="govuk-visually-hidden"> {token.name}</span>
          </Button>
        ),
    },
  ];
}

function State(token: Token) {
  const { revokedAt, expiresAt } = token;
  if (revokedAt !== null) return <Tag>Revoked</Tag>;
  if (!isLive(token)) return <Tag>Expired</Tag>;
  return expiresAt === null ? (
    <>Without end</>
  ) : (
    <>
      Until <Time at={expiresAt} style="day" />
    </>
  );
}

function Revoke({ token: { id, name }, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => ask(`/api/v1/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
  return (
    <Confirm
      title="Revoke this token?"
      verb="Revoke it"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onCancel={onClose}
    >
      <p>
        Whatever uses <HarmlessText text={name} /> stops working at once. This cannot be undone: you would make a new token.
      </p>
    </Confirm>
  );
}
