import { Radios } from '../components/choices.tsx';
import { Select } from '../components/field.tsx';
import { pupils, type SchoolClass } from './day.ts';

/** More of them would make a phone's screen one list of classes. */
const MOST_RADIOS = 8;

interface ClassFieldProps {
  readonly id: string;
  readonly legend: string;
  readonly classes: readonly SchoolClass[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  /** A choice for no class, in words. */
  readonly none?: string;
}

/** Asks which of the teacher's classes is meant. */
export function ClassField({ classes, none, legend, ...field }: ClassFieldProps) {
  const choices = classes.map(({ id, name, members }) => ({ value: id, words: `${name} (${pupils(members)})` }));
  const all = none === undefined ? choices : [...choices, { value: '', words: none }];
  if (all.length <= MOST_RADIOS) return <Radios legend={legend} choices={all} {...field} />;
  return <Select label={legend} choices={[{ value: '', words: none ?? 'Choose a class' }, ...choices]} {...field} />;
}
