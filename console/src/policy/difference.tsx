import { HarmlessText } from '../components/harmless.tsx';
import { Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { groupTitle } from '../groups.ts';
import type { Difference } from './policy.ts';

/** What is different between two policies: what groups feel first, then every line of the document. */
export function DifferenceView({ difference: { changes, effects } }: { readonly difference: Difference }) {
  if (changes.length === 0) return <Empty title="They say the same." />;
  return (
    <>
      {effects.length > 0 && (
        <Table caption="What groups feel" columns={EFFECTS} rows={effects} rowKey={({ group, about }) => `${group} ${about}`} />
      )}
      <Table caption="In the document" columns={CHANGES} rows={changes} rowKey={({ path }) => path} />
    </>
  );
}

const EFFECTS: readonly Column<Difference['effects'][number]>[] = [
  { id: 'group', title: 'Group', cell: ({ group }) => groupTitle(group) },
  { id: 'about', title: 'About', cell: ({ about }) => about },
  { id: 'before', title: 'Before', cell: ({ before }) => before },
  { id: 'after', title: 'After', cell: ({ after }) => after },
];

const CHANGES: readonly Column<Difference['changes'][number]>[] = [
  { id: 'path', title: 'Part', cell: ({ path }) => <HarmlessText text={path} /> },
  { id: 'before', title: 'Before', cell: ({ before }) => <HarmlessText text={written(before)} /> },
  { id: 'after', title: 'After', cell: ({ after }) => <HarmlessText text={written(after)} /> },
];

function written(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
