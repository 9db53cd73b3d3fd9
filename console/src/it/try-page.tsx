import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { Select } from '../components/field.tsx';
import { HarmlessAddress } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Failure, Loading } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { GROUP_CHOICES, groupTitle } from '../groups.ts';
import type { Action, ProtectionStatus } from './answers.ts';
import { useSchools } from './use-summary.ts';
import { ACTIONS, counted, PROTECTION } from './words.ts';
import './it.css';

interface Tried {
  readonly category: string;
  readonly title: string;
  readonly host: string;
  readonly expected: Action;
  readonly got: Action | 'no-answer';
  readonly ok: boolean;
  readonly decision: string | null;
  readonly protection: ProtectionStatus | null;
}

interface TryAnswer {
  readonly group: string;
  readonly at: string;
  readonly ok: boolean;
  /** Why nothing could be tried. */
  readonly problem: string | null;
  readonly items: readonly Tried[];
}

const USUAL = { group: 'seniors', school: '' };

/** One harmless test page of every category through the filter, as somebody of a group: does it do what the policy says? */
export default function TryPage() {
  const schools = useSchools();
  const [choice, change] = useAddressFilter(USUAL);
  const [isCancelled, setCancelled] = useState(false);
  const running = useRef<AbortController>(null);
  const attempt = useMutation({
    mutationFn: ({ group, school }: typeof USUAL) => {
      running.current = new AbortController();
      return ask<TryAnswer>('/api/v1/try', {
        method: 'POST',
        body: { group, ...(school !== '' && { school }) },
        signal: running.current.signal,
      });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setCancelled(false);
    if (!attempt.isPending) attempt.mutate(choice);
  };
  const cancel = () => {
    setCancelled(true);
    running.current?.abort();
  };
  return (
    <Page
      title="Try it"
      lead="Asks the filter for one harmless test page of each category, as a pupil’s browser would, and compares what it does with what the policy says. No alert comes of it."
    >
      <form className="filters" onSubmit={submit}>
        <Select label="As" value={choice.group} onChange={(group) => change({ group })} choices={GROUP_CHOICES} />
        {schools.length > 1 && (
          <Select
            label="At"
            value={choice.school}
            onChange={(school) => change({ school })}
            choices={[{ value: '', words: 'No school in particular' }, ...schools.map(({ id, name }) => ({ value: id, words: name }))]}
          />
        )}
        <Button submit busy={attempt.isPending}>
          Try it now
        </Button>
        {attempt.isPending && (
          <Button kind="secondary" onClick={cancel}>
            Cancel
          </Button>
        )}
      </form>
      {attempt.isPending && <Loading what="Asking the filter for one page of each category; at most 15 seconds" />}
      {isCancelled && !attempt.isPending && (
        <Notification>
          <p>Cancelled. Nothing was changed.</p>
        </Notification>
      )}
      {attempt.error !== null && !isCancelled && <Failure error={attempt.error} />}
      {attempt.data !== undefined && !attempt.isPending && <Outcome answer={attempt.data} />}
    </Page>
  );
}

function Outcome({ answer: { ok, problem, items, at, group } }: { readonly answer: TryAnswer }) {
  if (problem !== null)
    return (
      <Notification tone="problem" title="Nothing could be tried">
        <p>{problem}</p>
      </Notification>
    );
  const wrong = items.filter((item) => !item.ok);
  const unprotected = items.filter(({ ok: isRight, protection }) => isRight && (protection === 'missing' || protection === 'stale'));
  return (
    <>
      <Notification
        tone={ok ? 'good' : 'problem'}
        title={ok ? 'The filter does what the policy says' : `${counted(wrong.length, 'category is', 'categories are')} wrong`}
      >
        <p>
          {counted(items.length, 'category', 'categories')} as {groupTitle(group).toLowerCase()}, <Time at={at} style="second" />.
        </p>
        {unprotected.length > 0 && (
          <p>
            This shows that the filter works, not that it knows the web: for {counted(unprotected.length, 'of them', 'of them')} there is no
            fresh list. <Link href="/lists">Look at the lists</Link>
          </p>
        )}
      </Notification>
      <Panel title="By category">
        <Table
          caption="By category"
          captionHidden
          columns={COLUMNS}
          rows={[...wrong, ...items.filter((item) => item.ok)]}
          rowKey={({ category }) => category}
        />
      </Panel>
    </>
  );
}

const COLUMNS: readonly Column<Tried>[] = [
  {
    id: 'ok',
    title: 'Result',
    cell: ({ ok }) => <Tag tone={ok ? 'good' : 'danger'}>{ok ? '✓ Right' : '✗ Wrong'}</Tag>,
    sortBy: ({ ok }) => Number(ok),
  },
  { id: 'category', title: 'Category', cell: (row) => <Category {...row} />, sortBy: ({ title }) => title },
  { id: 'expected', title: 'The policy says', cell: ({ expected }) => ACTIONS[expected].words, sortBy: ({ expected }) => expected },
  { id: 'got', title: 'The filter did', cell: (row) => <Got {...row} />, sortBy: ({ got }) => got },
  {
    id: 'protection',
    title: 'Lists',
    cell: ({ protection }) =>
      protection === null ? (
        ''
      ) : (
        <Tag tone={PROTECTION[protection].tone === 'danger' ? 'warning' : PROTECTION[protection].tone}>{LISTS[protection]}</Tag>
      ),
  },
];

const LISTS: Readonly<Record<ProtectionStatus, string>> = { protected: 'Fresh', stale: 'Out of date', missing: 'No list' };

function Category({ title, host }: Tried) {
  return (
    <>
      {title}
      <span className="secondary it-under">
        <HarmlessAddress address={host} />
      </span>
    </>
  );
}

function Got({ got, decision }: Tried) {
  if (got === 'no-answer') return <>No answer</>;
  return (
    <>
      {ACTIONS[got].words}
      {decision !== null && (
        <>
          {' – '}
          <Link href={`/why?decision=${decision}`} className="govuk-link">
            why<span className="govuk-visually-hidden"> {decision}</span>
          </Link>
        </>
      )}
    </>
  );
}
