import { Button } from '../components/button.tsx';
import { HarmlessAddress, HarmlessText } from '../components/harmless.tsx';
import type { Column } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { actorName } from '../dsl/words.ts';
import { groupTitle } from '../groups.ts';
import type { School } from '../session/schools.ts';
import type { Exam, Override, SiteBlock, Suspension } from './answers.ts';
import { schoolName, scopeWords, sentence } from './words.ts';

/** Something that is about to be ended. */
export interface Ending {
  readonly id: string;
  readonly path: '/api/v1/overrides' | '/api/v1/lessons' | '/api/v1/exams' | '/api/v1/suspensions';
  readonly what: string;
  /** What will happen, to whom. */
  readonly consequence: string;
}

type OnEnd = (ending: Ending) => void;

function endColumn<Row>(onEnd: OnEnd, endingOf: (row: Row) => Ending): Column<Row> {
  return {
    id: 'end',
    title: '',
    cell: (row) => {
      const ending = endingOf(row);
      return (
        <Button kind="secondary" onClick={() => onEnd(ending)}>
          End<span className="govuk-visually-hidden"> {ending.what}</span>
        </Button>
      );
    },
  };
}

export function openColumns(onEnd: OnEnd, schools: readonly School[]): readonly Column<Override>[] {
  return [
    { id: 'site', title: 'Site', cell: (row) => <Hosts {...row} />, sortBy: ({ hosts }) => hosts[0] ?? '' },
    {
      id: 'whom',
      title: 'For',
      cell: ({ scope }) => <HarmlessText text={sentence(scopeWords(scope, schools))} />,
      sortBy: ({ scope }) => scope.id ?? '',
    },
    { id: 'until', title: 'Until', cell: ({ until }) => <Time at={until} />, sortBy: ({ until }) => until },
    { id: 'why', title: 'Why, by whom', cell: (row) => <Why reason={row.reason} by={row.grantedBy} /> },
    endColumn(onEnd, ({ id, kind, hosts, scope }) => ({
      id,
      path: kind === 'lesson' ? '/api/v1/lessons' : '/api/v1/overrides',
      what: `${hosts[0] ?? ''}, for ${scopeWords(scope, schools)}`,
      consequence: 'It closes at once, also for those who are on it now. It can be opened again.',
    })),
  ];
}

export function blockColumns(onEnd: OnEnd, schools: readonly School[]): readonly Column<SiteBlock>[] {
  return [
    { id: 'site', title: 'Site', cell: ({ site }) => <HarmlessAddress address={site} />, sortBy: ({ site }) => site },
    { id: 'whom', title: 'For', cell: ({ scope }) => sentence(scopeWords(scope, schools)) },
    { id: 'from', title: 'Since', cell: ({ from }) => <Time at={from} />, sortBy: ({ from }) => from },
    { id: 'review', title: 'Look again by', cell: ({ reviewBy }) => <Review by={reviewBy} />, sortBy: ({ reviewBy }) => reviewBy },
    { id: 'why', title: 'Why, by whom', cell: ({ reason, owner }) => <Why reason={reason} by={owner} /> },
    endColumn(onEnd, ({ id, site, scope }) => ({
      id,
      path: '/api/v1/overrides',
      what: `The block of ${site}, for ${scopeWords(scope, schools)}`,
      consequence: 'The site is then open to all whom the policy lets reach it. Somebody closed it for a reason: ask them first.',
    })),
  ];
}

export function examColumns(onEnd: OnEnd, schools: readonly School[]): readonly Column<Exam>[] {
  return [
    { id: 'who', title: 'Who sits it', cell: (row) => <HarmlessText text={audienceWords(row, schools)} /> },
    { id: 'from', title: 'From', cell: ({ from }) => <Time at={from} />, sortBy: ({ from }) => from },
    { id: 'until', title: 'Until', cell: ({ until }) => <Time at={until} />, sortBy: ({ until }) => until },
    { id: 'why', title: 'Why, by whom', cell: ({ reason, by }) => <Why reason={reason} by={by} /> },
    endColumn(onEnd, (exam) => ({
      id: exam.id,
      path: '/api/v1/exams',
      what: `The exam of ${audienceWords(exam, schools)}`,
      consequence: 'Everything that the exam closed is open to them again at once.',
    })),
  ];
}

export function suspensionColumns(onEnd: OnEnd): readonly Column<Suspension>[] {
  return [
    { id: 'who', title: 'Who', cell: ({ person }) => <HarmlessText text={person} />, sortBy: ({ person }) => person },
    { id: 'from', title: 'From', cell: ({ from }) => <Time at={from} />, sortBy: ({ from }) => from },
    { id: 'until', title: 'Until', cell: ({ until }) => <Time at={until} />, sortBy: ({ until }) => until },
    { id: 'why', title: 'Why, by whom', cell: ({ reason, by }) => <Why reason={reason} by={by} /> },
    endColumn(onEnd, ({ id, person }) => ({
      id,
      path: '/api/v1/suspensions',
      what: `The suspension of ${person}`,
      consequence: 'They can use the internet again at once, as everybody in their group.',
    })),
  ];
}

function Hosts({ hosts, kind }: Override) {
  return (
    <>
      <HarmlessAddress address={hosts[0] ?? ''} /> {kind === 'research' && <Tag tone="warning">Research</Tag>}
      {hosts.length > 1 && <span className="secondary it-under">and {hosts.length - 1} more that it needs</span>}
    </>
  );
}

function Why({ reason, by }: { readonly reason: string; readonly by: string }) {
  return (
    <>
      <HarmlessText text={reason} most={200} />
      <span className="secondary it-under">{actorName(by)}</span>
    </>
  );
}

function Review({ by }: { readonly by: string }) {
  return (
    <>
      <Time at={by} style="day" /> {Date.parse(by) < Date.now() && <Tag tone="warning">Overdue</Tag>}
    </>
  );
}

/** `Seniors, 9B, computers ICT1-…`: every part has to fit. */
function audienceWords({ audience }: Exam, schools: readonly School[]): string {
  const parts = Object.entries(audience).map(([part, values]) => {
    if (part === 'groups') return values.map(groupTitle).join(', ');
    if (part === 'schools') return values.map((id) => schoolName(id, schools)).join(', ');
    if (part === 'computers') return values.map((name) => `computers ${name}…`).join(', ');
    return values.join(', ');
  });
  return parts.join(' – ') || 'everybody';
}
