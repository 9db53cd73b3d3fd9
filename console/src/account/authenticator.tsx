import { lazy, Suspense, useState } from 'react';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { Panel } from '../components/panel.tsx';
import { Loading } from '../components/states.tsx';
import { useAccount, useReadSessionAgain } from '../session/session.ts';

const Enrolment = lazy(() => import('../session/enrolment.tsx'));

/** Sets up the app that shows codes, for the first time or on a new phone. */
export function Authenticator() {
  const { hasTotp } = useAccount();
  const [state, setState] = useState<'idle' | 'pairing' | 'done'>('idle');
  const readAgain = useReadSessionAgain();
  const finish = () => {
    setState('done');
    void readAgain();
  };
  return (
    <Panel title="Authenticator app">
      {state === 'done' && (
        <Notification tone="good">
          <p>Your app is set up. The next sign-in asks for its code.</p>
        </Notification>
      )}
      {state === 'pairing' ? (
        <Suspense fallback={<Loading />}>
          <Enrolment onNext={finish} />
        </Suspense>
      ) : (
        <>
          <p>
            {hasTotp
              ? 'An app is set up. A new phone needs it set up again, which also makes new recovery codes.'
              : 'No app is set up yet.'}
          </p>
          <Button kind="secondary" onClick={() => setState('pairing')}>
            {hasTotp ? 'Set it up again' : 'Set it up'}
          </Button>
        </>
      )}
    </Panel>
  );
}
