import { useState } from 'react';
import { Select, TextArea } from '../components/field.tsx';
import { Folded, Panel } from '../components/panel.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { ChangeForm } from './change-form.tsx';
import type { Changed, IncidentDetail } from './incident.ts';
import { MergeForm, Verdict } from './incident-judging.tsx';

import { OUTCOME_TITLES } from './words.ts';

const CHOOSE = { value: '', words: 'Choose' };

interface ActionsProps {
  readonly incident: IncidentDetail;
  readonly onDone: (words: string) => void;
}

/** The one thing to do first, above everything else. */
export function Acknowledge({ incident, onDone }: ActionsProps) {
  if (incident.status !== 'new' && incident.status !== 'escalated') return null;
  return (
    <div className="no-print">
      <ChangeForm
        incident={incident}
        verb="I am dealing with this"
        change={{ kind: 'acknowledge' }}
        onDone={() => onDone('You said that you are dealing with it. Whoever else was told can see that.')}
      />
    </div>
  );
}

/** What else the reader can do with it, folded away until it is wanted. */
export function IncidentActions({ incident, onDone }: ActionsProps) {
  const isClosed = incident.status === 'closed';
  return (
    <div className="no-print">
      <Panel title="Your next step">
        <NoteForm incident={incident} onDone={onDone} />
        {isClosed ? (
          <WordsForm
            incident={incident}
            kind="reopen"
            field="reason"
            title="Open it again"
            label="Why is it opened again?"
            verb="Open it again"
            onDone={() => onDone('It is open again.')}
          />
        ) : (
          <>
            <AssignForm incident={incident} onDone={onDone} />
            <WordsForm
              incident={incident}
              kind="escalate"
              field="reason"
              title="Escalate: I need help"
              label="What should they know or do?"
              hint="The next person in line is mailed at once. You keep it until they take it."
              verb="Escalate it"
              onDone={({ told = [] }) =>
                onDone(
                  told.length === 0
                    ? 'It is marked as escalated: everybody above you had been told already.'
                    : `Escalated: mailed to ${told.join(' and ')}.`,
                )
              }
            />
            <MergeForm incident={incident} onDone={onDone} />
            <CloseForm incident={incident} onDone={onDone} />
          </>
        )}
        <Verdict incident={incident} onDone={onDone} />
      </Panel>
    </div>
  );
}

function NoteForm({ incident, onDone }: ActionsProps) {
  const [text, setText, clear] = useUnsavedDraft(`note ${incident.id}`);
  return (
    <Folded summary="Add a note" open={text !== ''}>
      <ChangeForm
        incident={incident}
        verb="Save the note"
        change={{ kind: 'note', body: { text } }}
        missing={text.trim() === '' ? 'Write the note first.' : null}
        onDone={() => {
          clear();
          onDone('Your note is saved.');
        }}
      >
        <TextArea label="What did you see, hear or do?" hint="Kept in this tab until it is saved." value={text} onChange={setText} />
      </ChangeForm>
    </Folded>
  );
}

interface WordsFormProps {
  readonly incident: IncidentDetail;
  readonly kind: 'escalate' | 'reopen';
  readonly field: string;
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly verb: string;
  readonly onDone: (changed: Changed) => void;
}

function WordsForm({ incident, kind, field, title, label, hint, verb, onDone }: WordsFormProps) {
  const [text, setText, clear] = useUnsavedDraft(`${kind} ${incident.id}`);
  return (
    <Folded summary={title} open={text !== ''}>
      <ChangeForm
        incident={incident}
        verb={verb}
        change={{ kind, body: { [field]: text } }}
        missing={text.trim() === '' ? 'Say why: whoever reads it next has only these words.' : null}
        onDone={(changed) => {
          clear();
          onDone(changed);
        }}
      >
        <TextArea label={label} {...(hint !== undefined && { hint })} value={text} onChange={setText} />
      </ChangeForm>
    </Folded>
  );
}

function AssignForm({ incident, onDone }: ActionsProps) {
  const [to, setTo] = useState('');
  if (incident.assignable.length === 0) return null;
  const choices = [CHOOSE, ...incident.assignable.map(({ email, name }) => ({ value: email, words: name }))];
  return (
    <Folded summary="Give it to somebody">
      <ChangeForm
        incident={incident}
        verb="Assign it"
        change={{ kind: 'assign', body: { to } }}
        missing={to === '' ? 'Choose who works on it.' : null}
        onDone={() => onDone(`It is now with ${choices.find(({ value }) => value === to)?.words ?? to}.`)}
      >
        <Select label="Who works on it?" value={to} onChange={setTo} choices={choices} />
      </ChangeForm>
    </Folded>
  );
}

function CloseForm({ incident, onDone }: ActionsProps) {
  const [outcome, setOutcome] = useState('');
  const [note, setNote, clear] = useUnsavedDraft(`close ${incident.id}`);
  const choices = [CHOOSE, ...Object.entries(OUTCOME_TITLES).map(([value, words]) => ({ value, words }))];
  const missing = outcome === '' ? 'Choose how it ended.' : note.trim() === '' ? 'Write what was done.' : null;
  return (
    <Folded summary="Close it with an outcome" open={note !== ''}>
      <ChangeForm
        incident={incident}
        verb="Close the incident"
        change={{ kind: 'close', body: { outcome, note } }}
        missing={missing}
        onDone={() => {
          clear();
          onDone('The incident is closed. It can be opened again.');
        }}
      >
        <Select label="How did it end?" value={outcome} onChange={setOutcome} choices={choices} />
        <TextArea label="What was done?" hint="Goes into the record, and into what you export." value={note} onChange={setNote} />
      </ChangeForm>
    </Folded>
  );
}
