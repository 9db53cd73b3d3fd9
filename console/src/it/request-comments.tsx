import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ask } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { TextArea } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { Time } from '../components/time.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { actorName } from '../dsl/words.ts';
import type { RequestDetail } from './answers.ts';

/** What those who decide say to each other; whoever asked does not see it. */
export function RequestComments({ request: { id, comments } }: { readonly request: RequestDetail }) {
  const client = useQueryClient();
  const [text, setText, clear] = useUnsavedDraft(`comment ${id}`);
  const send = useMutation({
    mutationFn: () =>
      // The API takes one line: it goes into logs and mails.
      ask(`/api/v1/requests/${encodeURIComponent(id)}/comments`, { method: 'POST', body: { text: text.replace(/\s+/g, ' ').trim() } }),
    onSuccess: async () => {
      clear();
      await client.invalidateQueries({ queryKey: ['request', id] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '' && !send.isPending) send.mutate();
  };
  return (
    <Panel title="Comments">
      {comments.length > 0 && (
        <ul className="it-lines">
          {comments.map((comment) => (
            <li key={comment.id}>
              <HarmlessText text={comment.text} most={2_000} />
              <span className="secondary it-under">
                {actorName(comment.author)}, <Time at={comment.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit}>
        <TextArea
          label="Comment"
          hint="For those who decide. Whoever asked does not see it."
          rows={2}
          value={text}
          onChange={setText}
          error={send.error === null ? undefined : asProblem(send.error).message}
        />
        <Button submit kind="secondary" busy={send.isPending}>
          Add comment
        </Button>
      </form>
    </Panel>
  );
}
