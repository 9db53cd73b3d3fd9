import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { ErrorSummary, useFormProblems } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { useAccount } from '../session/session.ts';
import { siteUrl } from '../site-url.ts';
import type { Change, Scope } from './answers.ts';
import { ChangeNotice } from './change-notice.tsx';
import { type Opening, type OpeningBody, OpeningFields, openingBody } from './opening-fields.tsx';
import { A_WEEK } from './period-field.tsx';
import { scopeKindsFor } from './scope-kinds.ts';
import { SUMMARY, useSchools } from './use-summary.ts';

import './it.css';

/** Opens a site for somebody and a time. What the address says is filled in: `site`, `person`, `group`, `school`. */
export default function OpenNewPage() {
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Page
      title="Open a site"
      back={{ to: '/open-now', words: 'What is open now' }}
      lead="It opens with what it needs to work, for those you choose and no one else, and closes by itself. To open a site for good, change the policy."
    >
      {change !== null && (
        <ChangeNotice title="The site is open." change={change} onClose={() => setChange(null)}>
          <p>
            <Link href="/open-now">What is open now</Link>
          </p>
        </ChangeNotice>
      )}
      <Panel title="What, for whom, how long">
        <OpenForm onDone={setChange} />
      </Panel>
    </Page>
  );
}

function OpenForm({ onDone }: { readonly onDone: (change: Change) => void }) {
  const client = useQueryClient();
  const { school: own } = useAccount();
  const schools = useSchools();
  const given = useGiven();
  const [site, setSite] = useState(given.site);
  const [opening, setOpening] = useState<Opening>({ scope: narrowest(given, own), period: A_WEEK, reason: '' });
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const open = useMutation({
    mutationFn: (body: OpeningBody) => ask<Change>('/api/v1/overrides', { method: 'POST', body: { url: siteUrl(site), ...body } }),
    onSuccess: async (change) => {
      setSite('');
      setOpening({ ...opening, reason: '' });
      onDone(change);
      void client.invalidateQueries({ queryKey: SUMMARY });
      await client.invalidateQueries({ queryKey: ['overrides'] });
    },
    onError: refused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const made = openingBody(opening, 'open');
    const found = [
      ...(site.trim() === '' ? [{ field: 'open-site', message: 'Enter the site' }] : []),
      ...('problems' in made ? made.problems : []),
    ];
    setProblems(found);
    if (found.length === 0 && 'body' in made && !open.isPending) open.mutate(made.body);
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextField
        id="open-site"
        label="Site"
        hint="For example, www.bbc.co.uk"
        inputMode="url"
        width="full"
        maxLength={2_048}
        value={site}
        onChange={setSite}
        error={errorOf('open-site')}
      />
      <OpeningFields
        prefix="open"
        value={opening}
        onChange={setOpening}
        kinds={scopeKindsFor(own)}
        usual={given}
        schools={schools}
        problems={problems}
      />
      <Button submit busy={open.isPending}>
        Open it
      </Button>
    </form>
  );
}

interface Given {
  readonly site: string;
  readonly person?: string;
  readonly group?: string;
  readonly school?: string;
}

function useGiven(): Given {
  const search = useSearch();
  return useMemo(() => {
    const query = new URLSearchParams(search);
    const [person, group, school] = ['person', 'group', 'school'].map((name) => query.get(name) ?? undefined);
    return {
      site: query.get('site') ?? '',
      ...(person !== undefined && { person }),
      ...(group !== undefined && { group }),
      ...(school !== undefined && { school }),
    };
  }, [search]);
}

function narrowest({ person, group, school }: Given, own: string | null): Scope {
  if (person !== undefined) return { kind: 'person', id: person };
  if (group !== undefined && own === null) return { kind: 'group', id: group };
  return school === undefined ? { kind: 'person', id: '' } : { kind: 'school', id: school };
}
