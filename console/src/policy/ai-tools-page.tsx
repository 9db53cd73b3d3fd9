import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button, TextButton } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { groupTitle } from '../groups.ts';
import { useAccount } from '../session/session.ts';
import { AddAiTool } from './add-ai-tool.tsx';
import { AI_TOOLS, type AiTool } from './ai-tools.ts';

const SOON_MS = 30 * 86_400_000;

/** The AI tools that are approved: for whom, by whom, on which assessment, until when. */
export default function AiToolsPage() {
  const { role } = useAccount();
  const tools = useQuery({ queryKey: AI_TOOLS, queryFn: () => ask<{ items: AiTool[] }>('/api/v1/ai-tools', { query: { limit: 500 } }) });
  const [removing, setRemoving] = useState<AiTool | null>(null);
  const [isAdding, setAdding] = useState(false);
  const mayWrite = role === 'head-of-it';
  return (
    <Page title="AI tools" lead="A tool in this register is open to those who are old enough; every other AI tool follows the policy.">
      {mayWrite && (isAdding ? <AddAiTool onDone={() => setAdding(false)} /> : <Button onClick={() => setAdding(true)}>Add a tool</Button>)}
      <Answered query={tools}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No AI tool is approved." />
          ) : (
            <Table caption="Approved tools" columns={columnsOf(mayWrite ? setRemoving : null)} rows={items} rowKey={({ id }) => id} />
          )
        }
      </Answered>
      {removing !== null && <Remove tool={removing} onDone={() => setRemoving(null)} />}
    </Page>
  );
}

function columnsOf(onRemove: ((tool: AiTool) => void) | null): readonly Column<AiTool>[] {
  return [
    {
      id: 'name',
      title: 'Tool',
      cell: ({ name, hosts }) => (
        <>
          <HarmlessText text={name} />
          <div className="secondary">
            <HarmlessText text={hosts.join(', ')} />
          </div>
        </>
      ),
      sortBy: ({ name }) => name,
    },
    { id: 'groups', title: 'For', cell: ({ groups }) => groups.map(groupTitle).join(', ') },
    { id: 'licence', title: 'Kind', cell: ({ licensed }) => (licensed ? 'Licensed partner' : 'Approved for use') },
    { id: 'approver', title: 'Approved by', cell: ({ approver }) => <HarmlessText text={approver} /> },
    { id: 'dpia', title: 'Assessment', cell: ({ dpia }) => <HarmlessText text={dpia} /> },
    {
      id: 'expires',
      title: 'Until',
      cell: ({ expires }) => (
        <>
          <Time at={expires} style="day" /> {Date.parse(expires) - Date.now() < SOON_MS && <Tag tone="warning">Ends soon</Tag>}
        </>
      ),
      sortBy: ({ expires }) => expires,
    },
    { id: 'act', title: '', cell: (tool) => onRemove !== null && <TextButton onClick={() => onRemove(tool)}>Remove</TextButton> },
  ];
}

function Remove({ tool, onDone }: { readonly tool: AiTool; readonly onDone: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => ask('/api/v1/ai-tools', { method: 'DELETE', query: { id: tool.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: AI_TOOLS });
      onDone();
    },
  });
  return (
    <Confirm
      title={`Take ${tool.name} out of the register?`}
      verb="Take it out"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onDone}
    >
      <p>Within seconds it is treated like any other AI tool: blocked for most pupils. You can add it again.</p>
    </Confirm>
  );
}
