import type { ReactNode } from 'react';
import { Notification } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Time } from '../components/time.tsx';
import type { Change } from './answers.ts';

interface ChangeNoticeProps {
  /** What was done. */
  readonly title: string;
  readonly change: Change;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Says what a change did, whether pupils feel it yet, and what whoever made it should know. */
export function ChangeNotice({ title, change, onClose, children }: ChangeNoticeProps) {
  const { inForce, waitingFor = [], until, warnings = [] } = change;
  return (
    <Notification tone={inForce === false || warnings.length > 0 ? 'warning' : 'good'} title={title} onClose={onClose}>
      {inForce === true && (
        <p>
          It is in force now
          {until !== undefined && (
            <>
              {', until '}
              <Time at={until} />
            </>
          )}
          .
        </p>
      )}
      {inForce === false && <p>It is saved and takes effect in a moment. Not confirmed yet: {waitingFor.join(', ')}.</p>}
      {warnings.map((warning) => (
        <p key={warning}>
          <HarmlessText text={warning} />
        </p>
      ))}
      {children}
    </Notification>
  );
}
