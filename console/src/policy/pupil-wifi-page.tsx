import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/confirm.tsx';
import { TextArea } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Failure } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAccount } from '../session/session.ts';

interface Wifi {
  readonly school: string;
  readonly permitted: boolean;
  readonly closed: { readonly since: string; readonly by: string; readonly reason: string } | null;
}

const WIFI = ['pupil-wifi'] as const;

/** Whether pupils' own devices may use the Wi-Fi: the headteacher's to permit. */
export default function PupilWifiPage() {
  const { role } = useAccount();
  const states = useQuery({ queryKey: WIFI, queryFn: () => ask<{ items: Wifi[] }>('/api/v1/pupil-wifi') });
  const [switching, setSwitching] = useState<Wifi | null>(null);
  return (
    <Page title="Pupils’ own devices" lead="Whether phones and laptops of pupils may use the school’s Wi-Fi. The headteacher decides.">
      <Answered query={states}>
        {({ items }) =>
          items.map((wifi) => (
            <Panel key={wifi.school} title={wifi.school}>
              <p>{wifi.permitted ? <Tag tone="good">Permitted</Tag> : <Tag tone="warning">Not permitted</Tag>}</p>
              {wifi.closed !== null && (
                <p>
                  Since <Time at={wifi.closed.since} />, by <HarmlessText text={wifi.closed.by} />:{' '}
                  <HarmlessText text={wifi.closed.reason} />
                </p>
              )}
              {role === 'headteacher' && (
                <Button kind="secondary" onClick={() => setSwitching(wifi)}>
                  {wifi.permitted ? 'Stop it' : 'Permit it'}
                </Button>
              )}
            </Panel>
          ))
        }
      </Answered>
      {switching !== null && <Switch wifi={switching} onDone={() => setSwitching(null)} />}
    </Page>
  );
}

function Switch({ wifi: { school, permitted }, onDone }: { readonly wifi: Wifi; readonly onDone: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const put = useMutation({
    mutationFn: () => ask('/api/v1/pupil-wifi', { method: 'PUT', body: { school, permitted: !permitted, reason } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: WIFI });
      onDone();
    },
  });
  return (
    <Dialog title={permitted ? 'Stop pupils’ own devices?' : 'Permit pupils’ own devices?'} onClose={onDone}>
      {put.error !== null && <Failure error={put.error} />}
      <p>
        {permitted
          ? 'Within seconds every page on a pupil’s own device says that it may not use the Wi-Fi. School devices are not affected.'
          : 'Pupils’ own devices can use the Wi-Fi again, filtered by the policy of pupils.'}
      </p>
      <TextArea label="Why?" rows={2} maxLength={500} value={reason} onChange={setReason} />
      <div className="govuk-button-group">
        <Button kind="warning" busy={put.isPending || reason.trim().length < 3} onClick={() => put.mutate()}>
          {permitted ? 'Stop it' : 'Permit it'}
        </Button>
        <Button kind="secondary" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}
