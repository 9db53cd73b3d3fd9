import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessAddress, HarmlessText } from '../components/harmless.tsx';
import { Folded, Panel, SummaryList } from '../components/panel.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { actorName } from '../dsl/words.ts';
import { IT } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import type { RequestDetail, SiteLook } from './answers.ts';
import { categoryTitles } from './categories.ts';
import { ACTIONS, counted, loadWords } from './words.ts';

const FAILED = 400;
const NEVER = {
  sealed: 'It is on a statutory list. Such a page is never fetched.',
  locked: 'Pages of its category are not fetched. Decide by the category.',
};

/** What the page says of itself: fetched by the server as nobody, and shown as text. Nobody here has to visit it. */
export function RequestLook({ request: { id, look, tier } }: { readonly request: RequestDetail }) {
  const { role } = useAccount();
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/requests/{id}/look', { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['request', id] }),
  });
  const mayLook = IT.includes(role) && tier === 'ordinary';
  if (look === null && tier === 'ordinary' && !mayLook) return null;
  return (
    <Panel title="The page itself">
      {look !== null ? (
        <Seen look={look} />
      ) : tier !== 'ordinary' ? (
        <p>{NEVER[tier]}</p>
      ) : (
        <p>Schoolgate can fetch it for you, without anybody’s name, login or cookies. You see its words; nothing of it runs here.</p>
      )}
      {ask.error !== null && <Notification tone="problem">{asProblem(ask.error).message}</Notification>}
      {mayLook && (
        <Button kind="secondary" busy={ask.isPending} onClick={() => ask.mutate()}>
          {look === null ? 'Look at the page' : 'Look again'}
        </Button>
      )}
    </Panel>
  );
}

function Seen({ look }: { readonly look: SiteLook }) {
  const { at, by, problem, addresses, status, title, description, whole, hosts } = look;
  const led = addresses.slice(1);
  return (
    <>
      {problem !== null && (
        <Notification tone="warning" title="The page could not be seen">
          <p>{problem.words}</p>
        </Notification>
      )}
      <SummaryList
        rows={[
          ['Title', problem === null && (title === null ? 'It has none' : <HarmlessText key="title" text={title} />)],
          ['Says of itself', description !== null && <HarmlessText key="description" text={description} />],
          ['Leads to', led.length > 0 && <Led key="led" addresses={led} />],
          ['Answer', status !== null && status >= FAILED && `${status}: perhaps the page is gone`],
          ['Loads from', problem === null && hosts.length === 0 && look.unnamed === 0 && 'Itself alone'],
        ]}
      />
      {problem === null && <LoadedFrom look={look} />}
      <p className="secondary">
        {problem === null ? 'Seen' : 'Tried'} <Time at={at} /> by {actorName(by)}.{' '}
        {!whole && 'It is long: only its first half megabyte was read.'}
      </p>
    </>
  );
}

function Led({ addresses }: { readonly addresses: readonly string[] }) {
  return (
    <>
      {addresses.map((address) => (
        <span className="it-under" key={address}>
          <HarmlessAddress address={address} />
        </span>
      ))}
    </>
  );
}

/** Those that are closed first: without them the page may not work, or they are the reason to think twice. */
function LoadedFrom({ look: { hosts, unnamed } }: { readonly look: SiteLook }) {
  const closed = hosts.filter(({ action }) => action !== 'allow');
  const open = hosts.filter(({ action }) => action === 'allow');
  return (
    <>
      {unnamed > 0 && (
        <Notification tone="warning" title="It loads from a statutory list">
          <p>{counted(unnamed, 'host')}, not named here. Tell the safeguarding lead before you open the page.</p>
        </Notification>
      )}
      {closed.length > 0 && (
        <>
          <h3 className="govuk-heading-s">Closed to whoever asked, and loaded by the page</h3>
          <Hosts hosts={closed} />
        </>
      )}
      {open.length > 0 && (
        <Folded summary={`${counted(open.length, 'other host')} that it loads from`}>
          <Hosts hosts={open} />
        </Folded>
      )}
    </>
  );
}

function Hosts({ hosts }: { readonly hosts: SiteLook['hosts'] }) {
  return (
    <ul className="it-lines">
      {hosts.map(({ host, loads, categories, action }) => (
        <li key={host}>
          <HarmlessAddress address={host} /> <Tag tone={ACTIONS[action].tone}>{ACTIONS[action].words}</Tag>
          <span className="secondary it-under">
            {loadWords(loads)}
            {categories.length > 0 && ` · ${categoryTitles(categories)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
