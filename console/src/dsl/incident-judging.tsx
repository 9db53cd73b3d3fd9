import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Radios } from '../components/choices.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessAddress, inert } from '../components/harmless.tsx';
import { Folded } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { timeText } from '../components/time.tsx';
import { ChangeForm } from './change-form.tsx';
import { type Candidate, type Changed, type IncidentDetail, useMergeCandidates } from './incident.ts';
import { changeProblem, useChange } from './use-change.ts';
import { themeTitle } from './words.ts';

interface JudgingProps {
  readonly incident: IncidentDetail;
  readonly onDone: (words: string) => void;
}

const BECAUSE: Readonly<Record<Candidate['because'], string>> = {
  'same-person': 'The same person',
  'same-theme': 'The same theme at that time',
};

/** Puts an incident into another one that tells of the same matter. */
export function MergeForm({ incident, onDone }: JudgingProps) {
  const [isWanted, setWanted] = useState(false);
  const candidates = useMergeCandidates(incident.id, isWanted);
  return (
    <Folded summary="Merge it into another one" onUnfold={() => setWanted(true)}>
      <Answered query={candidates}>
        {({ items }) =>
          items.length === 0 ? (
            <p>There is no other open incident that it could belong to.</p>
          ) : (
            <MergeChoice incident={incident} items={items} onDone={onDone} />
          )
        }
      </Answered>
    </Folded>
  );
}

function MergeChoice({ incident, items, onDone }: JudgingProps & { readonly items: readonly Candidate[] }) {
  const [into, setInto] = useState('');
  return (
    <ChangeForm
      incident={incident}
      verb="Merge it"
      change={{ kind: 'merge', body: { into } }}
      missing={into === '' ? 'Choose the one it belongs to.' : null}
      onDone={() => onDone('It is merged. Its records are kept in the other one.')}
    >
      <Radios
        legend="Which one does it belong to?"
        hint="This one closes, and its records go over to that one. It cannot be taken apart again."
        value={into}
        onChange={setInto}
        choices={items.map(({ id, person, theme, firstAt, because }) => ({
          value: id,
          words: `${themeTitle(theme)} – ${inert(person ?? 'nobody signed in', 60)}`,
          hint: `${BECAUSE[because]}, ${timeText(firstAt)}, ${id}`,
        }))}
      />
    </ChangeForm>
  );
}

/** Whether the alert was right. It trains nothing by itself: a false alarm suggests what IT might look at. */
export function Verdict({ incident, onDone }: JudgingProps) {
  const sending = useChange(incident);
  const [suggestion, setSuggestion] = useState<Changed['suggestion']>(undefined);
  const send = (verdict: 'true-positive' | 'false-positive') => () => {
    const done = ({ suggestion: suggested }: Changed) => {
      setSuggestion(suggested);
      onDone(verdict === 'true-positive' ? 'You said that the alert was right.' : 'You said that it was a false alarm.');
    };
    sending.mutate({ kind: 'verdict', body: { verdict }, onDone: done });
  };
  return (
    <Folded
      summary={incident.verdict === null ? 'Was the alert right?' : `Was the alert right? ${VERDICTS[incident.verdict]}`}
      open={suggestion !== undefined}
    >
      {sending.error !== null && <Notification tone="problem">{changeProblem(sending.error).words}</Notification>}
      <p>Your answer is kept with the incident. It changes no filter and no list.</p>
      <div className="govuk-button-group">
        <Button kind="secondary" busy={sending.isPending} onClick={send('true-positive')}>
          It was right
        </Button>
        <Button kind="secondary" busy={sending.isPending} onClick={send('false-positive')}>
          False alarm
        </Button>
      </div>
      {suggestion !== undefined && (
        <Notification tone="info">
          <p>{suggestion.words}</p>
          <ul className="lines">
            {suggestion.hosts.map((host) => (
              <li key={host}>
                <HarmlessAddress address={host} />
              </li>
            ))}
          </ul>
        </Notification>
      )}
    </Folded>
  );
}

const VERDICTS = { 'true-positive': 'Yes', 'false-positive': 'False alarm' } as const;
