import type { CategoryId } from './category.ts';
import type { GroupId } from './identity.ts';

/**
 * What people switch during the day, outside the policy document: who, what, why, by whom, from and until when (rows R31-R35, R56,
 * R71). Each kind has the same effect as the entry of the policy document that it is named after, where there is one.
 */
interface Timed {
  readonly id: string;
  /** EpochMs, inclusive. */
  readonly from: number;
  /** EpochMs, exclusive; `STANDING` for a switch that stands until somebody puts it back. */
  readonly until: number;
  readonly reason: string;
  /** The actor, as in the audit log. */
  readonly by: string;
}

/** The last instant that a decision id can hold. */
export const STANDING = 2 ** 45 - 1;

/** A measure for one person. */
interface Personal extends Timed {
  readonly person: string;
  /** The school that made it, where one did: it is that school's while the directory does not know the person. */
  readonly school?: string;
}

/** A person reaches nothing but support, on every device (row R56). */
export interface Suspension extends Personal {
  readonly kind: 'suspension';
}

/** Who sits an exam. Every part that is given must fit; classes are the people in them. */
export interface ExamAudience {
  readonly groups?: readonly GroupId[];
  readonly schools?: readonly string[];
  readonly classes?: readonly string[];
  readonly people?: readonly string[];
  /** Beginnings of computer names: a room's, such as `ICT1-`. Compared without regard to case. */
  readonly computers?: readonly string[];
  /** Names of networks of the configuration: a room's or a building's. */
  readonly networks?: readonly string[];
}

export interface ExamWindow extends Timed {
  readonly kind: 'exam';
  readonly audience: ExamAudience;
  /** Default: EXAM_CLOSED. */
  readonly closed?: readonly CategoryId[];
  readonly allowListOnly?: boolean;
  /** Left open by the exam; every other rule still applies to them. */
  readonly sites?: readonly string[];
}

/** What one person keeps through exams. */
export interface Arrangement extends Personal {
  readonly kind: 'arrangement';
  readonly sites: readonly string[];
  readonly categories: readonly CategoryId[];
}

/** An AI tool of the register: open to those old enough until it has to be looked at again (rows R31-R33). */
export interface AiTool extends Timed {
  readonly kind: 'ai-tool';
  readonly name: string;
  readonly hosts: readonly string[];
  /** Groups that are old enough: the minimum's own and those above it. */
  readonly minimum: AiMinimum;
  /** Licensed to the trust, as against approved for use. */
  readonly licensed: boolean;
  readonly approver: string;
  /** Where the data protection impact assessment is. */
  readonly dpia: string;
  /** Whoever opens it is reminded once a day of what does not belong in it (row R34). */
  readonly reminder?: boolean;
}

/** The school's Wi-Fi for pupils' own devices is not permitted (row R71). */
export interface WifiClosure extends Timed {
  readonly kind: 'pupil-wifi';
  readonly school: string;
}

/** One member of staff's time for personal use is withdrawn (core/personal-use.ts). */
export interface PersonalUseWithdrawal extends Personal {
  readonly kind: 'personal-use';
}

export type Measure = Suspension | ExamWindow | Arrangement | AiTool | WifiClosure | PersonalUseWithdrawal;
export type MeasureKind = Measure['kind'];

/** Youngest first. Guests and people who are not identified have no age: no tool is opened for them. */
export const AI_MINIMUMS = ['infants', 'juniors', 'seniors', 'sixth-form', 'staff'] as const satisfies readonly GroupId[];
export type AiMinimum = (typeof AI_MINIMUMS)[number];

/** The groups that a tool with this minimum is open to. */
export function groupsFrom(minimum: AiMinimum): readonly GroupId[] {
  return AI_MINIMUMS.slice(AI_MINIMUMS.indexOf(minimum));
}

/** School years in England: infants Reception to 2, juniors 3 to 6, seniors 7 to 11, sixth form 12 and 13. */
const FIRST_YEARS: readonly (readonly [AiMinimum, number])[] = [
  ['infants', 0],
  ['juniors', 3],
  ['seniors', 7],
  ['sixth-form', 12],
];

/** The youngest group all of whose years are old enough: a tool from Year 9 on is open to no Year 7, who is a senior too. */
export function minimumForYear(year: number): AiMinimum {
  return FIRST_YEARS.find(([, first]) => first >= year)?.[0] ?? 'staff';
}

/** Whether a network of the configuration is for pupils' own devices: by its name, `pupil-wifi` or `byod`. */
export function isPupilWifi(network: string): boolean {
  return /pupil[-_ ]?wi-?fi|byod/i.test(network);
}
