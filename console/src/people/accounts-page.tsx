import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button, TextButton } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessText, Reference } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { ROLE_TITLES } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import { ACCOUNTS, type OneTime, readAccounts } from './accounts.ts';
import { AddAccount } from './add-account.tsx';

type Account = Awaited<ReturnType<typeof readAccounts>>['items'][number];
interface Act {
  readonly account: Account;
  readonly kind: 'reset' | 'remove';
}

/** Who signs in here, as what; adding people, giving a new password, taking their access away. */
export default function AccountsPage() {
  const { name } = useAccount();
  const accounts = useQuery({ queryKey: ACCOUNTS, queryFn: readAccounts });
  const [act, setAct] = useState<Act | null>(null);
  const [isAdding, setAdding] = useState(false);
  const [oneTime, setOneTime] = useState<OneTime | null>(null);
  return (
    <Page
      title="Who may do what"
      lead="Everybody who signs in here, and their role. Access that is not needed any more should go the same day."
    >
      {oneTime !== null && <OneTimePassword of={oneTime} onClose={() => setOneTime(null)} />}
      {isAdding ? (
        <AddAccount
          onAdded={(added) => {
            setOneTime(added);
            setAdding(false);
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <Button onClick={() => setAdding(true)}>Add somebody</Button>
      )}
      <Answered query={accounts}>
        {({ items }) => <Table caption="Accounts" columns={columnsOf(name, setAct)} rows={items} rowKey={(account) => account.name} />}
      </Answered>
      {act !== null && (
        <ActOn
          act={act}
          onDone={(made) => {
            setOneTime(made);
            setAct(null);
          }}
          onCancel={() => setAct(null)}
        />
      )}
    </Page>
  );
}

function OneTimePassword({
  of: { name, oneTimePassword, oneTimePasswordUntil },
  onClose,
}: {
  readonly of: OneTime;
  readonly onClose: () => void;
}) {
  return (
    <Notification tone="good" title={`A password for ${name}`} onClose={onClose}>
      <p>
        <Reference id={oneTimePassword} />
      </p>
      <p>
        It is shown only now. Tell it to them in person or by phone: it works once, until <Time at={oneTimePasswordUntil} />, and they then
        choose their own.
      </p>
    </Notification>
  );
}

function columnsOf(own: string, onAct: (act: Act) => void): readonly Column<Account>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      cell: ({ name, displayName }) => (
        <>
          <HarmlessText text={displayName} />
          <div className="secondary">
            <HarmlessText text={name} />
          </div>
        </>
      ),
      sortBy: ({ displayName }) => displayName,
    },
    { id: 'role', title: 'Role', cell: ({ role }) => ROLE_TITLES[role], sortBy: ({ role }) => ROLE_TITLES[role] },
    { id: 'school', title: 'School', cell: ({ school }) => school ?? 'All', sortBy: ({ school }) => school ?? '' },
    { id: 'second', title: 'Second factor', cell: (account) => <SecondFactor account={account} /> },
    {
      id: 'last',
      title: 'Last signed in',
      cell: ({ lastSignInAt }) => (lastSignInAt === null ? 'Never' : <Time at={lastSignInAt} />),
      sortBy: ({ lastSignInAt }) => lastSignInAt ?? '',
    },
    {
      id: 'act',
      title: '',
      cell: (account) =>
        account.name === own ? (
          <Tag tone="good">You</Tag>
        ) : (
          <>
            <TextButton onClick={() => onAct({ account, kind: 'reset' })}>New password</TextButton>{' '}
            <TextButton onClick={() => onAct({ account, kind: 'remove' })}>Remove</TextButton>
          </>
        ),
    },
  ];
}

function SecondFactor({ account: { hasTotp, needsSecondFactor } }: { readonly account: Account }) {
  if (hasTotp) return 'Set up';
  return needsSecondFactor ? <Tag tone="warning">At next sign-in</Tag> : 'Not needed';
}

function ActOn({
  act: { account, kind },
  onDone,
  onCancel,
}: {
  readonly act: Act;
  readonly onDone: (made: OneTime | null) => void;
  readonly onCancel: () => void;
}) {
  const client = useQueryClient();
  const path = `/api/v1/accounts/${encodeURIComponent(account.name)}` as const;
  const run = useMutation({
    mutationFn: async () => {
      if (kind === 'reset') return ask<OneTime>(`${path}/reset`, { method: 'POST', body: {} });
      await ask(path, { method: 'DELETE' });
      return null;
    },
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ACCOUNTS });
      onDone(made);
    },
  });
  const isReset = kind === 'reset';
  return (
    <Confirm
      title={isReset ? `A new password for ${account.displayName}?` : `Remove ${account.displayName}?`}
      verb={isReset ? 'Make a new password' : 'Remove the account'}
      busy={run.isPending}
      error={run.error}
      onConfirm={() => run.mutate()}
      onCancel={onCancel}
    >
      <p>
        {isReset
          ? 'Their old password and authenticator app stop working, and they are signed out everywhere.'
          : 'They are signed out everywhere within seconds and cannot sign in again. What they did stays in the audit log.'}
      </p>
    </Confirm>
  );
}
