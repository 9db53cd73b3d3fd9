import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Select, TextField } from '../components/field.tsx';
import { Page } from '../components/page.tsx';
import { Folded, Panel } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { GROUP_CHOICES } from '../groups.ts';
import { siteUrl } from '../site-url.ts';
import type { Explained } from './answers.ts';
import { ExplanationView } from './explanation-view.tsx';
import { isDecisionReference } from './words.ts';
import './it.css';

const NOTHING = { site: '', decision: '', user: '', group: '', at: '' };
type Question = typeof NOTHING;

const GROUPS = [{ value: '', words: 'The person’s own' }, ...GROUP_CHOICES];

/** Why something was, or would be, blocked or open: the rules in their order, and what would change it. */
export default function WhyPage() {
  const [question, change] = useAddressFilter(NOTHING);
  const explained = useQuery({
    queryKey: ['explain', question],
    queryFn: () => ask<Explained>('/api/v1/explain', { method: 'POST', body: bodyOf(question) }),
    enabled: question.site !== '' || question.decision !== '',
    // Each look at what somebody met is written down: never look by itself.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const send = (next: Question) => {
    if (JSON.stringify(next) === JSON.stringify(question)) void explained.refetch();
    else change(next);
  };
  return (
    <Page
      title="Why was this blocked?"
      lead="Ask about any site, for anybody, at any time; or look up the reference that the block page shows."
    >
      <Panel title="The question">
        <QuestionForm key={JSON.stringify(question)} question={question} busy={explained.isFetching} onSend={send} />
      </Panel>
      {explained.fetchStatus === 'idle' && explained.isPending ? null : (
        <Answered query={explained} what="Asking the filter">
          {(data) => <ExplanationView explained={data} site={question.site} />}
        </Answered>
      )}
    </Page>
  );
}

function bodyOf({ site, decision, user, group, at }: Question): Readonly<Record<string, string>> {
  if (decision !== '') return { decision };
  return { url: siteUrl(site), ...(user !== '' && { user }), ...(group !== '' && { group }), ...(at !== '' && { at }) };
}

interface QuestionFormProps {
  readonly question: Question;
  readonly busy: boolean;
  readonly onSend: (question: Question) => void;
}

function QuestionForm({ question, busy, onSend }: QuestionFormProps) {
  const [what, setWhat] = useState(question.decision || question.site);
  const [user, setUser] = useState(question.user);
  const [group, setGroup] = useState(question.group);
  const [at, setAt] = useState(question.at);
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = what.trim();
    setMissing(typed === '');
    if (typed === '') return;
    const rest = { user: user.trim(), group, at };
    onSend(isDecisionReference(typed) ? { ...NOTHING, decision: typed } : { ...NOTHING, site: typed, ...rest });
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        id="what"
        label="Site, or reference of a block page"
        hint="For example, www.bbc.co.uk/sport or 0ABC-1DEF-2GHJ-3KMN"
        width="full"
        maxLength={2_048}
        value={what}
        onChange={setWhat}
        error={isMissing ? 'Enter a site or a reference' : undefined}
      />
      <div className="filters">
        <TextField
          label="For whom?"
          hint="User name; leave empty for nobody in particular"
          value={user}
          onChange={setUser}
          maxLength={200}
        />
        <Select label="As which group?" hint="Only to try another" choices={GROUPS} value={group} onChange={setGroup} />
      </div>
      <Folded summary="At another time" open={at !== ''}>
        <TextField
          label="When?"
          hint="London time. Policy, schedules and openings are taken as they were or will be then."
          type="datetime-local"
          value={at}
          onChange={setAt}
        />
      </Folded>
      <Button submit busy={busy}>
        Ask
      </Button>
    </form>
  );
}
