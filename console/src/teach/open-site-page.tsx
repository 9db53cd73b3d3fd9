import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { answerOf, api } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { ErrorSummary, type FieldProblem, Notification, useFormProblems } from '../components/feedback.tsx';
import { Select, TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { Time } from '../components/time.tsx';
import { type Until, UntilField, untilMoment } from '../components/until.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import { siteUrl } from '../site-url.ts';
import { ClassField } from './class-field.tsx';
import { className, DAY, useTeachersDay } from './day.ts';
import { SiteNeeds } from './site-needs.tsx';

const ADDRESS = 'address';

/** Opens a site, and what it needs to work, for one class until a time of today. */
export default function OpenSitePage() {
  const day = useTeachersDay();
  return (
    <Page
      title="Open a site for a class"
      back={{ to: '/teach', words: 'Teaching' }}
      lead="It opens for that class alone, with what the site needs to work, and closes by itself."
    >
      <Answered query={day}>
        {(found) =>
          found.classes.length === 0 ? (
            <Empty title="No class is listed as yours.">
              <p>Ask IT to check your classes. They come from the school’s information system.</p>
            </Empty>
          ) : (
            <OpenSiteForm {...found} />
          )
        }
      </Answered>
    </Page>
  );
}

type Day = NonNullable<ReturnType<typeof useTeachersDay>['data']>;

function OpenSiteForm({ classes, services }: Pick<Day, 'classes' | 'services'>) {
  const client = useQueryClient();
  const [group, setGroup] = useState(classes.length === 1 ? (classes[0]?.id ?? '') : '');
  const [service, setService] = useState(ADDRESS);
  const [address, setAddress, forgetAddress] = useUnsavedDraft('open-site address');
  const [reason, setReason, forgetReason] = useUnsavedDraft('open-site reason');
  // Of one class and address: with another they are other ones.
  const needsKey = `${group} ${address.trim()}`;
  const [also, setAlso] = useState<{ readonly key: string; readonly hosts: readonly string[] }>({ key: '', hosts: [] });
  const chosen = also.key === needsKey ? also.hosts : [];
  const [until, setUntil] = useState<Until>({ kind: 'minutes', minutes: 60 });
  const { problems, setProblems, errorOf, refused } = useFormProblems();
  const open = useMutation({
    mutationFn: (end: string) =>
      answerOf(
        api.POST('/api/v1/lessons', {
          body: { class: group, until: end, reason, ...(service === ADDRESS ? { url: siteUrl(address), also: [...chosen] } : { service }) },
        }),
      ),
    onSuccess: async () => {
      forgetAddress();
      forgetReason();
      await client.invalidateQueries({ queryKey: DAY });
    },
    onError: refused,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const end = untilMoment(until, Date.now());
    const found: FieldProblem[] = [
      ...(group === '' ? [{ field: 'class', message: 'Choose the class' }] : []),
      ...(service === ADDRESS && address.trim() === '' ? [{ field: 'address', message: 'Enter the site’s address' }] : []),
      ...('problem' in end ? [{ field: 'until', message: end.problem }] : []),
      ...(reason.trim() === '' ? [{ field: 'reason', message: 'Say what it is for, in a few words' }] : []),
    ];
    setProblems(found);
    if (found.length === 0 && 'at' in end) open.mutate(end.at);
  };
  if (open.data !== undefined)
    return <Opened answer={open.data} group={className(open.data.class, classes)} onAgain={() => open.reset()} />;
  return (
    <form onSubmit={send} noValidate>
      <ErrorSummary problems={problems} />
      <ClassField id="class" legend="For which class?" classes={classes} value={group} onChange={setGroup} error={errorOf('class')} />
      <Select
        id="service"
        label="What should open?"
        hint="A service opens whole: its pictures, videos and sign-in too."
        choices={[{ value: ADDRESS, words: 'A site by its address' }, ...services.map(({ id, title }) => ({ value: id, words: title }))]}
        value={service}
        onChange={setService}
      />
      {service === ADDRESS && (
        <TextField
          id="address"
          label="Address of the site"
          hint="For example, www.bbc.co.uk"
          inputMode="url"
          width="full"
          maxLength={2_000}
          value={address}
          onChange={setAddress}
          error={errorOf('address')}
        />
      )}
      {service === ADDRESS && group !== '' && address.trim() !== '' && (
        <SiteNeeds key={needsKey} group={group} address={address} chosen={chosen} onChange={(hosts) => setAlso({ key: needsKey, hosts })} />
      )}
      <UntilField id="until" legend="For how long?" minutes={[30, 60, 120]} value={until} onChange={setUntil} error={errorOf('until')} />
      <TextField
        id="reason"
        label="What is it for?"
        hint="For example, Year 10 media: comparing front pages"
        width="full"
        maxLength={200}
        value={reason}
        onChange={setReason}
        error={errorOf('reason')}
      />
      <Button submit busy={open.isPending}>
        Open it
      </Button>
    </form>
  );
}

interface OpenedProps {
  readonly answer: {
    readonly hosts: readonly string[];
    readonly until: string;
    readonly inForce: boolean;
    readonly warnings: readonly string[];
  };
  readonly group: string;
  readonly onAgain: () => void;
}

function Opened({ answer: { hosts, until, inForce, warnings }, group, onAgain }: OpenedProps) {
  const [, navigate] = useLocation();
  return (
    <>
      <Notification tone={inForce ? 'good' : 'warning'} title={inForce ? 'It is open' : 'It will open in a moment'}>
        <p>
          <HarmlessText text={hosts[0] ?? ''} />
          {hosts.length > 1 && ` and ${hosts.length - 1} more it needs`} for {group} until <Time at={until} style="clock" />.
        </p>
        {warnings.map((warning) => (
          <p key={warning}>{warning}</p>
        ))}
      </Notification>
      <div className="govuk-button-group">
        <Button onClick={() => navigate('/teach')}>Done</Button>
        <Button kind="secondary" onClick={onAgain}>
          Open another
        </Button>
      </div>
    </>
  );
}
