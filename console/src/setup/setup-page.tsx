import { useQuery } from '@tanstack/react-query';
import type { ComponentType, ReactNode } from 'react';
import { Link } from 'wouter';
import { Page } from '../components/page.tsx';
import { Folded, Panel, SummaryList } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { type Draft, readSetup, type Setup, type SetupStep, useSetupDraft } from './settings.ts';
import { SetupFile } from './setup-file.tsx';
import { LiveForm, MailForm, NetworksForm, RetentionForm, TrustForm } from './setup-forms.tsx';
import { SchoolsForm } from './setup-schools.tsx';
import { TestAlerts } from './test-alerts.tsx';

const STATES = {
  done: ['good', 'Done'],
  'to-do': ['warning', 'To do'],
  warning: ['advisory', 'Look at it'],
} as const;

/** The steps that the file answers. Everybody who is told of something is part of their school. */
const FORMS: Readonly<Record<string, ComponentType<{ readonly draft: Draft }>>> = {
  trust: TrustForm,
  schools: SchoolsForm,
  networks: NetworksForm,
  mail: MailForm,
  retention: RetentionForm,
  live: LiveForm,
};

/** Where the other steps are done. */
const PLACES: Readonly<Record<string, ReactNode>> = {
  contacts: 'Fill them in with your schools, above.',
  policy: <Link href="/policy">Read the policy</Link>,
  lists: <Link href="/lists">See the lists and their age</Link>,
};

/** What is left to do before pupils go through the filter, step by step. */
export default function SetupPage() {
  const setup = useQuery({ queryKey: ['setup'], queryFn: readSetup, refetchInterval: 10_000 });
  return (
    <Page
      title="Set up"
      lead="What a school needs before its pupils go through the filter. Fill in what is to do; at the end you get the lines for the settings file, checked."
    >
      <Answered query={setup}>{(found) => <Steps setup={found} />}</Answered>
    </Page>
  );
}

function Steps({ setup }: { readonly setup: Setup }) {
  const draft = useSetupDraft(setup.current);
  return (
    <>
      <Progress setup={setup} />
      {setup.steps.map((step, at) => (
        <Step key={step.id} number={at + 1} step={step} setup={setup} draft={draft} />
      ))}
      <SetupFile draft={draft} configPath={setup.configPath} />
      <FirstDevice setup={setup} />
    </>
  );
}

function Progress({ setup: { steps, live, readyToGoLive, configPath } }: { readonly setup: Setup }) {
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <SummaryList
      rows={[
        ['Steps done', `${done} of ${steps.length}`],
        ['Live', live ? 'Yes' : readyToGoLive ? 'Not yet: everything that is needed is there' : 'Not yet'],
        ['Settings', configPath === null ? 'No file yet: schoolgate.yaml beside the product' : <code key="path">{configPath}</code>],
      ]}
    />
  );
}

interface StepProps {
  readonly number: number;
  readonly step: SetupStep;
  readonly setup: Setup;
  readonly draft: Draft;
}

function Step({ number, step: { id, title, state, words }, setup, draft }: StepProps) {
  const [tone, stateWords] = STATES[state];
  const Form = FORMS[id];
  const place = state === 'done' ? undefined : PLACES[id];
  return (
    <Panel title={`${number}. ${title}`} actions={<Tag tone={tone}>{stateWords}</Tag>}>
      {words.map((line) => (
        <p key={line}>
          <bdi>{line}</bdi>
        </p>
      ))}
      {place !== undefined && <p>{place}</p>}
      {id === 'alerts' && <TestAlerts schools={setup.schools} />}
      {Form !== undefined && (
        <Folded summary={state === 'done' ? 'Change it' : 'Fill it in'} open={state !== 'done' && id !== 'live'}>
          <Form draft={draft} />
        </Folded>
      )}
    </Panel>
  );
}

/** One computer goes first, and somebody looks. */
function FirstDevice({ setup: { proxy } }: { readonly setup: Setup }) {
  return (
    <Panel title="Try it with one device">
      <ol className="govuk-list govuk-list--number">
        <li>
          Set the proxy of one device to <code>{`${proxy.host}:${proxy.port}`}</code>
          {proxy.host === '127.0.0.1' && ': only this machine itself reaches that address. Set server.host in the file for others'}.
        </li>
        <li>
          Say who sits at it, under <Link href="/leases">Leases</Link>, or sign in on it as a pupil.
        </li>
        <li>
          Open a few sites on it, and watch them under <Link href="/live">Live decisions</Link>.
        </li>
        <li>
          <Link href="/try">Try it</Link> asks the filter for one harmless page of every category, and shows what differs from the policy.
        </li>
      </ol>
    </Panel>
  );
}
