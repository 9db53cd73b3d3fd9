import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { TextButton } from '../components/button.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Folded, Panel, SummaryList } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { categoryTitle } from '../it/categories.ts';
import { type Look, PersonalUseLook } from './personal-use-look.tsx';
import { usePersonalUse } from './personal-use-withdrawals.tsx';

const readReport = () => answerOf(api.GET('/api/v1/personal-use/report'));
type Report = Awaited<ReturnType<typeof readReport>>;
type Week = Report['weeks'][number];

interface ReportProps {
  /** Whether names are shown, once a reason is given. */
  readonly mayLook: boolean;
  readonly onWithdraw: (person: string) => void;
}

/** Staff's private use in working time above a threshold, week by week: numbers first, names under a reason. */
export function PersonalUseReport({ mayLook, onWithdraw }: ReportProps) {
  const report = useQuery({ queryKey: ['personal-use', 'report'], queryFn: readReport });
  const [look, setLook] = useState<Look | null>(null);
  const isThereSome = usePersonalUse(mayLook).data?.available === true;
  return (
    <>
      <Panel title="Weekly report of private use">
        <Answered query={report}>{(data) => (data.enabled ? <Weeks report={data} onLook={mayLook ? setLook : null} /> : <Off />)}</Answered>
      </Panel>
      {look !== null && <PersonalUseLook key={keyOf(look)} look={look} onLook={setLook} onWithdraw={isThereSome ? onWithdraw : null} />}
    </>
  );
}

function keyOf(look: Look): string {
  return 'week' in look ? look.week : `person ${look.person}`;
}

function Off() {
  return (
    <>
      <p>It is switched off: nothing that staff do is counted.</p>
      <p className="secondary">
        Whoever has the machine switches it on in the configuration file, with the reason, the notice that staff were given and the
        assessment of its effect on their privacy.
      </p>
    </>
  );
}

function Weeks({ report, onLook }: { readonly report: Report; readonly onLook: ((look: Look) => void) | null }) {
  const { weeks } = report;
  return (
    <>
      <p>
        Who spent more minutes of a week’s working time on something private than the trust has set. It shows no site and no time of day,
        and a look at names is written down with its reason. The figures are a reason to talk, and no proof: a tab that was left open
        counts, too.
      </p>
      {weeks.length === 0 ? (
        <p>No week is counted yet: each Monday morning the week before is.</p>
      ) : (
        <Table caption="Weeks, newest first" captionHidden columns={columnsOf(onLook)} rows={weeks} rowKey={({ week }) => week} />
      )}
      <Folded summary="How it is counted, and what staff were told">
        <HowCounted report={report} />
      </Folded>
    </>
  );
}

function columnsOf(onLook: ((look: Look) => void) | null): readonly Column<Week>[] {
  return [
    { id: 'week', title: 'Week from', cell: ({ week }) => <Time at={`${week}T12:00:00Z`} style="day" />, sortBy: ({ week }) => week },
    { id: 'people', title: 'People above a threshold', align: 'end', cell: ({ people }) => people, sortBy: ({ people }) => people },
    {
      id: 'act',
      title: '',
      cell: ({ week, people }) => onLook !== null && people > 0 && <TextButton onClick={() => onLook({ week })}>Show who</TextButton>,
    },
  ];
}

const DAY_TITLES: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

function HowCounted({ report: { reason, notice, minutesAWeek, workTime, keepWeeks } }: { readonly report: Report }) {
  const limits = Object.entries(minutesAWeek).map(([id, minutes]) => `${categoryTitle(id)}: ${minutes}`);
  const times = workTime.map(({ days, from, until }) => `${days.map((day) => DAY_TITLES[day] ?? day).join(', ')}, ${from} to ${until}`);
  return (
    <SummaryList
      rows={[
        ['Why', reason !== null && <HarmlessText key="why" text={reason} />],
        ['Minutes a week, above which it is shown', limits.join('; ')],
        ['Working time', times.join('; ')],
        ['What staff were told', notice !== null && <HarmlessText key="notice" text={notice.text} most={2_000} />],
        ['On', notice !== null && <Time key="from" at={`${notice.from}T12:00:00Z`} style="day" />],
        ['Assessment', notice !== null && <HarmlessText key="dpia" text={notice.dpia} />],
        ['Kept for', `${keepWeeks} weeks`],
        ['A minute counts', 'when a page or a connection of that category was opened in it'],
        ['Never counted', 'time for personal use, what was opened for work, health, belief, politics, money, help, pupils and guests'],
      ]}
    />
  );
}
