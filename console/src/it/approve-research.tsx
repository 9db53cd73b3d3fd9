import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { ErrorSummary, type FieldProblem, Notification } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Time } from '../components/time.tsx';
import type { ApproveProps } from './approve-props.ts';
import { type Opening, OpeningFields, openingBody } from './opening-fields.tsx';
import { A_WEEK } from './period-field.tsx';

const PERSON_ONLY = ['person'] as const;

/** A site that is closed to everyone opens for one named member of staff, when two people agree, one of them the Head of IT. */
export function ApproveResearch({ request, busy, onApprove }: ApproveProps) {
  const { requestedBy, proposal } = request;
  const proposed = proposal !== null && 'person' in proposal ? proposal : null;
  const [opening, setOpening] = useState<Opening>({
    scope: { kind: 'person', id: proposed?.person ?? requestedBy },
    period: A_WEEK,
    reason: '',
  });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const agree = () => {
    const made = openingBody(opening, 'research');
    setProblems('problems' in made ? made.problems : []);
    if ('body' in made) onApprove({ ...made.body });
  };
  return (
    <>
      <Notification tone="warning" title="This is closed to everyone">
        <p>
          Only a research exception opens it, for one named member of staff and a time. Two people have to agree, one of them the Head of
          IT, neither for themselves. The safeguarding lead is told.
        </p>
      </Notification>
      {proposed !== null && (
        <p>
          Proposed: for <HarmlessText text={proposed.person} />, until <Time at={proposed.until} /> at the latest.
        </p>
      )}
      <ErrorSummary problems={problems} />
      <OpeningFields
        prefix="research"
        value={opening}
        onChange={setOpening}
        kinds={PERSON_ONLY}
        usual={{ person: proposed?.person ?? requestedBy }}
        schools={[]}
        problems={problems}
      />
      <Button busy={busy} onClick={agree}>
        {proposed === null ? 'Agree, as the first of two' : 'Agree, as the second person'}
      </Button>
    </>
  );
}
