import { Link } from 'wouter';
import { HarmlessText } from '../components/harmless.tsx';
import { SeverityTag, Tag, type Tone } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useSchoolName } from '../session/schools.ts';
import './dsl.css';
import type { IncidentItem, Status } from './incident.ts';
import { actorName, OUTCOME_TITLES, STATUS_TITLES, themeTitle } from './words.ts';

const STATUS_TONES: Readonly<Record<Status, Tone>> = {
  new: 'danger',
  acknowledged: 'info',
  'in-progress': 'info',
  escalated: 'warning',
  closed: 'quiet',
};

export function StatusTag({ status, outcome }: Pick<IncidentItem, 'status' | 'outcome'>) {
  return <Tag tone={STATUS_TONES[status]}>{outcome === null ? STATUS_TITLES[status] : `Closed: ${OUTCOME_TITLES[outcome]}`}</Tag>;
}

/** Who an incident is about. */
export function Who({ person, cluster }: Pick<IncidentItem, 'person' | 'cluster'>) {
  if (cluster !== null) return <>Several pupils</>;
  return person === null ? <>Nobody was signed in</> : <HarmlessText text={person} most={80} />;
}

/** Incidents in the order they are given, each a card whose title leads to it. */
export function IncidentCards({ items }: { readonly items: readonly IncidentItem[] }) {
  return (
    <ol className="cards">
      {items.map((item) => (
        <li key={item.id}>
          <IncidentCard item={item} />
        </li>
      ))}
    </ol>
  );
}

function IncidentCard({ item }: { readonly item: IncidentItem }) {
  const { id, severity, theme, group, records, lastAt, why, status, outcome, assignee, school } = item;
  const schoolName = useSchoolName(school);
  return (
    <article className={`card card-${severity}`}>
      <div className="card-head">
        <SeverityTag severity={severity} />
        <h3>
          <Link href={`/incidents/${id}`}>{themeTitle(theme)}</Link>
        </h3>
        <StatusTag status={status} outcome={outcome} />
      </div>
      <p className="card-who">
        <strong>
          <Who {...item} />
        </strong>
        {` · ${group}${schoolName === null ? '' : ` · ${schoolName}`} · `}
        <Time at={lastAt} />
        {records > 1 && ` · ${records} records`}
        {assignee !== null && ` · with ${actorName(assignee)}`}
      </p>
      <p className="card-why">
        <HarmlessText text={why} />
      </p>
    </article>
  );
}
