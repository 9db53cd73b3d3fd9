import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, ask } from '../api/client.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Folded, Panel, SummaryList } from '../components/panel.tsx';
import { Answered, Failure } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';

const SETUP = ['setup'] as const;
const STATES = {
  done: ['good', 'Done'],
  'to-do': ['warning', 'To do'],
  warning: ['advisory', 'Look at it'],
} as const;

function readSetup() {
  return answerOf(api.GET('/api/v1/setup'));
}
type Setup = Awaited<ReturnType<typeof readSetup>>;

/** What is left to do before pupils go through the filter, step by step. */
export default function SetupPage() {
  const setup = useQuery({ queryKey: SETUP, queryFn: readSetup, refetchInterval: 10_000 });
  return (
    <Page
      title="Set up"
      lead="What a school needs before its pupils go through the filter. Settings live in one file; each step says what to write there."
      actions={<ButtonLink to="/try">Try it</ButtonLink>}
    >
      <Answered query={setup}>
        {(found) => (
          <>
            <Progress setup={found} />
            {found.steps.map((step, at) => (
              <Step key={step.id} number={at + 1} step={step} />
            ))}
            <Leads schools={found.schools} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Progress({ setup: { steps, live, configPath, proxy } }: { readonly setup: Setup }) {
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <SummaryList
      rows={[
        ['Steps done', `${done} of ${steps.length}`],
        ['Live', live ? 'Yes' : 'Not yet'],
        ['Settings', configPath === null ? 'No file yet: schoolgate.yaml beside the product' : <code key="path">{configPath}</code>],
        ['Point devices at', <code key="proxy">{`${proxy.host}:${proxy.port}`}</code>],
      ]}
    />
  );
}

function Step({ number, step: { title, state, words, write } }: { readonly number: number; readonly step: Setup['steps'][number] }) {
  const [tone, stateWords] = STATES[state];
  return (
    <Panel title={`${number}. ${title}`} actions={<Tag tone={tone}>{stateWords}</Tag>}>
      {words.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {write !== null && (
        <Folded summary="What to write in schoolgate.yaml" open={state === 'to-do'}>
          <pre className="yaml">{write}</pre>
        </Folded>
      )}
    </Panel>
  );
}

function Leads({ schools }: { readonly schools: Setup['schools'] }) {
  return (
    <Panel title="Safeguarding leads confirm a test alert">
      <p>A school goes live only when its lead has confirmed that alerts reach them.</p>
      {schools.map((school) => (
        <School key={school.id} school={school} />
      ))}
    </Panel>
  );
}

function School({ school }: { readonly school: Setup['schools'][number] }) {
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: () => ask(`/api/v1/schools/${school.id}/test-alert`, { method: 'POST', body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: SETUP }),
  });
  return (
    <section>
      <h3 className="govuk-heading-s">{school.name}</h3>
      <p>
        {school.dsl === null ? 'No safeguarding lead is named.' : <HarmlessText text={`${school.dsl.name}, ${school.dsl.email}`} />}{' '}
        {school.confirmedAt === null ? (
          <Tag tone="warning">Not confirmed</Tag>
        ) : (
          <Tag tone="good">
            Confirmed <Time at={school.confirmedAt} />
          </Tag>
        )}
      </p>
      {send.error !== null && <Failure error={send.error} />}
      {send.isSuccess && (
        <Notification tone="good">
          <p>A test alert is on its way. The lead opens its link and confirms.</p>
        </Notification>
      )}
      {school.dsl !== null && (
        <Button kind="secondary" busy={send.isPending} onClick={() => send.mutate()}>
          Send a test alert<span className="govuk-visually-hidden"> to {school.name}</span>
        </Button>
      )}
    </section>
  );
}
