import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client.ts';
import { HarmlessText, Reference } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Folded, Panel, SummaryList } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag, type Tone } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import type { ListSource, Protection, Summary } from './answers.ts';
import { ProtectionTable } from './protection-table.tsx';
import { useSummary } from './use-summary.ts';
import { counted } from './words.ts';
import './it.css';

const STATES: Readonly<Record<ListSource['status'], { readonly words: string; readonly tone: Tone }>> = {
  fresh: { words: 'Fresh', tone: 'good' },
  'last-good': { words: 'Earlier copy in force', tone: 'warning' },
  refused: { words: 'Refused', tone: 'danger' },
  failed: { words: 'Failed', tone: 'danger' },
};

const COLUMNS: readonly Column<ListSource>[] = [
  { id: 'list', title: 'List', cell: (row) => <Name {...row} />, sortBy: ({ id }) => id },
  {
    id: 'status',
    title: 'State',
    cell: ({ status }) => <Tag tone={STATES[status].tone}>{STATES[status].words}</Tag>,
    sortBy: ({ status }) => status,
  },
  {
    id: 'checked',
    title: 'Last checked',
    cell: ({ checkedAt }) => (checkedAt === null ? 'Never' : <Time at={checkedAt} />),
    sortBy: ({ checkedAt }) => checkedAt ?? '',
  },
  {
    id: 'entries',
    title: 'Entries',
    cell: ({ entries }) => entries.toLocaleString('en-GB'),
    sortBy: ({ entries }) => entries,
    align: 'end',
  },
  {
    id: 'message',
    title: 'What the last update said',
    cell: ({ message }) => (message === null ? 'It went well.' : <HarmlessText text={message} />),
  },
];

function Name({ id, own, licence }: ListSource) {
  return (
    <>
      <HarmlessText text={id} />
      <span className="secondary it-under">{own ? 'Our own; protects nobody by itself' : (licence ?? '')}</span>
    </>
  );
}

/** The block lists in force: how old each is, and what its last update said. */
export default function ListsPage() {
  const summary = useSummary();
  const protection = useQuery({ queryKey: ['protection'], queryFn: () => ask<Protection>('/api/v1/protection') });
  return (
    <Page
      title="Lists"
      lead="They update by themselves every few hours. An update that looks wrong is refused, and the copy before it stays in force. Which lists there are is set in schoolgate.yaml, under blocklists.sources."
    >
      <Panel title="What they protect against">
        <Answered query={protection}>{({ classes }) => <ProtectionTable classes={classes} />}</Answered>
      </Panel>
      <Answered query={summary}>{({ lists }) => (lists === undefined ? null : <Lists {...lists} />)}</Answered>
    </Page>
  );
}

/** So many are shown without a click. */
const FEW = 12;

function Lists({ version, builtAt, sources }: NonNullable<Summary['lists']>) {
  const troubled = sources.filter(({ status }) => status !== 'fresh');
  const fresh = sources.filter(({ status }) => status === 'fresh');
  if (version === null || builtAt === null)
    return (
      <Empty title="No list has been built yet.">
        <p>The first start builds them within a minute. If this stays, “Today” says what is wrong.</p>
      </Empty>
    );
  return (
    <Panel title="In force">
      <SummaryList
        rows={[
          ['Version', <Reference key="version" id={version} />],
          ['Changed', <Time key="built" at={builtAt} />],
        ]}
      />
      {troubled.length > 0 && (
        <Table caption="Not updated as they should be" columns={COLUMNS} rows={worstFirst(troubled)} rowKey={({ id }) => id} />
      )}
      <Folded summary={counted(fresh.length, 'fresh list')} open={troubled.length === 0 && fresh.length <= FEW}>
        <Table caption="Fresh lists" captionHidden columns={COLUMNS} rows={fresh} rowKey={({ id }) => id} />
      </Folded>
    </Panel>
  );
}

const WORST_FIRST: readonly ListSource['status'][] = ['failed', 'refused', 'last-good', 'fresh'];

function worstFirst(sources: readonly ListSource[]): readonly ListSource[] {
  return [...sources].sort((one, other) => WORST_FIRST.indexOf(one.status) - WORST_FIRST.indexOf(other.status));
}
