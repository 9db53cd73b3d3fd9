import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import type { paths } from '../api/schema.ts';
import { Button } from '../components/button.tsx';
import { Checkboxes } from '../components/choices.tsx';
import { Notification } from '../components/feedback.tsx';
import { hostChoices } from '../it/loaded-hosts.ts';
import { counted } from '../it/words.ts';
import { siteUrl } from '../site-url.ts';

interface SiteNeedsProps {
  /** The class's id. */
  readonly group: string;
  readonly address: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
}

/** One look at the page: what else it loads from that is closed to the class, to be ticked. Made anew for another class or address. */
export function SiteNeeds({ group, address, chosen, onChange }: SiteNeedsProps) {
  const look = useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/lessons/needs', { body: { class: group, url: siteUrl(address) } })),
  });
  return (
    <>
      {look.error !== null && <Notification tone="problem">{asProblem(look.error).message}</Notification>}
      <div aria-live="polite">{look.data !== undefined && <Found needs={look.data} chosen={chosen} onChange={onChange} />}</div>
      <Button kind="secondary" busy={look.isPending} onClick={() => look.mutate()}>
        {look.data === undefined ? 'Check what else it needs' : 'Check again'}
      </Button>
    </>
  );
}

interface FoundProps extends Pick<SiteNeedsProps, 'chosen' | 'onChange'> {
  readonly needs: paths['/api/v1/lessons/needs']['post']['responses'][200]['content']['application/json'];
}

function Found({ needs: { service, problem, hosts, closed }, chosen, onChange }: FoundProps) {
  if (service !== null) return <p>It is part of {service}, which opens whole.</p>;
  if (problem !== null)
    return (
      <Notification tone="warning" title="The page could not be looked at">
        <p>{problem.words}</p>
      </Notification>
    );
  return (
    <>
      {hosts.length === 0 ? (
        <p>Nothing else: all that its page loads is open to your class, or cannot be opened.</p>
      ) : (
        <Checkboxes
          legend="Open these with it?"
          hint="Its page loads from them, and they are closed to your class. Without scripts and styles it may not work."
          choices={hostChoices(hosts)}
          values={chosen}
          onChange={onChange}
        />
      )}
      {closed > 0 && <p className="secondary">Not offered: {counted(closed, 'further host')} that no lesson opens.</p>}
    </>
  );
}
