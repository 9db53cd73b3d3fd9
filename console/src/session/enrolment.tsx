import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Checkbox } from '../components/choices.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { Reference } from '../components/harmless.tsx';
import { Folded } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import type { Step } from './session.ts';

interface Offer {
  readonly secret: string;
  readonly uri: string;
  readonly qrSvgDataUri: string;
}

interface Confirmed {
  readonly step: Step;
  /** Shown once, and stored nowhere in this form. */
  readonly recoveryCodes: readonly string[];
}

/** Ties an authenticator app to the account, and hands over the recovery codes. */
export default function Enrolment({ onNext }: { readonly onNext: (step: Step) => void }) {
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null);
  const offer = useQuery({
    queryKey: ['totp-enrolment'],
    queryFn: () => ask<Offer>('/api/v1/session/totp/enrolment', { method: 'POST', body: {} }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (confirmed !== null) return <RecoveryCodes codes={confirmed.recoveryCodes} onDone={() => onNext(confirmed.step)} />;
  return <Answered query={offer}>{(data) => <Pairing offer={data} onConfirmed={setConfirmed} />}</Answered>;
}

function Pairing({ offer, onConfirmed }: { readonly offer: Offer; readonly onConfirmed: (confirmed: Confirmed) => void }) {
  const [code, setCode] = useState('');
  const confirming = useMutation({
    mutationFn: () => ask<Confirmed>('/api/v1/session/totp/enrolment/confirm', { method: 'POST', body: { code: code.replace(/\s/g, '') } }),
    onSuccess: onConfirmed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code !== '' && !confirming.isPending) confirming.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <p>
        What you see here must stay between few people, so signing in takes a code from your phone besides the password. Scan this with an
        authenticator app (Microsoft Authenticator, Google Authenticator, or any other).
      </p>
      <img className="qr" src={offer.qrSvgDataUri} alt="QR code for an authenticator app" width="200" height="200" />
      <Folded summary="I cannot scan it">
        <p>Type this key into the app in place of the code:</p>
        <p>
          <Reference id={offer.secret.replace(/(.{4})(?=.)/g, '$1 ')} />
        </p>
      </Folded>
      {confirming.error !== null && <Notification tone="problem">{asProblem(confirming.error).message}</Notification>}
      <TextField
        label="The six digits that the app shows now"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        width="short"
        maxLength={10}
      />
      <Button submit busy={confirming.isPending}>
        Go on
      </Button>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const [isKept, setKept] = useState(false);
  const save = () => {
    const url = URL.createObjectURL(
      new Blob([`Schoolgate recovery codes. Each works once.\n\n${codes.join('\n')}\n`], { type: 'text/plain' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = 'schoolgate-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <p>
        <strong>Keep these recovery codes somewhere safe.</strong> Each lets you in once when your phone is not there. They are not shown
        again.
      </p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <Reference id={code} />
          </li>
        ))}
      </ul>
      <div className="govuk-button-group no-print">
        <Button kind="secondary" onClick={save}>
          Save as a file
        </Button>
        <Button kind="secondary" onClick={() => window.print()}>
          Print
        </Button>
      </div>
      <Checkbox words="I have kept them" isOn={isKept} onChange={setKept} />
      {isKept && <Button onClick={onDone}>Go on</Button>}
    </>
  );
}
