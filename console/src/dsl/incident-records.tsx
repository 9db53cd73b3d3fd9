import { Link } from 'wouter';
import { HarmlessText } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { SeverityTag, Tag, type Tone } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import type { IncidentDetail, LedgerLine } from './incident.ts';
import { StatusTag } from './incident-cards.tsx';
import { actorName, eventText, eventWords, LEDGER_KINDS, LEDGER_STATES, themeTitle } from './words.ts';

const EFFECTS: Readonly<Record<IncidentDetail['factors'][number]['effect'], string>> = {
  base: 'To begin with',
  raises: 'Raises',
  lowers: 'Lowers',
  marks: 'Note',
};

/** Why it is ranked as it is. */
export function Factors({ incident: { factors } }: { readonly incident: IncidentDetail }) {
  return (
    <Panel title="Why it is ranked so">
      <ul className="lines">
        {factors.map(({ id, effect, words }) => (
          <li key={id}>
            <Tag tone={effect === 'raises' ? 'warning' : effect === 'lowers' ? 'good' : 'quiet'}>{EFFECTS[effect]}</Tag> {words}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What was known about the same person before. */
export function Earlier({ incident: { earlier } }: { readonly incident: IncidentDetail }) {
  return (
    <Panel title="Alerts about them before">
      {earlier.length === 0 ? (
        <p>None at this school, as far as records are kept.</p>
      ) : (
        <ul className="lines">
          {earlier.map(({ id, theme, severity, status, outcome, firstAt, records }) => (
            <li key={id}>
              <SeverityTag severity={severity} /> <Link href={`/incidents/${id}`}>{themeTitle(theme)}</Link>{' '}
              <StatusTag status={status} outcome={outcome} />
              <div className="by-line">
                <Time at={firstAt} style="day" />
                {records > 1 && `, ${records} records`}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const LEDGER_TONES: Readonly<Record<LedgerLine['status'], Tone>> = {
  queued: 'quiet',
  sending: 'quiet',
  accepted: 'good',
  'in-doubt': 'warning',
  failed: 'warning',
  'given-up': 'danger',
};

/** Who was told, and how far each message came. */
export function Ledger({ incident: { deliveries } }: { readonly incident: IncidentDetail }) {
  return (
    <Panel title="Who was told">
      {deliveries.length === 0 ? (
        <p>Nobody by mail: this one goes into the digest.</p>
      ) : (
        <ul className="lines">
          {deliveries.map((line) => (
            <li key={`${line.kind} ${line.to} ${line.createdAt}`}>
              <bdi>{line.to}</bdi> <Tag tone={LEDGER_TONES[line.status]}>{LEDGER_STATES[line.status]}</Tag>
              <div className="by-line">
                {LEDGER_KINDS[line.kind] ?? 'Message'}, <Time at={line.acceptedAt ?? line.createdAt} />
                {line.openedAt !== null && (
                  <>
                    {' '}
                    · opened <Time at={line.openedAt} />
                  </>
                )}
                {line.acknowledgedAt !== null && (
                  <>
                    {' '}
                    · acknowledged <Time at={line.acknowledgedAt} />
                  </>
                )}
                {line.answer !== null && line.status !== 'accepted' && (
                  <>
                    {' '}
                    · “<HarmlessText text={line.answer} most={120} />”
                  </>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Looks at the page itself are in the audit log, not here. */
export function History({ incident: { history } }: { readonly incident: IncidentDetail }) {
  return (
    <Panel title="What was done">
      <ul className="lines">
        {history.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a history only grows at its end
          <li key={at}>
            <HarmlessText text={eventWords(line)} />
            <div className="by-line">
              <Time at={line.at} />
            </div>
            {eventText(line) !== '' && (
              <blockquote className="quote">
                <bdi>{eventText(line)}</bdi>
              </blockquote>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Who has it now, in one line. */
export function standing({ status, assignee }: Pick<IncidentDetail, 'status' | 'assignee'>): string {
  if (status === 'new') return 'Nobody has said yet that they deal with it.';
  return assignee === null ? '' : `${actorName(assignee)} works on it.`;
}
