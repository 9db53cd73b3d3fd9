import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '../api/client.ts';
import { ButtonLink } from '../components/button.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import type { Protection, Summary } from './answers.ts';
import { type Need, needsOf } from './needs.ts';
import { ProtectionTable } from './protection-table.tsx';
import { useSummary } from './use-summary.ts';
import { counted, spanWords } from './words.ts';
import './it.css';

/** What waits for IT, and whether everything works: the first page of the day. */
export default function TodayPage() {
  const summary = useSummary();
  return (
    <Page title="Today" actions={<UrgentBlockLink />}>
      <Answered query={summary}>{(data) => <Today summary={data} />}</Answered>
    </Page>
  );
}

function UrgentBlockLink() {
  return (
    <ButtonLink to="/block" kind="warning">
      Block a site now
    </ButtonLink>
  );
}

function Today({ summary }: { readonly summary: Summary }) {
  const needs = needsOf(summary);
  return (
    <>
      {needs.length === 0 ? <AllWell at={summary.at} /> : <Needs needs={needs} />}
      <Tiles summary={summary} />
      <ProtectionPanel ok={summary.protection.ok} />
    </>
  );
}

function AllWell({ at }: { readonly at: string }) {
  return (
    <Panel title="Nothing needs you" tone="good">
      <p>
        Every part works, the lists are fresh, and nobody waits for an answer (<Time at={at} style="clock" />
        ).
      </p>
    </Panel>
  );
}

function Needs({ needs }: { readonly needs: readonly Need[] }) {
  const isDanger = needs.some(({ tone }) => tone === 'danger');
  return (
    <Panel title="What needs you" tone={isDanger ? 'danger' : 'warning'}>
      <ul className="it-needs">
        {needs.map(({ key, tone, tag, words, advice, link }) => (
          <li key={key}>
            <Tag tone={tone}>{tag}</Tag>
            <div>
              <p className="it-need-words">
                <HarmlessText text={words} />
              </p>
              <p className="secondary">{advice}</p>
            </div>
            {link !== null && (
              <Link href={link.to} className="govuk-link">
                {link.words}
                <span className="govuk-visually-hidden">: {tag}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface TileProps {
  readonly number: number;
  readonly words: string;
  readonly more: string;
  readonly to: string;
  readonly link: string;
}

function Tile({ number, words, more, to, link }: TileProps) {
  return (
    <li className="tile">
      <span className="tile-number">{number.toLocaleString('en-GB')}</span>
      <span className="it-tile-words">{words}</span>
      <span className="secondary it-tile-more">{more}</span>
      <Link href={to} className="govuk-link">
        {link}
      </Link>
    </li>
  );
}

function Tiles({ summary: { at, requests, openNow, lists, leases } }: { readonly summary: Summary }) {
  return (
    <ul className="tiles it-tiles">
      {requests !== undefined && (
        <Tile
          number={requests.open}
          words={requests.open === 1 ? 'request waits' : 'requests wait'}
          more={requests.overdue === 0 ? 'None is overdue' : `${requests.overdue} overdue`}
          to="/requests"
          link="Requests"
        />
      )}
      {openNow !== undefined && (
        <Tile
          number={openNow.overrides + openNow.lessons + openNow.exams}
          words="open or switched now"
          more={openWords(openNow)}
          to="/open-now"
          link="What is open now"
        />
      )}
      {leases !== undefined && (
        <Tile
          number={leases.count}
          words={leases.count === 1 ? 'address in use' : 'addresses in use'}
          more="Who sits where"
          to="/leases"
          link="Leases"
        />
      )}
      {lists !== undefined && (
        <Tile
          number={lists.sources.length}
          words={lists.sources.length === 1 ? 'list' : 'lists'}
          more={lists.builtAt === null ? 'Never built' : `Changed ${spanWords(Date.parse(at) - Date.parse(lists.builtAt))} ago`}
          to="/lists"
          link="Lists"
        />
      )}
    </ul>
  );
}

function openWords({ overrides, lessons, exams, suspensions, blocks }: NonNullable<Summary['openNow']>): string {
  const parts = [
    counted(overrides, 'site'),
    counted(lessons, 'lesson'),
    counted(exams, 'exam'),
    ...(suspensions > 0 ? [counted(suspensions, 'person suspended', 'people suspended')] : []),
    ...(blocks > 0 ? [counted(blocks, 'urgent block')] : []),
  ];
  return parts.join(', ');
}

function ProtectionPanel({ ok }: { readonly ok: boolean }) {
  const protection = useQuery({ queryKey: ['protection'], queryFn: () => ask<Protection>('/api/v1/protection'), staleTime: 30_000 });
  return (
    <Panel title="Are pupils protected?" {...(ok && { tone: 'good' })} actions={<Link href="/try">Try it through the filter</Link>}>
      <Answered query={protection}>{(data) => <ProtectionTable classes={data.classes} />}</Answered>
    </Panel>
  );
}
