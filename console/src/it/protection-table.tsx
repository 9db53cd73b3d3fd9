import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import type { ProtectionClass } from './answers.ts';
import { missingAdvice } from './needs.ts';
import { counted, PROTECTION, spanWords } from './words.ts';

const ORDER = ['missing', 'stale', 'protected'];

const COLUMNS: readonly Column<ProtectionClass>[] = [
  { id: 'against', title: 'Against', cell: ({ title }) => title, sortBy: ({ title }) => title },
  {
    id: 'status',
    title: 'State',
    cell: ({ status }) => <Tag tone={PROTECTION[status].tone}>{PROTECTION[status].words}</Tag>,
    sortBy: ({ status }) => ORDER.indexOf(status),
  },
  { id: 'why', title: 'By', cell: (row) => <Why {...row} /> },
  {
    id: 'entries',
    title: 'Entries',
    cell: ({ entries }) => entries.toLocaleString('en-GB'),
    sortBy: ({ entries }) => entries,
    align: 'end',
  },
];

/** Whether pupils are protected, class by class, the gaps first. */
export function ProtectionTable({ classes }: { readonly classes: readonly ProtectionClass[] }) {
  const rows = [...classes].sort((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));
  return <Table caption="Protection by class" captionHidden columns={COLUMNS} rows={rows} rowKey={(row) => row.class} />;
}

function Why({ class: id, status, sources, ageMs, undecidable }: ProtectionClass) {
  if (status === 'missing') return <>{missingAdvice(id)}</>;
  return (
    <>
      {sources.map((source) => source.id).join(', ')}
      <span className="secondary">{ageMs === null ? ' – never checked' : ` – checked ${spanWords(ageMs)} ago`}</span>
      {undecidable > 0 && (
        <span className="secondary">
          {' '}
          – {counted(undecidable, 'entry names', 'entries name')} single pages that nobody can see without inspection
        </span>
      )}
    </>
  );
}
