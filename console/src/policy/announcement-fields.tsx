import { Checkboxes } from '../components/choices.tsx';
import { TextArea } from '../components/field.tsx';
import { GROUP_CHOICES } from '../groups.ts';

type GroupId = 'infants' | 'juniors' | 'seniors' | 'sixth-form' | 'staff' | 'guests' | 'unidentified';

/** What people are told of a change, as it is being written. */
export interface AnnouncementDraft {
  readonly text: string;
  readonly groups: readonly string[];
  readonly isEmergency: boolean;
}

export const NO_ANNOUNCEMENT: AnnouncementDraft = { text: '', groups: [], isEmergency: false };
export const MOST_LETTERS = 1_000;

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
