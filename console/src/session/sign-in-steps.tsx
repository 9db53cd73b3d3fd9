import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { ask } from '../api/client.ts';
import { TextField } from '../components/field.tsx';
import { Failure, Loading } from '../components/states.tsx';
import { type Session, type Step, useReadSessionAgain, useSignInChoices } from './session.ts';
import { StepForm } from './step-form.tsx';

const Enrolment = lazy(() => import('./enrolment.tsx'));
const SetPassword = lazy(() => import('./set-password.tsx'));

interface SignInStepsProps {
  /** Whose name is filled in. */
  readonly name?: string;
  /** Where a half-done way in goes on. */
  readonly from?: Step;
  readonly onDone: (session: Session) => void;
}

/** The way in, one step after another: password, code, and once at the beginning enrolment and a password of one's own. */
export function SignInSteps({ name = '', from, onDone }: SignInStepsProps) {
  const [step, setStep] = useState<Step | 'password'>(from === undefined || from === 'done' ? 'password' : from);
  const readAgain = useReadSessionAgain();
  const reading = useMutation({ mutationFn: readAgain, onSuccess: (session) => session !== null && onDone(session) });
  const next = (reached: Step) => (reached === 'done' ? reading.mutate() : setStep(reached));
  if (reading.error !== null) return <Failure error={reading.error} onRetry={() => reading.mutate()} />;
  return (
    <Suspense fallback={<Loading />}>
      {step === 'password' && <PasswordStep name={name} onNext={next} />}
      {step === 'totp' && <CodeStep onNext={next} onRestart={() => setStep('password')} />}
      {step === 'enrol-totp' && <Enrolment onNext={next} />}
      {step === 'set-password' && <SetPassword onNext={next} />}
    </Suspense>
  );
}

function PasswordStep({ name: given, onNext }: { readonly name: string; readonly onNext: (step: Step) => void }) {
  const [name, setName] = useState(given);
  const [password, setPassword] = useState('');
  const { data } = useSignInChoices();
  const missing = name.trim() === '' || password === '' ? 'Type your user name and your password.' : null;
  const send = () => ask<{ step: Step }>('/api/v1/session', { method: 'POST', body: { name: name.trim(), password } });
  return (
    <>
      {data !== undefined && data.providers.length > 0 && (
        <div className="providers">
          {data.providers.map(({ id, title, startUrl }) => (
            <a key={id} className="govuk-button govuk-button--secondary" href={startUrl}>
              Sign in with {title}
            </a>
          ))}
          <p className="or">or with your name and password here</p>
        </div>
      )}
      <StepForm verb="Sign in" send={send} onNext={onNext} missing={missing}>
        <TextField label="User name" value={name} onChange={setName} autoComplete="username" width="full" />
        <TextField label="Password" type="password" value={password} onChange={setPassword} autoComplete="current-password" width="full" />
      </StepForm>
    </>
  );
}

function CodeStep({ onNext, onRestart }: { readonly onNext: (step: Step) => void; readonly onRestart: () => void }) {
  const [code, setCode] = useState('');
  const send = () => ask<{ step: Step }>('/api/v1/session/totp', { method: 'POST', body: { code: code.trim() } });
  return (
    <>
      <StepForm verb="Go on" send={send} onNext={onNext} missing={code.trim() === '' ? 'Type the code that your app shows.' : null}>
        <TextField
          label="Code from your authenticator app"
          hint="Six digits. Without your phone: type one of your recovery codes."
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          maxLength={40}
        />
      </StepForm>
      <p>
        <button type="button" className="text-button govuk-link" onClick={onRestart}>
          Begin again
        </button>
      </p>
    </>
  );
}
