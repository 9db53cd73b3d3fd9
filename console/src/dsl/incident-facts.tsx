import type { ReactNode } from 'react';
import { HarmlessAddress, HarmlessText, Reference } from '../components/harmless.tsx';
import { Panel, SummaryList } from '../components/panel.tsx';
import { londonDay, Time } from '../components/time.tsx';
import { useSchoolName } from '../session/schools.ts';
import type { IncidentDetail, Report, Sighting } from './incident.ts';
import { Who } from './incident-cards.tsx';
import { ACTION_WORDS, ATTRIBUTION_WORDS } from './words.ts';

const MOST_PLACES = 6;
const MOST_PEOPLE = 12;
const SEALED = /^sealed:([^:]*):(.*)$/;

type Row = readonly [label: string, value: ReactNode];

/** Who, what, when and where, and how sure it is who it was. */
export function IncidentFacts({ incident }: { readonly incident: IncidentDetail }) {
  const school = useSchoolName(incident.school) ?? 'Not known';
  return (
    <Panel title="Who, what, when, where">
      <SummaryList
        rows={[
          ['Who', <People key="who" incident={incident} />],
          ...reportRows(incident.sightings.find(({ report }) => report !== undefined)?.report),
          ...placeRows(incident),
          ['When', <When key="when" incident={incident} />],
          ['School', <bdi key="school">{school}</bdi>],
          ...deviceRows(incident),
          ['Reference', <Reference key="reference" id={incident.id} />],
        ]}
      />
    </Panel>
  );
}

function People({ incident }: { readonly incident: IncidentDetail }) {
  const names = [...new Set(incident.sightings.map(({ username }) => username))].filter((name) => name !== null);
  if (incident.cluster === null && names.length <= 1) {
    return (
      <>
        <Who {...incident} /> ({incident.group})
      </>
    );
  }
  return (
    <>
      {names.slice(0, MOST_PEOPLE).map((name, at) => (
        <span key={name}>
          {at > 0 && ', '}
          <HarmlessText text={name} most={80} />
        </span>
      ))}
      {names.length > MOST_PEOPLE && ` and ${names.length - MOST_PEOPLE} more`}
    </>
  );
}

function When({ incident: { firstAt, lastAt, records } }: { readonly incident: IncidentDetail }) {
  return (
    <>
      <Time at={firstAt} />
      {records > 1 && (
        <>
          {` – ${records} records, the last at `}
          <Time at={lastAt} style={londonDay(firstAt) === londonDay(lastAt) ? 'clock' : 'moment'} />
        </>
      )}
    </>
  );
}

const ABOUT: Readonly<Record<string, string>> = {
  pupil: 'A pupil',
  adult: 'An adult at school',
  headteacher: 'The headteacher',
  lead: 'The safeguarding lead',
};

function reportRows(report: Report | undefined): readonly Row[] {
  if (report === undefined) return [];
  const { by, calledBy, role, words, place, about, name } = report;
  const unknown = calledBy === '' ? 'Somebody who was not signed in' : `Somebody who was not signed in and calls themselves “${calledBy}”`;
  return [
    ['What they wrote', words === '' ? null : <HarmlessText key="words" text={words} most={2_000} />],
    ['Reported by', <HarmlessText key="by" text={`${by ?? unknown} (${role})`} />],
    ['Where it was', place === '' ? null : <HarmlessText key="place" text={place} />],
    ['About', about === 'nobody' ? null : <HarmlessText key="about" text={[ABOUT[about], name].filter(Boolean).join(': ')} />],
  ];
}

function placeRows({ sightings, guidance }: IncidentDetail): readonly Row[] {
  const [newest] = sightings;
  if (newest === undefined || newest.host === '') return [];
  if (guidance.card !== null) return sealedRows(sightings);
  const searches = unique(sightings.map(({ searchTerm }) => searchTerm));
  const places = unique(sightings.map(({ visibility, host, url }) => (visibility === 'host' ? host : (url ?? host))));
  return [
    ['Searched for', searches.length === 0 ? null : <Several key="searches" items={searches.map((words) => `“${words}”`)} />],
    ['Where to', places.length === 0 ? null : <Several key="places" items={places} areAddresses />],
    [
      'Outcome',
      `${ACTION_WORDS[newest.action]}${newest.visibility === 'host' ? ' The filter sees the site’s name there, not the page.' : ''}`,
    ],
  ];
}

/** List and hash: nothing that leads anywhere. */
function sealedRows(sightings: readonly Sighting[]): readonly Row[] {
  const found = unique(sightings.map(({ host }) => host)).flatMap((host) => [SEALED.exec(host)].filter((match) => match !== null));
  return found.slice(0, MOST_PLACES).flatMap(([, list = '', hash = '']): Row[] => [
    ['Statutory list', <HarmlessText key="list" text={list} />],
    ['Its entry', <Reference key="entry" id={hash} />],
  ]);
}

function unique(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values)].filter((value): value is string => value !== null && value !== undefined && value !== '');
}

function Several({ items, areAddresses = false }: { readonly items: readonly string[]; readonly areAddresses?: boolean }) {
  return (
    <>
      {items.slice(0, MOST_PLACES).map((item) => (
        <div key={item}>{areAddresses ? <HarmlessAddress address={item} /> : <HarmlessText text={item} />}</div>
      ))}
      {items.length > MOST_PLACES && <div>and {items.length - MOST_PLACES} more</div>}
    </>
  );
}

function deviceRows({ sightings: [newest], clientIp, cluster }: IncidentDetail): readonly Row[] {
  if (cluster !== null) return [];
  const known = newest?.attribution === undefined ? null : (ATTRIBUTION_WORDS[newest.attribution] ?? newest.attribution);
  return [
    ['Computer', <HarmlessText key="computer" text={`${newest?.computer ?? 'not known'}, address ${clientIp}`} />],
    ['How we know', known],
  ];
}
