import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client.ts';
import { HarmlessAddress } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { CopyText } from './copy-text.tsx';
import './it.css';

interface SuggestedBypass {
  readonly host: string;
  /** By what the program said of the school's certificate. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly devices: number;
  /** EpochMs. */
  readonly firstAt: number;
  readonly lastAt: number;
}

interface Suggestions {
  readonly inspection: boolean;
  readonly items: readonly SuggestedBypass[];
}

const REFUSALS: Readonly<Record<string, string>> = {
  'unknown-ca': 'does not know the school',
  'bad-certificate': 'finds the certificate wrong',
  'certificate-unknown': 'does not take the certificate',
};

const COLUMNS: readonly Column<SuggestedBypass>[] = [
  { id: 'host', title: 'Site', cell: ({ host }) => <HarmlessAddress address={host} />, sortBy: ({ host }) => host },
  { id: 'refused', title: 'Refused', cell: (row) => refusalsOf(row).toLocaleString('en-GB'), sortBy: refusalsOf, align: 'end' },
  {
    id: 'how',
    title: 'The program',
    cell: ({ refusals }) =>
      Object.keys(refusals)
        .map((how) => REFUSALS[how] ?? how)
        .join(', '),
  },
  {
    id: 'accepted',
    title: 'Accepted by others',
    cell: ({ accepted }) => accepted.toLocaleString('en-GB'),
    sortBy: ({ accepted }) => accepted,
    align: 'end',
  },
  { id: 'devices', title: 'Devices, at least', cell: ({ devices }) => devices, sortBy: ({ devices }) => devices, align: 'end' },
  { id: 'last', title: 'Last', cell: ({ lastAt }) => <Time at={lastAt} />, sortBy: ({ lastAt }) => lastAt },
  { id: 'write', title: 'Line for inspection.bypass', cell: ({ host }) => <CopyText text={`- ${host}`} /> },
];

function refusalsOf({ refusals }: SuggestedBypass): number {
  return Object.values(refusals).reduce((sum, count) => sum + count, 0);
}

/** Sites at which programs refuse to be inspected, for a person to decide on. */
export default function BypassPage() {
  const suggestions = useQuery({ queryKey: ['bypass-suggestions'], queryFn: () => ask<Suggestions>('/api/v1/bypass-suggestions') });
  return (
    <Page
      title="Apps that refuse inspection"
      lead="Some apps accept only their own certificate, and do not work while their traffic is opened. If you leave such a site out, it is filtered by its name alone. Nothing is left out before you say so."
    >
      <Answered query={suggestions}>
        {({ inspection, items }) => {
          if (!inspection)
            return (
              <Empty title="Inspection is off.">
                <p>No traffic is opened, so no app can refuse it.</p>
              </Empty>
            );
          if (items.length === 0)
            return (
              <Empty title="No app refuses it.">
                <p>A site is suggested here once programs have refused the school’s certificate there three times.</p>
              </Empty>
            );
          return (
            <Table
              caption="Write the line into schoolgate.yaml to leave a site out"
              columns={COLUMNS}
              rows={items}
              rowKey={({ host }) => host}
            />
          );
        }}
      </Answered>
    </Page>
  );
}
