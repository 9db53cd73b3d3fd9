import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Failure } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import type { Setup } from './settings.ts';

/** Nobody relies on alerts before each lead has confirmed, by the link in a real one, that they arrive. */
export function TestAlerts({ schools }: { readonly schools: Setup['schools'] }) {
  return (
    <>
      <p>
        Each lead and deputy gets a mail that is marked as a test. Its link confirms that alerts reach them, and this page shows it within
        ten seconds.
      </p>
      {schools.map((school) => (
        <School key={school.id} school={school} />
      ))}
    </>
  );
}

function School({ school }: { readonly school: Setup['schools'][number] }) {
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: () => ask<{ told: number }>(`/api/v1/schools/${school.id}/test-alert`, { method: 'POST', body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['setup'] }),
  });
  return (
    <section>
      <h3 className="govuk-heading-s">
        <bdi>{school.name}</bdi>
      </h3>
      <p>
        {school.dsl === null ? 'No safeguarding lead is named.' : <HarmlessText text={`${school.dsl.name}, ${school.dsl.email}`} />}{' '}
        {school.confirmedAt === null ? (
          <Tag tone="warning">Not confirmed</Tag>
        ) : (
          <Tag tone="good">
            Confirmed <Time at={school.confirmedAt} />
          </Tag>
        )}
      </p>
      {send.error !== null && <Failure error={send.error} />}
      {send.data !== undefined && school.confirmedAt === null && (
        <Notification tone="good">
          <p>
            {send.data.told === 0
              ? 'One was sent in the last ten minutes. The lead opens its link and confirms.'
              : 'A test alert is on its way. The lead opens its link and confirms.'}
          </p>
        </Notification>
      )}
      {school.dsl !== null && (
        <Button kind="secondary" busy={send.isPending} onClick={() => send.mutate()}>
          Send a test alert<span className="govuk-visually-hidden"> to {school.name}</span>
        </Button>
      )}
    </section>
  );
}
