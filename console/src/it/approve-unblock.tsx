import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Checkboxes } from '../components/choices.tsx';
import { ErrorSummary, type FieldProblem, Notification } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Folded } from '../components/panel.tsx';
import { useAccount } from '../session/session.ts';
import type { ApproveProps } from './approve-props.ts';
import { hostChoices } from './loaded-hosts.ts';
import { LEAST_REASON, MOST_REASON, type Opening, OpeningFields, openingBody } from './opening-fields.tsx';
import { A_WEEK } from './period-field.tsx';
import { scopeKindsFor } from './scope-kinds.ts';
import { useSchools } from './use-summary.ts';

/** One click opens it for whoever asked and nobody else, for a week; everything wider has to be asked for. */
export function ApproveUnblock({ request, busy, onApprove }: ApproveProps) {
  const { host, requestedBy, suggestion, explanation } = request;
  const isOpenToThem = explanation.action === 'allow';
  const [reason, setReason] = useState(usualReason(request));
  const [isMissing, setMissing] = useState(false);
  const [also, setAlso] = useState<readonly string[]>([]);
  const hosts = [...(suggestion?.hosts ?? [host]), ...also];
  const open = () => {
    const words = reason.trim();
    setMissing(words.length < LEAST_REASON);
    if (words.length >= LEAST_REASON) onApprove({ scope: { kind: 'person', id: requestedBy }, until: null, reason: words, also });
  };
  return (
    <>
      {isOpenToThem && (
        <Notification title="It was open to them when they asked">
          <p>Perhaps they ask for a class or for pupils: open it for those, below.</p>
        </Notification>
      )}
      <TextField
        id="approve-reason"
        label="Why?"
        hint="Kept with it. Change it if there is more to say."
        width="full"
        maxLength={MOST_REASON}
        value={reason}
        onChange={setReason}
        error={isMissing ? 'Say why, in a few words' : undefined}
      />
      <AlsoNeeded request={request} chosen={also} onChange={setAlso} />
      <Button kind={isOpenToThem ? 'secondary' : 'primary'} busy={busy} onClick={open}>
        Open it for <HarmlessText text={requestedBy} most={60} /> for a week
      </Button>
      <p className="secondary">
        Opens <HarmlessText text={hosts.slice(0, 3).join(', ')} />
        {hosts.length > 3 && ` and ${hosts.length - 3} more that it needs`}, with all beneath, for this person alone. It closes by itself,
        and you can close it sooner.
      </p>
      <Folded summary="Open it for others, or for another time" open={isOpenToThem}>
        <WiderForm request={request} busy={busy} onApprove={(body) => onApprove({ ...body, also })} />
      </Folded>
    </>
  );
}

interface AlsoNeededProps {
  readonly request: ApproveProps['request'];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** What the page loads and is closed to whoever asked, once somebody has looked at it. */
function AlsoNeeded({ request: { look }, chosen, onChange }: AlsoNeededProps) {
  const closed = (look?.hosts ?? []).filter(({ action, openable }) => action !== 'allow' && openable);
  if (closed.length === 0) return null;
  return (
    <Checkboxes
      legend="Open what it loads, too?"
      hint="Closed to whoever asked. Without scripts and styles the page may not work."
      choices={hostChoices(closed)}
      values={chosen}
      onChange={onChange}
    />
  );
}

function usualReason({ suggestion, reason }: ApproveProps['request']): string {
  return suggestion?.body.reason ?? `As asked for: ${reason}`.slice(0, MOST_REASON);
}

function WiderForm({ request, busy, onApprove }: ApproveProps) {
  const { school } = useAccount();
  const schools = useSchools();
  const [opening, setOpening] = useState<Opening>({
    scope: { kind: 'group', id: request.group },
    period: A_WEEK,
    reason: usualReason(request),
  });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const open = () => {
    const made = openingBody(opening, 'wider');
    setProblems('problems' in made ? made.problems : []);
    if ('body' in made) onApprove({ ...made.body });
  };
  return (
    <>
      <ErrorSummary problems={problems} />
      <OpeningFields
        prefix="wider"
        value={opening}
        onChange={setOpening}
        kinds={scopeKindsFor(school)}
        usual={{ person: request.requestedBy, group: request.group, ...(request.school !== null && { school: request.school }) }}
        schools={schools}
        problems={problems}
      />
      <Button busy={busy} onClick={open}>
        Open it
      </Button>
    </>
  );
}
