import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button, TextButton } from '../components/button.tsx';
import { Dialog } from '../components/confirm.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextArea } from '../components/field.tsx';
import { HarmlessText, Reference } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Failure } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { ADMINISTRATORS } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import { DifferenceView } from './difference.tsx';
import { type Difference, POLICY, rollBack, type SavedPolicy, usePolicy } from './policy.ts';

type Save = Omit<SavedPolicy, 'document'>;

const NOTHING = { compare: '' };

/** Every policy there was: who saved it, why, what it changed, and going back to it. */
export default function VersionsPage() {
  const { role } = useAccount();
  const policy = usePolicy();
  const versions = useQuery({
    queryKey: [...POLICY, 'versions'],
    queryFn: () => ask<{ items: Save[] }>('/api/v1/policy/versions', { query: { limit: 200 } }),
  });
  const [{ compare }, choose] = useAddressFilter(NOTHING);
  const [returning, setReturning] = useState<Save | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const current = policy.data?.saved.version;
  return (
    <Page title="Versions of the policy" back={{ to: '/policy', words: 'Policy' }}>
      {told !== null && (
        <Notification tone="good" onClose={() => setTold(null)}>
          <p>{told}</p>
        </Notification>
      )}
      {compare !== '' && current !== undefined && <Comparison from={compare} to={current} onClose={() => choose({ compare: '' })} />}
      <Answered query={versions}>
        {({ items }) => (
          <Table
            caption="Newest first"
            columns={columnsOf(current, (version) => choose({ compare: version }), ADMINISTRATORS.includes(role) ? setReturning : null)}
            rows={items}
            rowKey={({ version, createdAt }) => `${version} ${createdAt}`}
          />
        )}
      </Answered>
      {returning !== null && policy.data !== undefined && (
        <RollBack
          save={returning}
          etag={policy.data.etag}
          onDone={(words) => {
            setTold(words);
            setReturning(null);
          }}
          onCancel={() => setReturning(null)}
        />
      )}
    </Page>
  );
}

function columnsOf(
  current: string | undefined,
  onCompare: (version: string) => void,
  onReturn: ((save: Save) => void) | null,
): readonly Column<Save>[] {
  return [
    { id: 'at', title: 'In force from', cell: ({ effectiveAt }) => <Time at={effectiveAt} /> },
    { id: 'author', title: 'Saved by', cell: ({ author }) => <HarmlessText text={author} most={80} /> },
    { id: 'reason', title: 'Why', cell: ({ reason }) => <HarmlessText text={reason} /> },
    { id: 'version', title: 'Version', cell: ({ version }) => <Reference id={version} /> },
    {
      id: 'act',
      title: '',
      cell: (save) =>
        save.version === current ? (
          <Tag tone="good">In force</Tag>
        ) : (
          <>
            <TextButton onClick={() => onCompare(save.version)}>Compare with now</TextButton>{' '}
            {onReturn !== null && <TextButton onClick={() => onReturn(save)}>Go back to it</TextButton>}
          </>
        ),
    },
  ];
}

function Comparison({ from, to, onClose }: { readonly from: string; readonly to: string; readonly onClose: () => void }) {
  const difference = useQuery({
    queryKey: [...POLICY, 'diff', from, to],
    queryFn: () => ask<Difference>('/api/v1/policy/diff', { query: { from, to } }),
  });
  return (
    <Panel title={`What changed since version ${from}`} actions={<TextButton onClick={onClose}>Close</TextButton>}>
      <Answered query={difference}>{(found) => <DifferenceView difference={found} />}</Answered>
    </Panel>
  );
}

interface RollBackProps {
  readonly save: Save;
  readonly etag: string;
  readonly onDone: (words: string) => void;
  readonly onCancel: () => void;
}

function RollBack({ save, etag, onDone, onCancel }: RollBackProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const back = useMutation({
    mutationFn: () => rollBack(save.version, reason, etag),
    onSuccess: async (outcome) => {
      await client.invalidateQueries({ queryKey: POLICY });
      onDone(outcome === 'saved' ? 'The earlier policy is in force again.' : 'It waits for a second person.');
    },
  });
  return (
    <Dialog title="Go back to this version?" onClose={onCancel}>
      {back.error !== null && <Failure error={back.error} />}
      <p>
        The policy of <Time at={save.createdAt} /> comes into force for everybody within seconds, as a new version. Nothing is lost: you can
        go forward again.
      </p>
      <TextArea label="Why?" rows={2} maxLength={500} value={reason} onChange={setReason} />
      <div className="govuk-button-group">
        <Button kind="warning" busy={back.isPending || reason.trim().length < 3} onClick={() => back.mutate()}>
          Go back to it
        </Button>
        <Button kind="secondary" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}
