import { Select } from '../components/field.tsx';
import { useSchools } from '../session/schools.ts';
import { THEME_TITLES } from './words.ts';

export type ListState = 'open' | 'new' | 'in-hand' | 'closed';

/** In the address bar, where it differs from this. */
export const NO_FILTER = { state: 'open', theme: '', severity: '', school: '' };

const STATE_CHOICES = [
  { value: 'open', words: 'Open' },
  { value: 'new', words: 'New only' },
  { value: 'in-hand', words: 'In hand' },
  { value: 'closed', words: 'Closed' },
];

const SEVERITY_CHOICES = [
  { value: '', words: 'All' },
  { value: 'danger', words: 'Danger' },
  { value: 'warning', words: 'Warning' },
  { value: 'advisory', words: 'Advisory' },
];

const THEME_CHOICES = [{ value: '', words: 'All' }, ...Object.entries(THEME_TITLES).map(([value, words]) => ({ value, words }))];

interface ListFiltersProps {
  readonly filter: typeof NO_FILTER;
  readonly onChange: (change: Partial<typeof NO_FILTER>) => void;
  readonly hasSchools: boolean;
}

export function ListFilters({ filter, onChange, hasSchools }: ListFiltersProps) {
  return (
    <search className="filters no-print">
      <Select label="State" value={filter.state} onChange={(state) => onChange({ state })} choices={STATE_CHOICES} />
      <Select label="Severity" value={filter.severity} onChange={(severity) => onChange({ severity })} choices={SEVERITY_CHOICES} />
      <Select label="Theme" value={filter.theme} onChange={(theme) => onChange({ theme })} choices={THEME_CHOICES} />
      {hasSchools && <SchoolSelect value={filter.school} onChange={(school) => onChange({ school })} />}
    </search>
  );
}

/** All schools, or one of them. */
export function SchoolSelect({ value, onChange }: { readonly value: string; readonly onChange: (school: string) => void }) {
  const { data = [] } = useSchools();
  const choices = [{ value: '', words: 'All' }, ...data.map(({ id, name }) => ({ value: id, words: name }))];
  return <Select label="School" value={value} onChange={onChange} choices={choices} />;
}
