import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { Button, FormButtons } from '../components/button.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { groupTitle } from '../groups.ts';
import { AnnouncementFields, announcementBody, announcementProblem, useAnnouncementDraft } from '../policy/announcement-fields.tsx';
import { ADMINISTRATORS } from '../roles.ts';
import { useAccount } from '../session/session.ts';

const ANNOUNCEMENTS = ['announcements'] as const;
const LAST_CHANGE = 'of the last change';
const read = () => answerOf(api.GET('/api/v1/announcements'));
type Announcement = Awaited<ReturnType<typeof read>>['items'][number];
/** What pupils and staff are told of changes of the filtering (row R64). */
export default function AnnouncementsPage() {
  const { role, school } = useAccount();
  const announcements = useQuery({ queryKey: ANNOUNCEMENTS, queryFn: read });
  const writing = useAnnouncementDraft(LAST_CHANGE);
  const [isWriting, setWriting] = useState(writing.isBegun);
  const mayWrite = ADMINISTRATORS.includes(role) && school === null;
  return (
    <Page
      title="Announcements"
      lead="Those whom a change of the policy concerns find it on the page “Your internet at school”, until two weeks after it takes effect. The school’s list of staff gets it by mail."
    >
      {mayWrite &&
        (isWriting ? (
          <Write writing={writing} onDone={() => setWriting(false)} />
        ) : (
          <Button onClick={() => setWriting(true)}>Announce a change</Button>
        ))}
      <Answered query={announcements}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing is announced." />
          ) : (
            <Table caption="Shown now, newest first" columns={COLUMNS} rows={items} rowKey={({ id }) => id} />
          )
        }
      </Answered>
    </Page>
  );
}

const COLUMNS: readonly Column<Announcement>[] = [
  {
    id: 'text',
    title: 'What',
    cell: ({ text, emergency }) => (
      <>
        <HarmlessText text={text} most={1_000} /> {emergency && <Tag tone="warning">Emergency</Tag>}
      </>
    ),
  },
  { id: 'groups', title: 'For', cell: ({ groups }) => groups.map(groupTitle).join(', ') },
  { id: 'effective', title: 'In force', cell: ({ effectiveAt }) => <Time at={effectiveAt} />, sortBy: ({ effectiveAt }) => effectiveAt },
  { id: 'until', title: 'Shown until', cell: ({ until }) => <Time at={until} style="day" /> },
  { id: 'by', title: 'By', cell: ({ by }) => <HarmlessText text={by} most={80} /> },
];

/** About the policy in force: a change to come is announced as it is saved. */
function Write({ writing, onDone }: { readonly writing: ReturnType<typeof useAnnouncementDraft>; readonly onDone: () => void }) {
  const client = useQueryClient();
  const { draft, setDraft, forget } = writing;
  const end = () => {
    forget();
    onDone();
  };
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const send = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/announcements', { body: announcementBody(draft) })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ANNOUNCEMENTS });
      end();
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = announcementProblem(draft);
    setProblems(found);
    if (found.length === 0 && !send.isPending) send.mutate();
  };
  return (
    <Panel title="Announce the change that was saved last">
      <form onSubmit={submit} noValidate>
        <ErrorSummary problems={problems} />
        <AnnouncementFields draft={draft} onChange={setDraft} error={errorOf('announcement')} />
        <FormButtons words="Announce it" busy={send.isPending} onCancel={end} />
      </form>
    </Panel>
  );
}
