import { useEffect } from 'react';
import { Failure, Loading } from '../components/states.tsx';
import { type Step, useSignInChoices } from './session.ts';
import { SignInSteps } from './sign-in-steps.tsx';

/** What a provider's sign-in came back with, as the address says. */
const CALLBACK_WORDS: Readonly<Record<string, string>> = {
  refused: 'Your school’s sign-in knows you, but you have no account here. Ask your trust administrator.',
  'too-many': 'There were too many tries from here. Wait some minutes, then try again.',
  'provider-failed': 'Signing in through your school did not work. Try again, or use your name and password.',
};

/** The first page for whoever is not signed in. */
export function SignInPage({ step }: { readonly step: Step | undefined }) {
  const choices = useSignInChoices();
  useEffect(() => {
    document.title = 'Sign in – Schoolgate';
  }, []);
  const told = CALLBACK_WORDS[new URLSearchParams(location.search).get('signIn') ?? ''];
  return (
    <main id="main" className="sign-in">
      <p className="header-product">Schoolgate</p>
      <h1 className="govuk-heading-l">{choices.data?.trustName === undefined ? 'Sign in' : `Sign in – ${choices.data.trustName}`}</h1>
      {told !== undefined && <p className="notification notification-warning">{told}</p>}
      {choices.error !== null && <Failure error={choices.error} onRetry={() => void choices.refetch()} />}
      {choices.isPending ? <Loading /> : <SignInSteps {...(step !== undefined && { from: step })} onDone={() => undefined} />}
    </main>
  );
}
