import { useState } from 'react';
import { Link } from 'wouter';
import { Notification } from '../components/feedback.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { SeverityTag } from '../components/tag.tsx';
import { timeText } from '../components/time.tsx';
import type { PageInput } from '../page-input.ts';
import { useAccount } from '../session/session.ts';
import './dsl.css';
import { type IncidentDetail, useIncident } from './incident.ts';
import { Acknowledge, IncidentActions } from './incident-actions.tsx';
import { StatusTag } from './incident-cards.tsx';
import { IncidentContext } from './incident-context.tsx';
import { IncidentExport } from './incident-export.tsx';
import { IncidentFacts } from './incident-facts.tsx';
import { Earlier, Factors, History, Ledger, standing } from './incident-records.tsx';
import { RESPONSES, themeTitle } from './words.ts';

const BACK = { to: '/now', words: 'What needs me now' };

/** One incident on one screen. */
export default function IncidentPage({ params }: PageInput) {
  const id = params['id'] ?? '';
  // Another incident is another page: drafts and messages of the last one do not stay.
  return <OneIncident key={id} id={id} />;
}

function OneIncident({ id }: { readonly id: string }) {
  const incident = useIncident(id);
  const title =
    incident.data === undefined
      ? 'Incident'
      : `${themeTitle(incident.data.theme)}${incident.data.cluster === null ? '' : ', several pupils'}`;
  return (
    <Page title={title} back={BACK}>
      <Answered query={incident} what="Reading the incident">
        {(data) => <Incident incident={data} />}
      </Answered>
    </Page>
  );
}

function Incident({ incident }: { readonly incident: IncidentDetail }) {
  const [done, setDone] = useState<string | null>(null);
  const { severity, status, mergedInto } = incident;
  return (
    <>
      <p className="headline">
        <SeverityTag severity={severity} />
        <StatusTag {...incident} />
        {status !== 'closed' && <strong>{RESPONSES[severity]}.</strong>}
        <span>{standing(incident)}</span>
      </p>
      {mergedInto !== null && (
        <Notification tone="info" title="It was merged">
          <p>
            <Link href={`/incidents/${mergedInto}`}>Go on with the one it was merged into</Link>
          </p>
        </Notification>
      )}
      {done !== null && (
        <div className="in-view">
          <Notification tone="good" onClose={() => setDone(null)}>
            <p>{done}</p>
          </Notification>
        </div>
      )}
      <Acknowledge incident={incident} onDone={setDone} />
      <WhatToDo incident={incident} />
      <div className="columns incident">
        <div>
          <IncidentFacts incident={incident} />
          <div className="second">
            <IncidentContext context={incident.context} />
          </div>
        </div>
        <div>
          {mergedInto === null && <IncidentActions incident={incident} onDone={setDone} />}
          <IncidentExport id={incident.id} />
          <Factors incident={incident} />
          <div className="third">
            <Earlier incident={incident} />
            <Ledger incident={incident} />
            <History incident={incident} />
          </div>
        </div>
      </div>
      <p className="by-line no-print">Every look at this page is recorded.</p>
      <Printed id={incident.id} />
    </>
  );
}

/** On paper: whose copy it is, and of when. */
function Printed({ id }: { readonly id: string }) {
  const { displayName } = useAccount();
  return (
    <p className="only-print">
      Incident {id}. Printed by <bdi>{displayName}</bdi> on {timeText(Date.now(), 'day')} at {timeText(Date.now(), 'clock')}. Confidential.
    </p>
  );
}

/** First of all what to do, and for statutory material what not to do. */
function WhatToDo({ incident: { guidance, status, severity } }: { readonly incident: IncidentDetail }) {
  const { card, steps } = guidance;
  if (card !== null) {
    return (
      <section className="sealed-card" aria-labelledby="sealed-card">
        <h2 className="govuk-heading-m" id="sealed-card">
          {card.title}
        </h2>
        <ul className="govuk-list govuk-list--bullet">
          {card.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    );
  }
  if (status === 'closed' || steps.length === 0) return null;
  return (
    <Panel title="What to do now" {...(severity !== 'advisory' && { tone: severity })}>
      <ol className="govuk-list govuk-list--number">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Panel>
  );
}
