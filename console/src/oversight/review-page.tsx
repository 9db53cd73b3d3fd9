import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel, SummaryList } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { Time } from '../components/time.tsx';
import type { PageInput } from '../page-input.ts';
import { useSchoolName } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import { ReviewActions } from './review-actions.tsx';
import { ReviewSectionPanel } from './review-section.tsx';
import { ReviewSigning } from './review-signing.tsx';
import { mayOpenReviews, mayWrite, type Review, saveDocument, triggerWords, useChanged, useReview } from './reviews.ts';

/** One review: figures as they were, what was found, what is to be done, and who signed. */
export default function ReviewPage({ params: { id = '' } }: PageInput) {
  const review = useReview(id);
  return (
    <Page title="Review of filtering and monitoring" back={{ to: '/reviews', words: 'All reviews' }}>
      <Answered query={review}>{(data) => <ReviewParts review={data} />}</Answered>
    </Page>
  );
}

function ReviewParts({ review }: { readonly review: Review }) {
  const { role } = useAccount();
  const school = useSchoolName(review.school);
  const isOpen = review.status === 'open';
  const { openedAt, openedBy, closedAt, digest, trigger, reason } = review;
  return (
    <>
      <SummaryList
        rows={[
          ['Of', school ?? 'The whole trust'],
          ['Because of', triggerWords(trigger)],
          ['Reason', <HarmlessText key="reason" text={reason} />],
          [
            'Begun',
            <>
              <Time at={openedAt} /> by <HarmlessText text={openedBy} most={80} />
            </>,
          ],
          ['Signed and closed', closedAt !== null && <Time at={closedAt} />],
          ['Fingerprint of the document', digest !== null && <HarmlessText text={digest} />],
        ]}
      />
      <Documents review={review} />
      {review.sections.map((section) => (
        <ReviewSectionPanel key={section.id} review={review} section={section} isEditable={isOpen && mayWrite(role)} />
      ))}
      <ReviewActions review={review} mayAdd={isOpen && mayWrite(role)} mayFinish={review.status !== 'withdrawn' && mayWrite(role)} />
      <ReviewSigning review={review} />
      {isOpen && mayOpenReviews(role) && <Withdraw review={review} />}
    </>
  );
}

function Documents({ review: { id, status } }: { readonly review: Review }) {
  const save = useMutation({ mutationFn: () => saveDocument(id) });
  return (
    <>
      {save.error !== null && <Notification tone="problem">{asProblem(save.error).message}</Notification>}
      <div className="govuk-button-group no-print">
        <Button kind="secondary" busy={save.isPending} onClick={() => save.mutate()}>
          {status === 'closed' ? 'Save the signed document' : 'Save it as it is now'}
        </Button>
      </div>
    </>
  );
}

function Withdraw({ review: { id, version } }: { readonly review: Review }) {
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const changed = useChanged();
  const withdraw = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/reviews/{id}/withdraw', { params: { path: { id } }, body: { reason, version } })),
    onSuccess: (review) => {
      changed(review);
      setAsking(false);
    },
  });
  return (
    <Panel title="Not this one">
      <p>A review that was begun by mistake, or whose figures have grown old, is withdrawn. It stays on record.</p>
      <Button kind="warning" onClick={() => setAsking(true)}>
        Withdraw this review
      </Button>
      {isAsking && (
        <Confirm
          title="Withdraw this review?"
          verb="Withdraw it"
          busy={withdraw.isPending}
          error={withdraw.error}
          onConfirm={() => withdraw.mutate()}
          onCancel={() => setAsking(false)}
        >
          <p>Nobody can write in it or sign it any more. Another one can be begun.</p>
          <TextField label="Why?" value={reason} maxLength={500} onChange={setReason} />
        </Confirm>
      )}
    </Panel>
  );
}
