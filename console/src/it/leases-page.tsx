import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Select, TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Folded, Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { groupTitle } from '../groups.ts';
import type { School } from '../session/schools.ts';
import { schoolChoices } from '../session/schools.ts';
import type { Change, PageOf } from './answers.ts';
import { ChangeNotice } from './change-notice.tsx';
import { LeaseForm } from './lease-form.tsx';
import { SUMMARY, useSchools } from './use-summary.ts';
import { counted, schoolName } from './words.ts';
import './it.css';

export interface Lease {
  readonly ip: string;
  readonly user: string;
  readonly computer: string;
  /** Null: the person's own. */
  readonly group: string | null;
  readonly school: string | null;
  readonly expiresAt: string;
}

const NO_FILTER = { find: '', school: '' };

/** Who sits at which address, as the schools' sign-in tells the filter. */
export default function LeasesPage() {
  const schools = useSchools();
  const [filter, change] = useAddressFilter(NO_FILTER);
  const [ending, setEnding] = useState<Lease | null>(null);
  const [done, setDone] = useState<{ readonly title: string; readonly change: Change } | null>(null);
  const leases = useQuery({ queryKey: ['leases'], queryFn: () => ask<PageOf<Lease>>('/api/v1/leases') });
  return (
    <Page
      title="Leases"
      lead="Who is at which address. The schools’ sign-in keeps this up to date; you can enter or end a lease yourself, for example to try something."
    >
      {done !== null && <ChangeNotice {...done} onClose={() => setDone(null)} />}
      <LeaseFilters key={filter.find} filter={filter} onChange={change} schools={schools} />
      <Panel title="In use">
        <Answered query={leases}>{({ items }) => <Leases items={items} filter={filter} schools={schools} onEnd={setEnding} />}</Answered>
      </Panel>
      <Folded summary="Enter a lease">
        <LeaseForm onDone={(answer) => setDone({ title: 'The lease is entered.', change: answer })} />
      </Folded>
      {ending !== null && (
        <EndLease
          lease={ending}
          onDone={(answer) => setDone({ title: 'The lease is ended.', change: answer })}
          onClose={() => setEnding(null)}
        />
      )}
    </Page>
  );
}

interface LeaseFiltersProps {
  readonly filter: typeof NO_FILTER;
  readonly onChange: (change: Partial<typeof NO_FILTER>) => void;
  readonly schools: readonly School[];
}

function LeaseFilters({ filter, onChange, schools }: LeaseFiltersProps) {
  const [find, setFind] = useState(filter.find);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ find: find.trim() });
  };
  return (
    <search className="no-print">
      <form className="filters" onSubmit={submit}>
        <TextField label="Address, user or computer" type="search" value={find} onChange={setFind} />
        {schools.length > 1 && (
          <Select label="School" value={filter.school} onChange={(school) => onChange({ school })} choices={schoolChoices(schools)} />
        )}
        <Button submit kind="secondary">
          Find
        </Button>
      </form>
    </search>
  );
}

interface LeasesProps {
  readonly items: readonly Lease[];
  readonly filter: typeof NO_FILTER;
  readonly schools: readonly School[];
  readonly onEnd: (lease: Lease) => void;
}

function Leases({ items, filter, schools, onEnd }: LeasesProps) {
  const columns = useMemo(() => columnsOf(schools, onEnd), [schools, onEnd]);
  const rows = useMemo(() => items.filter((lease) => fits(lease, filter)), [items, filter]);
  if (items.length === 0)
    return (
      <Empty title="Nobody has a lease.">
        <p>
          People are then known by signing in to the filter, or by the network they are in. Scripts for your sign-in server are in the
          documentation.
        </p>
      </Empty>
    );
  if (rows.length === 0) return <Empty title="No lease is like that." />;
  return <Table caption={counted(rows.length, 'lease')} columns={columns} rows={rows} rowKey={({ ip }) => ip} />;
}

function fits({ ip, user, computer, school }: Lease, filter: typeof NO_FILTER): boolean {
  const wanted = filter.find.trim().toLowerCase();
  const isFound = [ip, user, computer].some((text) => text.toLowerCase().includes(wanted));
  return isFound && (filter.school === '' || school === filter.school);
}

function columnsOf(schools: readonly School[], onEnd: (lease: Lease) => void): readonly Column<Lease>[] {
  return [
    { id: 'ip', title: 'Address', cell: ({ ip }) => ip, sortBy: ({ ip }) => ip },
    { id: 'user', title: 'User', cell: ({ user }) => <HarmlessText text={user} />, sortBy: ({ user }) => user },
    { id: 'computer', title: 'Computer', cell: ({ computer }) => <HarmlessText text={computer} />, sortBy: ({ computer }) => computer },
    {
      id: 'group',
      title: 'Group',
      cell: ({ group }) => (group === null ? 'Their own' : groupTitle(group)),
      sortBy: ({ group }) => group ?? '',
    },
    { id: 'school', title: 'School', cell: ({ school }) => schoolName(school, schools), sortBy: ({ school }) => school ?? '' },
    { id: 'until', title: 'Until', cell: ({ expiresAt }) => <Time at={expiresAt} />, sortBy: ({ expiresAt }) => expiresAt },
    {
      id: 'end',
      title: '',
      cell: (lease) => (
        <Button kind="secondary" onClick={() => onEnd(lease)}>
          End<span className="govuk-visually-hidden"> the lease of {lease.ip}</span>
        </Button>
      ),
    },
  ];
}

interface EndLeaseProps {
  readonly lease: Lease;
  readonly onDone: (change: Change) => void;
  readonly onClose: () => void;
}

function EndLease({ lease: { ip, user }, onDone, onClose }: EndLeaseProps) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask<Change>('/api/v1/leases', { method: 'DELETE', query: { ip: [ip] } }),
    onSuccess: (change) => {
      onDone(change);
      onClose();
      for (const queryKey of [['leases'], SUMMARY]) void client.invalidateQueries({ queryKey });
    },
  });
  return (
    <Confirm title="End this lease?" verb="End it" busy={end.isPending} error={end.error} onConfirm={() => end.mutate()} onCancel={onClose}>
      <p>
        <HarmlessText text={user} /> at {ip} is not known to the filter then. Their connections are cut, and the rules of the network hold,
        until they sign in again.
      </p>
    </Confirm>
  );
}
