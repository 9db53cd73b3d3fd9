import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { HarmlessAddress, HarmlessText } from '../components/harmless.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { groupTitle } from '../groups.ts';
import type { School } from '../session/schools.ts';
import { categoryTitles } from './categories.ts';
import type { LiveItem } from './live-stream.ts';
import { ACTIONS, schoolName } from './words.ts';

/** Two lines on a phone, one elsewhere (it.css). */
const ROW_PX = { wide: 44, narrow: 72 } as const;
const NARROW = '(max-width: 56rem)';

interface LiveListProps {
  readonly rows: readonly LiveItem[];
  readonly schools: readonly School[];
}

/** The rows in view and no others; each place on the screen keeps its element, whatever it shows. */
export function LiveList({ rows, schools }: LiveListProps) {
  const box = useRef<HTMLElement>(null);
  const isNarrow = useIsNarrow();
  const height = isNarrow ? ROW_PX.narrow : ROW_PX.wide;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 4 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [height, virtual]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="table-box it-live" ref={box} tabIndex={0} aria-label="Decisions, the newest first; scrolls">
      <ul className="it-live-rows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li key={index} className="it-live-row" style={{ height, transform: `translateY(${start}px)` }}>
              <Row row={row} schools={schools} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Row({
  row: { id, time, host, categories, action, group, school, username, computer },
  schools,
}: { readonly row: LiveItem } & Pick<LiveListProps, 'schools'>) {
  return (
    <>
      <span className="it-live-time">
        <Time at={time} style="second" />
      </span>
      <span className="it-live-action">
        <Tag tone={ACTIONS[action].tone}>{ACTIONS[action].words}</Tag>
      </span>
      <span className="it-live-host">
        <HarmlessAddress address={host} />
      </span>
      <span className="it-live-category">{categoryTitles(categories)}</span>
      <span className="it-live-who">
        {username !== undefined && username !== null && (
          <>
            <HarmlessText text={username} most={60} />
            {computer !== undefined && computer !== null && (
              <>
                {' at '}
                <HarmlessText text={computer} most={40} />
              </>
            )}
            {', '}
          </>
        )}
        {groupTitle(group)}
        {schools.length > 1 && school !== null && `, ${schoolName(school, schools)}`}
      </span>
      {id !== null && (
        <Link href={`/why?decision=${id}`} className="govuk-link it-live-why">
          Why<span className="govuk-visually-hidden"> was this decided, {id}</span>
        </Link>
      )}
    </>
  );
}

function useIsNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const listen = () => setNarrow(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return isNarrow;
}
