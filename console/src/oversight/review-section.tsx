import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { answerOf, api } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextArea } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Panel, SummaryList } from '../components/panel.tsx';
import { Time } from '../components/time.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { type Review, type ReviewSection, useChanged } from './reviews.ts';

interface SectionProps {
  readonly review: Review;
  readonly section: ReviewSection;
  readonly isEditable: boolean;
}

export function ReviewSectionPanel({ review, section, isEditable }: SectionProps) {
  const { title, facts, notes, notedAt, notedBy } = section;
  return (
    <Panel title={title} anchor={section.id}>
      <SummaryList rows={facts.map(({ label, value }) => [label, <HarmlessText key={label} text={value} most={4_000} />] as const)} />
      {isEditable ? <Notes review={review} section={section} /> : <p className="preserve-lines">{notes || 'Nothing is written.'}</p>}
      {notedAt !== null && (
        <p className="secondary">
          Written <Time at={notedAt} /> by <HarmlessText text={notedBy ?? ''} most={80} />
        </p>
      )}
    </Panel>
  );
}

function Notes({ review: { id, version, signatures }, section }: Pick<SectionProps, 'review' | 'section'>) {
  const [draft, setDraft, clear] = useUnsavedDraft(`review ${id} ${section.id}`);
  const text = draft === '' ? section.notes : draft;
  const changed = useChanged();
  const save = useMutation({
    mutationFn: () => {
      const path = { id, section: section.id };
      return answerOf(api.PUT('/api/v1/reviews/{id}/sections/{section}', { params: { path }, body: { notes: text, version } }));
    },
    onSuccess: (review) => {
      clear();
      changed(review);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit}>
      {save.error !== null && <Notification tone="problem">{asProblem(save.error).message}</Notification>}
      <TextArea
        id={`notes-${section.id}`}
        label="What was found"
        {...(signatures.length > 0 && { hint: 'Whoever has signed signs again when this changes.' })}
        maxLength={8_000}
        value={text}
        onChange={setDraft}
      />
      <Button submit kind="secondary" busy={save.isPending}>
        Save<span className="govuk-visually-hidden">: {section.title}</span>
      </Button>
    </form>
  );
}
