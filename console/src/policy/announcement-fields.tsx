import { Checkboxes } from '../components/choices.tsx';
import { TextArea } from '../components/field.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { GROUP_CHOICES } from '../groups.ts';

type GroupId = 'infants' | 'juniors' | 'seniors' | 'sixth-form' | 'staff' | 'guests' | 'unidentified';

/** What people are told of a change, as it is being written. */
export interface AnnouncementDraft {
  readonly text: string;
  readonly groups: readonly string[];
  readonly isEmergency: boolean;
}

const NO_ANNOUNCEMENT: AnnouncementDraft = { text: '', groups: [], isEmergency: false };
export const MOST_LETTERS = 1_000;

interface KeptDraft {
  readonly draft: AnnouncementDraft;
  /** Whether something was begun before the page was opened. */
  readonly isBegun: boolean;
  readonly setDraft: (draft: AnnouncementDraft) => void;
  readonly forget: () => void;
}

/** What is being written, kept in this tab until it is sent or given up. `about` says of which change. */
export function useAnnouncementDraft(about: string): KeptDraft {
  const [kept, keep, forget] = useUnsavedDraft(`announcement ${about}`);
  const draft = kept === '' ? NO_ANNOUNCEMENT : (JSON.parse(kept) as AnnouncementDraft);
  return { draft, isBegun: kept !== '', setDraft: (next) => keep(JSON.stringify(next)), forget };
}

/** As the API takes it. */
export function announcementBody({ text, groups, isEmergency }: AnnouncementDraft) {
  return { text: text.trim(), ...(groups.length > 0 && { groups: groups as GroupId[] }), emergency: isEmergency };
}

export function announcementProblem({ text }: AnnouncementDraft) {
  return text.trim().length < 3 ? [{ field: 'announcement', message: 'Say what has changed' }] : [];
}

const EMERGENCY = [{ value: 'emergency', words: 'It was an emergency: the change was made at once' }];

interface AnnouncementFieldsProps {
  readonly draft: AnnouncementDraft;
  readonly onChange: (draft: AnnouncementDraft) => void;
  readonly error: string | undefined;
}

export function AnnouncementFields({ draft, onChange, error }: AnnouncementFieldsProps) {
  return (
    <>
      <TextArea
        id="announcement"
        label="What has changed?"
        hint="In plain words, for those whom it concerns."
        rows={3}
        maxLength={MOST_LETTERS}
        value={draft.text}
        onChange={(text) => onChange({ ...draft, text: text.replace(/\s*\n\s*/g, ' ') })}
        error={error}
      />
      <Checkboxes
        legend="For whom?"
        hint="None chosen: those for whom the change does something."
        choices={GROUP_CHOICES}
        values={draft.groups}
        onChange={(groups) => onChange({ ...draft, groups })}
      />
      <Checkboxes
        legend="Was it in advance?"
        choices={EMERGENCY}
        values={draft.isEmergency ? ['emergency'] : []}
        onChange={(flags) => onChange({ ...draft, isEmergency: flags.length > 0 })}
      />
    </>
  );
}
