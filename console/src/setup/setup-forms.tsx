import { Button, TextButton } from '../components/button.tsx';
import { Checkbox } from '../components/choices.tsx';
import { Select, TextField } from '../components/field.tsx';
import { GROUP_CHOICES } from '../groups.ts';
import { ContactFields } from './contact-fields.tsx';
import type { Draft, NetworkSettings } from './settings.ts';

interface FormProps {
  readonly draft: Draft;
}

export function TrustForm({ draft: { settings, change } }: FormProps) {
  const { safeguardingLead, ...trust } = settings.trust;
  return (
    <>
      <TextField label="Name of the trust" value={trust.name} onChange={(name) => change({ trust: { ...settings.trust, name } })} />
      <ContactFields
        title="Trust safeguarding lead"
        value={safeguardingLead}
        onChange={(lead) => change({ trust: { ...trust, ...(lead !== undefined && { safeguardingLead: lead }) } })}
      />
    </>
  );
}

/** Where devices are. What is not named is "not identified" until somebody signs in. */
export function NetworksForm({ draft: { settings, change } }: FormProps) {
  const { networks, schools } = settings;
  const put = (at: number, network: NetworkSettings) => change({ networks: networks.with(at, network) });
  const schoolChoices = [{ value: '', words: 'No one school' }, ...schools.map(({ id, name }) => ({ value: id, words: name || id }))];
  const groupChoices = [{ value: '', words: 'Whoever signs in' }, ...GROUP_CHOICES];
  return (
    <>
      {networks.map((network, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: everything about it changes while it is typed
        <fieldset className="govuk-fieldset setup-one" key={at}>
          <legend className="govuk-visually-hidden">{network.name || `Network ${at + 1}`}</legend>
          <div className="filters">
            <TextField
              label="Addresses"
              hint="Like 10.20.0.0/16"
              value={network.cidr}
              onChange={(cidr) => put(at, { ...network, cidr: cidr.trim() })}
            />
            <TextField label="What you call it" value={network.name} onChange={(name) => put(at, { ...network, name })} />
            <Select
              label="School"
              value={network.school ?? ''}
              choices={schoolChoices}
              onChange={(school) => put(at, without(network, 'school', school))}
            />
            <Select
              label="Who is in it"
              value={network.group ?? ''}
              choices={groupChoices}
              onChange={(group) => put(at, without(network, 'group', group))}
            />
          </div>
          <TextButton onClick={() => change({ networks: networks.toSpliced(at, 1) })}>
            Remove {network.name || 'this network'} from these answers
          </TextButton>
        </fieldset>
      ))}
      <Button kind="secondary" onClick={() => change({ networks: [...networks, { cidr: '', name: '' }] })}>
        Add a network
      </Button>
    </>
  );
}

function without(network: NetworkSettings, key: 'school' | 'group', value: string): NetworkSettings {
  const { [key]: _, ...rest } = network;
  return value === '' ? rest : { ...rest, [key]: value };
}

export function MailForm({ draft: { settings, change } }: FormProps) {
  const { mail } = settings;
  return (
    <TextField
      label="Address that mail comes from"
      hint="Like Schoolgate <schoolgate@trust.example>. Your mail server must let us send from it."
      value={mail.from}
      onChange={(from) => change({ mail: { ...mail, from } })}
    />
  );
}

const PERIODS = [
  ['routineDays', 'Ordinary browsing: days', 'What was allowed, and nobody was alerted about.'],
  ['signalledDays', 'Blocked or alerted: days', 'At least as long as ordinary browsing.'],
  ['auditDays', 'Who looked and who changed what: days', 'The audit log.'],
] as const;

/** There is no default: how long is the school’s own decision. */
export function RetentionForm({ draft: { settings, change } }: FormProps) {
  const { mode: _, ...days } = settings.retention;
  const put = (key: (typeof PERIODS)[number][0], text: string) => {
    const { [key]: __, ...rest } = days;
    change({ retention: { mode: 'chosen', ...rest, ...(text !== '' && { [key]: Number(text) }) } });
  };
  return (
    <>
      {PERIODS.map(([key, label, hint]) => (
        <TextField
          key={key}
          label={label}
          hint={hint}
          width="short"
          inputMode="numeric"
          value={days[key] === undefined ? '' : String(days[key])}
          onChange={(text) => put(key, text.replace(/\D/g, '').slice(0, 5))}
        />
      ))}
    </>
  );
}

export function LiveForm({ draft: { settings, change } }: FormProps) {
  return (
    <Checkbox
      words="The trial is over: pupils go through the filter from now on"
      isOn={settings.goLive}
      onChange={(goLive) => change({ goLive })}
    />
  );
}
