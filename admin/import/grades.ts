import { type GroupId, isGroupId } from '../../core/identity.ts';

/** Year groups of England and Wales, in the forms that school records write them; `01` to `13` of OneRoster are Year 1 to 13. */
const INFANTS = [
  'n',
  'n1',
  'n2',
  'nursery',
  'r',
  'rec',
  'reception',
  'e1',
  'e2',
  'fs1',
  'fs2',
  'it',
  'pr',
  'pk',
  'tk',
  'kg',
  '0',
  '1',
  '2',
];
const JUNIORS = ['3', '4', '5', '6'];
const SENIORS = ['7', '8', '9', '10', '11'];
const SIXTH_FORM = ['12', '13', '14', 'sixth form', 'sixth-form'];

const USUAL: ReadonlyMap<string, GroupId> = new Map(
  (
    [
      ['infants', INFANTS],
      ['juniors', JUNIORS],
      ['seniors', SENIORS],
      ['sixth-form', SIXTH_FORM],
    ] as const
  ).flatMap(([group, grades]) => grades.map((grade) => [grade, group] as const)),
);

/** `Year 07`, `yr 7`, `Y7` and `7` are one. */
function gradeKey(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/^(?:year|yr|y)\.?\s*(?=\d)/, '')
    .replace(/^0+(?=\d)/, '');
}

/** The group of a year group: the configuration's word (`people.grades`), else the usual one. Nobody is put into `unidentified`. */
export function groupReader(grades: Readonly<Record<string, GroupId>>): (text: string) => GroupId | undefined {
  const own = new Map(Object.entries(grades).map(([grade, group]) => [gradeKey(grade), group]));
  return (text) => {
    const key = gradeKey(text);
    if (isGroupId(key)) return key === 'unidentified' ? undefined : key;
    return own.get(key) ?? USUAL.get(key);
  };
}
