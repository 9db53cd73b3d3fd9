import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer, type VirtualizerOptions } from '@tanstack/react-virtual';
import { memo, type ReactNode, useMemo, useRef } from 'react';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});

/** From so many rows on, only those in view are in the page; the table then scrolls in a box of its own. */
const VIRTUAL_FROM = 200;
const ROW_HEIGHT_PX = 48;

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** What it sorts by; without it the column does not sort. Times as numbers or ISO texts. */
  readonly sortBy?: (row: Row) => string | number;
  readonly align?: 'end';
}

interface TableProps<Row> {
  /** Says what the table holds; shown above it unless `captionHidden`. */
  readonly caption: string;
  readonly captionHidden?: boolean;
  /** Keep at module scope or memoised. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

/** Rows and columns; on a phone each row becomes a card with its columns' titles. */
export function Table<Row extends object>({ caption, captionHidden = false, columns, rows, rowKey }: TableProps<Row>) {
  const helper = useMemo(() => createColumnHelper<typeof features, Row>(), []);
  const definitions = useMemo(
    () =>
      columns.map(({ id, title, sortBy }) =>
        sortBy === undefined
          ? helper.display({ id, header: title })
          : helper.accessor((row): unknown => sortBy(row), { id, header: title, sortFn: 'basic', sortUndefined: 'last' as const }),
      ),
    [columns, helper],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: definitions, data, getRowId: rowKey, enableMultiSort: false });
  const sorted = table.getRowModel().rows;
  const header = table.getHeaderGroups()[0]?.headers ?? [];
  const body = (at: number) => {
    const row = sorted[at];
    return row === undefined ? null : columns.map((column) => <Cell key={column.id} column={column} row={row.original} />);
  };
  const head = (
    <>
      <caption className={captionHidden ? 'govuk-visually-hidden' : 'govuk-table__caption govuk-table__caption--s'}>{caption}</caption>
      <thead className="govuk-table__head">
        <tr className="govuk-table__row">
          {header.map(({ column }, at) => (
            <HeadCell
              key={column.id}
              title={columns[at]?.title ?? ''}
              align={columns[at]?.align}
              order={column.getIsSorted()}
              onSort={column.getCanSort() && columns[at]?.sortBy !== undefined ? () => column.toggleSorting() : undefined}
            />
          ))}
        </tr>
      </thead>
    </>
  );
  if (sorted.length >= VIRTUAL_FROM) return <LongTable head={head} count={sorted.length} columns={columns.length} row={body} />;
  return (
    <table className="govuk-table data-table">
      {head}
      <tbody className="govuk-table__body">
        {sorted.map((row, at) => (
          <tr className="govuk-table__row" key={row.id}>
            {body(at)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  return (
    <td className="govuk-table__cell" data-title={column.title} data-align={column.align}>
      {column.cell(row)}
    </td>
  );
}

interface HeadCellProps {
  readonly title: string;
  readonly align: 'end' | undefined;
  readonly order: false | 'asc' | 'desc';
  readonly onSort: (() => void) | undefined;
}

const ARROWS = { asc: ' ▲', desc: ' ▼' } as const;
const ORDERS = { asc: 'ascending', desc: 'descending' } as const;

function HeadCell({ title, align, order, onSort }: HeadCellProps) {
  return (
    <th scope="col" className="govuk-table__header" data-align={align} aria-sort={order === false ? undefined : ORDERS[order]}>
      {onSort === undefined ? (
        title || <span className="govuk-visually-hidden">Action</span>
      ) : (
        <button type="button" className="sort-button" onClick={onSort}>
          {title}
          {order !== false && <span aria-hidden="true">{ARROWS[order]}</span>}
        </button>
      )}
    </th>
  );
}

interface LongTableProps {
  readonly head: ReactNode;
  readonly count: number;
  readonly columns: number;
  readonly row: (at: number) => ReactNode;
}

/**
 * A row's height as the browser last told it. Asking the row itself would lay the page out once for each row that scrolls into view,
 * in the middle of drawing it.
 */
const toldHeight: NonNullable<VirtualizerOptions<HTMLElement, HTMLTableRowElement>['measureElement']> = (
  row,
  told,
  { measurementsCache },
) => told?.borderBoxSize[0]?.blockSize ?? measurementsCache[Number(row.dataset['index'])]?.size ?? ROW_HEIGHT_PX;

/** Only the rows in view, between two empty ones that are as tall as all the others. */
function LongTable({ head, count, columns, row }: LongTableProps) {
  const box = useRef<HTMLElement>(null);
  const virtual = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT_PX,
    measureElement: toldHeight,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="table-box" ref={box} tabIndex={0} aria-label="Table, scrolls">
      <table className="govuk-table data-table data-table-long" aria-rowcount={count + 1}>
        {head}
        <tbody className="govuk-table__body">
          <Gap height={before} columns={columns} />
          {items.map((item) => (
            <LongTableRow key={item.key} at={item.index} row={row} measure={virtual.measureElement} />
          ))}
          <Gap height={after} columns={columns} />
        </tbody>
      </table>
    </section>
  );
}

interface LongTableRowProps {
  readonly at: number;
  readonly row: (at: number) => ReactNode;
  readonly measure: (row: HTMLTableRowElement | null) => void;
}

/** Made once while it is in view, however the table scrolls. */
const LongTableRow = memo(function LongTableRow({ at, row, measure }: LongTableRowProps) {
  return (
    <tr className="govuk-table__row" data-index={at} ref={measure} aria-rowindex={at + 2}>
      {row(at)}
    </tr>
  );
});

function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row is not focusable
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
