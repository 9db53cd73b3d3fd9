import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { Button, TextButton } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { Panel } from '../components/panel.tsx';
import { Failure } from '../components/states.tsx';
import { CopyButton } from './copy-button.tsx';
import type { Answers, Draft } from './settings.ts';

interface SetupFileProps {
  readonly draft: Draft;
  readonly configPath: string | null;
}

/** The answers as lines for the file, once the filter has checked them. It is written by whoever has the machine, and by nobody here. */
export function SetupFile({ draft: { answers, startOver }, configPath }: SetupFileProps) {
  const check = useMutation({ mutationFn: (body: Answers) => answerOf(api.POST('/api/v1/setup/configuration', { body })) });
  const path = configPath ?? 'schoolgate.yaml';
  const isEmpty = Object.keys(answers).length === 0;
  return (
    <Panel title="Put your answers into the file" anchor="file">
      {isEmpty ? (
        <p>Nothing is filled in yet. What you fill in above is kept in this tab, checked here, and shown as the lines to write.</p>
      ) : (
        <>
          <p>What you filled in is kept in this tab only. Check it, then put the lines into the file.</p>
          <Button busy={check.isPending} onClick={() => check.mutate(answers)}>
            Check my answers
          </Button>{' '}
          <TextButton
            onClick={() => {
              startOver();
              check.reset();
            }}
          >
            Forget my answers
          </TextButton>
        </>
      )}
      {check.error !== null && <Failure error={check.error} />}
      {check.data !== undefined && !isEmpty && <Checked checked={check.data} isOld={check.variables !== answers} path={path} />}
    </Panel>
  );
}

interface CheckedProps {
  readonly checked: { readonly ok: boolean; readonly problems: readonly string[]; readonly yaml: string };
  readonly isOld: boolean;
  readonly path: string;
}

function Checked({ checked: { ok, problems, yaml }, isOld, path }: CheckedProps) {
  if (isOld) return <p role="status">You have changed something since. Check again.</p>;
  if (!ok)
    return (
      <Notification tone="problem" title="The filter would not start with these">
        <ul className="govuk-list govuk-list--bullet">
          {problems.map((line) => (
            <li key={line}>
              <bdi>{line}</bdi>
            </li>
          ))}
        </ul>
      </Notification>
    );
  return (
    <>
      <Notification tone="good" title="These are right">
        <p>
          Put them into <code>{path}</code> in place of the parts of the same names, then start Schoolgate again. Passwords and webhooks are
          never shown here: leave their lines as they are.
        </p>
      </Notification>
      <CopyButton text={yaml} />
      <pre className="yaml">{yaml}</pre>
    </>
  );
}
