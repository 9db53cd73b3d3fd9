import { type Identity, normaliseUserName } from '../../core/identity.ts';
import { type CompiledExam, covers } from './compiled-policy.ts';

type Exams = readonly CompiledExam[];
type Kind = 'person' | 'computer' | 'network' | 'school' | 'group';

/** Exams by whom they are for, so that a decision looks at no window that does not concern the person. */
export interface ExamIndex {
  readonly size: number;
  readonly everyone: Exams;
  readonly by: Readonly<Record<Kind, ReadonlyMap<string, Exams>>>;
  /** Lengths of the beginnings of computer names that there are. */
  readonly prefixLengths: readonly number[];
}

const NO_EXAMS: readonly never[] = Object.freeze([]);

/** The narrowest part of an exam's audience, which it is found by; the other parts are compared with then. Null: everyone. */
function placeOf({ audience, computers, networks }: CompiledExam): readonly [kind: Kind, names: Iterable<string>] | null {
  if (audience.people !== null) return ['person', audience.people];
  if (computers !== null) return ['computer', new Set(computers)];
  if (networks !== null) return ['network', networks];
  if (audience.schools !== null) return ['school', audience.schools];
  return audience.groups === null ? null : ['group', audience.groups];
}

export function examIndex(exams: Exams): ExamIndex {
  const newMap = () => new Map<string, CompiledExam[]>();
  const by = { person: newMap(), computer: newMap(), network: newMap(), school: newMap(), group: newMap() };
  const everyone: CompiledExam[] = [];
  for (const exam of exams) {
    const place = placeOf(exam);
    if (place === null) everyone.push(exam);
    else {
      const [kind, names] = place;
      for (const name of names) {
        const held = by[kind].get(name);
        if (held === undefined) by[kind].set(name, [exam]);
        else held.push(exam);
      }
    }
  }
  return { size: exams.length, everyone, by, prefixLengths: [...new Set([...by.computer.keys()].map(({ length }) => length))] };
}

/** The exams of the index that this person sits, here. Asked of every decision while there is any exam: nothing is made where none is found. */
export function examsOf(index: ExamIndex, identity: Identity): Exams {
  const { size, everyone, by, prefixLengths } = index;
  if (size === 0) return NO_EXAMS;
  const { username, school, group, network } = identity;
  let found = everyone;
  const add = (exams: Exams | undefined): void => {
    if (exams !== undefined) found = found.length === 0 ? exams : [...found, ...exams];
  };
  if (by.group.size > 0) add(by.group.get(group));
  if (by.school.size > 0 && school !== null) add(by.school.get(school));
  if (by.network.size > 0 && network !== undefined) add(by.network.get(network.name));
  if (by.person.size > 0 && username !== null) add(by.person.get(normaliseUserName(username)));
  const computer = prefixLengths.length === 0 ? '' : (identity.computer?.toLowerCase() ?? '');
  for (const length of prefixLengths) if (computer.length >= length) add(by.computer.get(computer.slice(0, length)));
  return found.length === 0 ? NO_EXAMS : found.filter((exam) => isSatBy(exam, identity, computer));
}

function isSatBy({ audience, computers, networks }: CompiledExam, identity: Identity, computer: string): boolean {
  if (!covers(audience, identity)) return false;
  if (networks !== null && (identity.network === undefined || !networks.has(identity.network.name))) return false;
  return computers === null || computers.some((prefix) => computer.startsWith(prefix));
}
