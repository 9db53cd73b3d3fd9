import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Radios } from '../components/choices.tsx';
import { TextField } from '../components/field.tsx';
import { useAccount } from '../session/session.ts';
import type { ApproveProps } from './approve-props.ts';
import { LEAST_REASON, MOST_REASON } from './opening-fields.tsx';
import { useSchools } from './use-summary.ts';
import { schoolName } from './words.ts';

const EVERYBODY = '';

/** Blocks the site for a school or for everybody, until somebody ends it. */
export function ApproveBlock({ request, busy, onApprove }: ApproveProps) {
  const account = useAccount();
  const schools = useSchools();
  const own = account.school ?? request.school;
  const [school, setSchool] = useState(own ?? EVERYBODY);
  const [reason, setReason] = useState(request.reason.slice(0, MOST_REASON));
  const [isMissing, setMissing] = useState(false);
  const choices = [
    ...(own === null ? [] : [{ value: own, words: `${schoolName(own, schools)}, staff too` }]),
    ...(account.school === null ? [{ value: EVERYBODY, words: 'Everybody in the trust' }] : []),
  ];
  const block = () => {
    setMissing(reason.trim().length < LEAST_REASON);
    if (reason.trim().length < LEAST_REASON) return;
    onApprove({ scope: school === EVERYBODY ? { kind: 'trust' } : { kind: 'school', id: school }, until: null, reason: reason.trim() });
  };
  return (
    <>
      <Radios legend="Block it for" choices={choices} value={school} onChange={setSchool} />
      <TextField
        id="block-reason"
        label="Why?"
        hint="Those who meet the block read this."
        width="full"
        maxLength={MOST_REASON}
        value={reason}
        onChange={setReason}
        error={isMissing ? 'Say why, in a few words' : undefined}
      />
      <Button kind="warning" busy={busy} onClick={block}>
        Block it
      </Button>
      <p className="secondary">
        It goes before everything that opens the site, and stays until somebody ends it. You are asked to look at it again in a week.
      </p>
    </>
  );
}
