import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Checkboxes } from '../components/choices.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { TextArea } from '../components/field.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { AnnouncementFields, announcementBody, announcementProblem, useAnnouncementDraft } from './announcement-fields.tsx';
import { POLICY, type PolicyDocument, savePolicy } from './policy.ts';

const TELL = [{ value: 'tell', words: 'Announce it on the page “Your internet at school”, and by mail to the staff’s list' }];

interface SaveChangeProps {
  readonly document: PolicyDocument;
  readonly etag: string;
  readonly onSaved: (words: string) => void;
  readonly onDiscard: () => void;
}

/** Saves a change with its reason, and tells those whom it concerns where that is wanted (row R64). */
export function SaveChange({ document, etag, onSaved, onDiscard }: SaveChangeProps) {
  const client = useQueryClient();
  const [reason, setReason, forget] = useUnsavedDraft('policy reason');
  const { draft, setDraft, forget: forgetAnnouncement } = useAnnouncementDraft('to come');
  // What is kept may be of another change: nobody is told of this one unless it is ticked.
  const [tells, setTells] = useState(false);
  const forgetAll = () => {
    forget();
    forgetAnnouncement();
  };
  const { problems, setProblems, errorOf } = useFormProblems();
  const save = useMutation({
    mutationFn: () => savePolicy(document, reason, etag, tells ? announcementBody(draft) : undefined),
    onSuccess: async (outcome) => {
      forgetAll();
      await client.invalidateQueries({ queryKey: POLICY });
      onSaved(
        outcome === 'saved'
          ? 'Saved. It is in force on every proxy within seconds.'
          : 'It waits for a second person, who finds it under “Approvals”. Until then nothing changes.',
      );
    },
    onError: (error) => {
      const { code, message } = asProblem(error);
      const isBehind = code === 'conflict' || code === 'precondition-failed';
      setProblems([
        {
          message: isBehind
            ? 'Somebody else changed the policy meanwhile. Load the page again: your changes are compared with the new one.'
            : message,
        },
      ]);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = [
      ...(reason.trim().length < 3 ? [{ field: 'policy-reason', message: 'Say why, for whoever reads it in a year' }] : []),
      ...(tells ? announcementProblem(draft) : []),
    ];
    setProblems(found);
    if (found.length === 0) save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextArea
        id="policy-reason"
        label="Why?"
        hint="It stands beside this version for good."
        rows={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
        error={errorOf('policy-reason')}
      />
      <Checkboxes legend="Tell people?" choices={TELL} values={tells ? ['tell'] : []} onChange={(flags) => setTells(flags.length > 0)} />
      {tells && <AnnouncementFields draft={draft} onChange={setDraft} error={errorOf('announcement')} />}
      <div className="govuk-button-group">
        <Button submit busy={save.isPending}>
          Save the policy
        </Button>
        <Button
          kind="secondary"
          onClick={() => {
            forgetAll();
            onDiscard();
          }}
        >
          Discard the changes
        </Button>
      </div>
    </form>
  );
}
