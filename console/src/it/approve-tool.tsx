import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Checkbox } from '../components/choices.tsx';
import { ErrorSummary, type FieldProblem, Notification } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { HarmlessAddress, HarmlessText } from '../components/harmless.tsx';
import { Folded, SummaryList } from '../components/panel.tsx';
import { groupTitle } from '../groups.ts';
import { useAccount } from '../session/session.ts';
import type { ProposedTool } from './answers.ts';
import type { ApproveProps } from './approve-props.ts';
import { LEAST_REASON, MOST_REASON } from './opening-fields.tsx';

const AGES = ['infants', 'juniors', 'seniors', 'sixth-form', 'staff'].map((value) => ({ value, words: `${groupTitle(value)} and above` }));

/** An AI tool goes into the register: IT proposes the entry, the Head of IT agrees to it. */
export function ApproveTool({ request, busy, onApprove }: ApproveProps) {
  const { role } = useAccount();
  const { proposal } = request;
  const proposed = proposal !== null && 'tool' in proposal ? proposal.tool : null;
  const isHead = role === 'head-of-it';
  const form = (
    <ToolForm
      request={request}
      busy={busy}
      onApprove={onApprove}
      verb={isHead ? 'Put it into the register' : 'Propose it to the Head of IT'}
    />
  );
  if (proposed === null) return form;
  return (
    <>
      <ProposedEntry tool={proposed} />
      {isHead ? (
        <AgreeToProposal busy={busy} onApprove={onApprove} />
      ) : (
        <Notification>
          <p>It waits for the Head of IT.</p>
        </Notification>
      )}
      <Folded summary="Another entry instead">{form}</Folded>
    </>
  );
}

function ProposedEntry({ tool: { name, minimum, licensed, dpia, expires } }: { readonly tool: ProposedTool }) {
  return (
    <SummaryList
      rows={[
        ['Tool', <HarmlessText key="name" text={name} />],
        ['For', `${groupTitle(minimum)} and above`],
        ['Licence', licensed ? 'Licensed to the trust' : 'Approved for use, not licensed'],
        ['Assessment', <HarmlessAddress key="dpia" address={dpia} />],
        ['Looked at again by', expires.slice(0, 10)],
      ]}
    />
  );
}

function AgreeToProposal({ busy, onApprove }: Pick<ApproveProps, 'busy' | 'onApprove'>) {
  const [reason, setReason] = useState('Agreed as proposed.');
  return (
    <>
      <TextField label="Why?" width="full" maxLength={MOST_REASON} value={reason} onChange={setReason} />
      <Button busy={busy} onClick={() => onApprove({ scope: { kind: 'trust' }, until: null, reason })}>
        Put it into the register as proposed
      </Button>
    </>
  );
}

const NOTHING = { name: '', minimumGroup: 'staff', licensed: false, dpia: '', expires: '', reminder: true, reason: '' };

function problemsOf({ name, dpia, expires, reason }: typeof NOTHING): readonly FieldProblem[] {
  return [
    ...(name.trim() === '' ? [{ field: 'tool-name', message: 'Say what the tool is called' }] : []),
    ...(dpia.trim() === '' ? [{ field: 'tool-dpia', message: 'Say where the data protection impact assessment is' }] : []),
    ...(expires === '' ? [{ field: 'tool-expires', message: 'Say when it is looked at again' }] : []),
    ...(reason.trim().length < LEAST_REASON ? [{ field: 'tool-reason', message: 'Say why, in a few words' }] : []),
  ];
}

function ToolForm({ request, busy, onApprove, verb }: ApproveProps & { readonly verb: string }) {
  const [entry, setEntry] = useState({ ...NOTHING, reason: `As asked for: ${request.reason}`.slice(0, MOST_REASON) });
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const set = (part: Partial<typeof NOTHING>) => setEntry({ ...entry, ...part });
  const errorOf = (field: string) => problems.find((one) => one.field === field)?.message;
  const send = () => {
    const found = problemsOf(entry);
    setProblems(found);
    const { reason, ...tool } = entry;
    if (found.length === 0) onApprove({ scope: { kind: 'trust' }, until: null, reason: reason.trim(), tool });
  };
  return (
    <>
      <ErrorSummary problems={problems} />
      <TextField
        id="tool-name"
        label="What is it called?"
        value={entry.name}
        onChange={(name) => set({ name })}
        error={errorOf('tool-name')}
        maxLength={200}
      />
      <Select
        label="From what age?"
        hint="Guests and people who are not identified never reach an AI tool by it."
        choices={AGES}
        value={entry.minimumGroup}
        onChange={(minimumGroup) => set({ minimumGroup })}
      />
      <TextField
        id="tool-dpia"
        label="Where is its data protection impact assessment?"
        hint="Its address or reference"
        width="full"
        maxLength={2_048}
        value={entry.dpia}
        onChange={(dpia) => set({ dpia })}
        error={errorOf('tool-dpia')}
      />
      <TextField
        id="tool-expires"
        label="Looked at again by"
        hint="Within a year. It closes then, unless it is renewed."
        type="date"
        value={entry.expires}
        onChange={(expires) => set({ expires })}
        error={errorOf('tool-expires')}
      />
      <Checkbox words="The trust has a licence for it" isOn={entry.licensed} onChange={(licensed) => set({ licensed })} />
      <Checkbox
        words="Remind people once a day of what does not belong in it"
        isOn={entry.reminder}
        onChange={(reminder) => set({ reminder })}
      />
      <TextField
        id="tool-reason"
        label="Why?"
        width="full"
        maxLength={MOST_REASON}
        value={entry.reason}
        onChange={(reason) => set({ reason })}
        error={errorOf('tool-reason')}
      />
      <Button busy={busy} onClick={send}>
        {verb}
      </Button>
    </>
  );
}
