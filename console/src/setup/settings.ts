import { useMemo } from 'react';
import { answerOf, api } from '../api/client.ts';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';

export function readSetup() {
  return answerOf(api.GET('/api/v1/setup'));
}
export type Setup = Awaited<ReturnType<typeof readSetup>>;
export type SetupStep = Setup['steps'][number];

export interface Contact {
  readonly name: string;
  readonly email: string;
}

/** A school as the file has it; what the form does not ask about stays as it is. */
export interface SchoolSettings {
  readonly id: string;
  readonly name: string;
  readonly deputies?: readonly Contact[];
  readonly [role: string]: unknown;
}

export interface NetworkSettings {
  readonly cidr: string;
  readonly name: string;
  readonly school?: string;
  readonly group?: string;
}

/** The parts of schoolgate.yaml that are asked about here. */
export interface Settings {
  readonly trust: { readonly name: string; readonly safeguardingLead?: Contact };
  readonly schools: readonly SchoolSettings[];
  readonly networks: readonly NetworkSettings[];
  readonly mail: { readonly from: string; readonly [more: string]: unknown };
  readonly retention: {
    readonly mode: string;
    readonly routineDays?: number;
    readonly signalledDays?: number;
    readonly auditDays?: number;
  };
  readonly goLive: boolean;
}

/** What somebody has filled in so far: parts of the file, each whole. */
export type Answers = Partial<Settings>;

export interface Draft {
  /** The file as it would be. */
  readonly settings: Settings;
  readonly answers: Answers;
  readonly change: (part: Answers) => void;
  readonly startOver: () => void;
}

/** Answers are kept in this tab until they are in the file: nothing here writes it. */
export function useSetupDraft(current: Setup['current']): Draft {
  const [text, setText, startOver] = useUnsavedDraft('setup');
  const answers = useMemo(() => answersIn(text), [text]);
  return {
    settings: { ...(current as unknown as Settings), ...answers },
    answers,
    change: (part) => setText(JSON.stringify({ ...answers, ...part })),
    startOver,
  };
}

function answersIn(text: string): Answers {
  return text === '' ? {} : (JSON.parse(text) as Answers);
}

/** Absent where nothing was written; half of one is sent, so that the check says what is missing. */
export function contactOrNone({ name, email }: Contact): Contact | undefined {
  return name === '' && email === '' ? undefined : { name, email };
}

/** `St Mary’s, Upton` as `st-marys-upton`. */
export function idOf(name: string): string {
  const words = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\p{M}’']/gu, '')
    .match(/[a-z0-9]+/g);
  return (words ?? []).join('-').slice(0, 63);
}
