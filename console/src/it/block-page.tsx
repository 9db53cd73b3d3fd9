import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Radios } from '../components/choices.tsx';
import { Confirm } from '../components/confirm.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessAddress } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { useAccount } from '../session/session.ts';
import { siteUrl } from '../site-url.ts';
import type { Change } from './answers.ts';
import { ChangeNotice } from './change-notice.tsx';
import { LEAST_REASON, MOST_REASON } from './opening-fields.tsx';
import { SUMMARY, useSchools } from './use-summary.ts';
import { schoolName } from './words.ts';
import './it.css';

const EVERYBODY = '';

/** Closes a site to everybody, or to a school, at once. */
export default function BlockPage() {
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Page
      title="Block a site now"
      back={{ to: '/it', words: 'Today' }}
      lead="For something that must not wait. It goes before everything that opens the site, and stays until somebody ends it. What should always be blocked belongs in the policy."
    >
      {change !== null && (
        <ChangeNotice title="The site is blocked." change={change} onClose={() => setChange(null)}>
          <p>
            <Link href="/open-now">End it here</Link> when it is over.
          </p>
        </ChangeNotice>
      )}
      <Panel title="What, for whom, why" tone="danger">
        <BlockForm onDone={setChange} />
      </Panel>
    </Page>
  );
}

function BlockForm({ onDone }: { readonly onDone: (change: Change) => void }) {
  const client = useQueryClient();
  const { name, school: own } = useAccount();
  const schools = useSchools();
  const [site, setSite, clearSite] = useUnsavedDraft('block site');
  const [reason, setReason, clearReason] = useUnsavedDraft('block reason');
  const [school, setSchool] = useState(own ?? EVERYBODY);
  const { problems, setProblems, errorOf } = useFormProblems();
  const [isAsking, setAsking] = useState(false);
  const block = useMutation({
    mutationFn: () =>
      ask<Change>('/api/v1/requests', {
        method: 'POST',
        body: {
          ...{ kind: 'block', urgent: true, url: siteUrl(site), reason: reason.trim(), requestedBy: name },
          ...(school !== EVERYBODY && { school }),
        },
      }),
    onSuccess: (change) => {
      clearSite();
      clearReason();
      setAsking(false);
      onDone(change);
      for (const queryKey of [['overrides'], ['requests'], SUMMARY]) void client.invalidateQueries({ queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = [
      ...(site.trim() === '' ? [{ field: 'block-site', message: 'Enter the site' }] : []),
      ...(reason.trim().length < LEAST_REASON ? [{ field: 'block-reason', message: 'Say why, in a few words' }] : []),
    ];
    setProblems(found);
    block.reset();
    setAsking(found.length === 0);
  };
  const choices = [
    ...(own === null ? [{ value: EVERYBODY, words: 'Everybody in the trust' }] : []),
    ...schools.map((one) => ({ value: one.id, words: `${one.name}, staff too` })),
  ];
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextField
        id="block-site"
        label="Site"
        hint="With everything beneath it, for example example.org"
        inputMode="url"
        width="full"
        maxLength={2_048}
        value={site}
        onChange={setSite}
        error={errorOf('block-site')}
      />
      <Radios legend="For whom?" choices={choices} value={school} onChange={setSchool} />
      <TextField
        id="block-reason"
        label="Why?"
        hint="Those who meet the block read this."
        width="full"
        maxLength={MOST_REASON}
        value={reason}
        onChange={setReason}
        error={errorOf('block-reason')}
      />
      <Button submit kind="warning">
        Block it now
      </Button>
      {isAsking && (
        <Confirm
          title="Block it now?"
          verb="Block it"
          busy={block.isPending}
          error={block.error}
          onConfirm={() => block.mutate()}
          onCancel={() => setAsking(false)}
        >
          <p>
            <strong>
              <HarmlessAddress address={site} />
            </strong>
            , for {school === EVERYBODY ? 'everybody in the trust' : schoolName(school, schools)}.
          </p>
          <p>Whoever is on it now is cut off within seconds. You can end the block at any time.</p>
        </Confirm>
      )}
    </form>
  );
}
