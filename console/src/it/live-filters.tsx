import { type FormEvent, useState } from 'react';
import { Button } from '../components/button.tsx';
import { Select, TextField } from '../components/field.tsx';
import { GROUP_CHOICES } from '../groups.ts';
import type { School } from '../session/schools.ts';
import { schoolChoices } from '../session/schools.ts';
import { CATEGORY_TITLES } from './categories.ts';
import { ACTIONS } from './words.ts';

/** In the address bar, where it differs from this. */
export const NO_LIVE_FILTER = { action: '', group: '', school: '', category: '', host: '' };

const ACTION_CHOICES = [{ value: '', words: 'All' }, ...Object.entries(ACTIONS).map(([value, { words }]) => ({ value, words }))];
const CATEGORIES = [{ value: '', words: 'All categories' }, ...Object.entries(CATEGORY_TITLES).map(([value, words]) => ({ value, words }))];
const GROUPS = [{ value: '', words: 'All groups' }, ...GROUP_CHOICES];

interface LiveFiltersProps {
  readonly filter: typeof NO_LIVE_FILTER;
  readonly onChange: (change: Partial<typeof NO_LIVE_FILTER>) => void;
  readonly schools: readonly School[];
}

export function LiveFilters({ filter, onChange, schools }: LiveFiltersProps) {
  const [host, setHost] = useState(filter.host);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ host: host.trim().toLowerCase() });
  };
  return (
    <search className="no-print">
      <form className="filters" onSubmit={submit}>
        <Select label="Decision" value={filter.action} onChange={(action) => onChange({ action })} choices={ACTION_CHOICES} />
        <Select label="Group" value={filter.group} onChange={(group) => onChange({ group })} choices={GROUPS} />
        <Select label="Category" value={filter.category} onChange={(category) => onChange({ category })} choices={CATEGORIES} />
        {schools.length > 1 && (
          <Select label="School" value={filter.school} onChange={(school) => onChange({ school })} choices={schoolChoices(schools)} />
        )}
        <TextField label="Site contains" value={host} onChange={setHost} maxLength={255} />
        <Button submit kind="secondary">
          Show
        </Button>
      </form>
    </search>
  );
}
