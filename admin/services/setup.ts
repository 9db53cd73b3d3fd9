import Value from 'typebox/value';
import { confirms, schoolsNotLive } from '../../alerts/go-live.ts';
import { contactsOf, type Directory, type SchoolContacts } from '../../alerts/routing/directory.ts';
import { type Config, type ConfigFile, ConfigSchema } from '../../config/schema/config.ts';
import { formatPath } from '../../config/schema/problem.ts';
import { ruleProblems } from '../../config/schema/rules.ts';
import { validationProblems } from '../../config/schema/validation.ts';
import { configText } from '../../config/write.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { hasPupilProfile } from '../../core/policy-check-profiles.ts';
import type { AlertConfirmation } from '../../storage/incident-access.ts';
import type { AdminContext } from '../context.ts';
import { protectionNow } from './summary.ts';

type State = 'done' | 'to-do' | 'warning';

/** One step of setting the product up: how far it is, in words, and what to write in schoolgate.yaml. */
export interface SetupStep {
  readonly id: string;
  readonly title: string;
  readonly state: State;
  readonly words: readonly string[];
  /** An example to put in the configuration file and change; null where it is not the file that says it. */
  readonly write: string | null;
}

const LEAD = { name: 'A. Lead', email: 'dsl@north.example' };
const EXAMPLES = {
  trust: { trust: { name: 'Example Trust', safeguardingLead: { name: 'T. Lead', email: 'safeguarding@trust.example' } } },
  schools: { schools: [{ id: 'north', name: 'North Academy', dsl: LEAD }] },
  contacts: {
    schools: [
      {
        id: 'north',
        name: 'North Academy',
        dsl: LEAD,
        deputies: [{ name: 'B. Deputy', email: 'deputy@north.example' }],
        headteacher: { name: 'C. Head', email: 'head@north.example' },
        chair: { name: 'D. Chair', email: 'chair@north.example' },
        it: { name: 'IT desk', email: 'it@north.example' },
        onCall: { name: 'Duty lead', email: 'duty@trust.example' },
      },
    ],
  },
  networks: { networks: [{ cidr: '10.20.0.0/16', name: 'pupil-wifi', school: 'north', group: 'seniors' }] },
  mail: { mail: { from: 'Schoolgate <schoolgate@trust.example>' } },
  retention: { retention: { mode: 'chosen', routineDays: 30, signalledDays: 365, auditDays: 1095 } },
  live: { goLive: true },
} as const;

type SetupContext = Pick<AdminContext, 'config' | 'stores' | 'policy' | 'publishedLists' | 'clock'>;
/** Without these a school is not ready for its pupils. */
const NEEDED = new Set(['trust', 'schools', 'networks', 'contacts', 'alerts', 'mail', 'retention', 'lists']);

/** How far the set-up is. Settings are in a file that people with the machine write: here is what stands there and what is missing. */
export async function setupState(context: SetupContext) {
  const { config, stores, policy } = context;
  const { directory, gaps } = contactsOf(config);
  const confirmations = await stores.incidentAccess.confirmations();
  const { lacking } = await protectionNow(context);
  const steps: SetupStep[] = [
    trustStep(config),
    step('schools', 'Your schools', config.schools.length > 0, ['Name each school, with its safeguarding lead.'], EXAMPLES.schools),
    networksStep(config),
    step('contacts', 'Who is told of what', gaps.length === 0, gaps, EXAMPLES.contacts),
    alertsStep(directory, confirmations),
    mailStep(config),
    retentionStep(config),
    policyStep(policy.state().policyVersion, policy.document()),
    listsStep(lacking),
    peopleStep(policy.classes().size),
    step('live', 'Go live', config.goLive, ['When every other step is done, say so in the configuration.'], EXAMPLES.live),
  ];
  return {
    configPath: config.at.configPath,
    live: config.goLive,
    readyToGoLive: steps.every(({ id, state }) => (id === 'policy' ? state !== 'to-do' : !NEEDED.has(id) || state === 'done')),
    proxy: { host: config.at.host, port: config.at.proxyPort },
    steps,
    schools: [...directory.schools.values()].map((school) => schoolView(school, directory, confirmations)),
    current: currentOf(config),
  };
}

function step(
  id: string,
  title: string,
  isDone: boolean,
  missing: readonly string[],
  example: object | null,
  state: State = 'to-do',
): SetupStep {
  const write = example === null || isDone ? null : configText(example as Readonly<Record<string, unknown>>);
  return { id, title, state: isDone ? 'done' : state, words: isDone ? [] : missing, write };
}

function trustStep({ trust }: Config): SetupStep {
  const isNamed = trust.name !== 'Example Trust';
  const missing = [
    ...(isNamed ? [] : ['Give the trust its name.']),
    ...(trust.safeguardingLead === undefined ? ['Name the trust’s safeguarding lead.'] : []),
  ];
  return step('trust', 'Your trust', missing.length === 0, missing, EXAMPLES.trust);
}

function networksStep({ networks, schools }: Config): SetupStep {
  const without = schools.filter(({ id }) => !networks.some(({ school }) => school === id)).map(({ name }) => name);
  const missing = networks.length === 0 ? ['Name the networks your devices are in.'] : [`No network is named for ${without.join(', ')}.`];
  return step('networks', 'Your networks', networks.length > 0 && without.length === 0, missing, EXAMPLES.networks);
}

/** Row A12: the leads confirm a test alert before anybody relies on it. */
function alertsStep(directory: Directory, confirmations: readonly AlertConfirmation[]): SetupStep {
  const waiting = schoolsNotLive(directory, confirmations).map(
    ({ name }) => `${name}: the safeguarding lead has not confirmed a test alert.`,
  );
  const missing = directory.schools.size === 0 ? ['Name your schools first.'] : waiting;
  return step('alerts', 'Alerts reach the safeguarding leads', missing.length === 0, missing, null);
}

function mailStep({ mail, at }: Config): SetupStep {
  const missing = [
    ...(at.smtpUrl === null ? ['Set SMTP_URL to your mail server: without it no alert is mailed.'] : []),
    ...(mail.from.includes('@localhost') ? ['Give the address that mail comes from.'] : []),
  ];
  return step('mail', 'Mail', missing.length === 0, missing, EXAMPLES.mail);
}

function retentionStep({ retention }: Config): SetupStep {
  const words = 'Choose how long records are kept: there is no default. While this is a trial everything goes after 30 days.';
  return step('retention', 'How long records are kept', retention.mode === 'chosen', [words], EXAMPLES.retention);
}

function policyStep(version: string, document: PolicyDocument): SetupStep {
  const title = 'Who may see what';
  if (!hasPupilProfile(document)) {
    return step('policy', title, false, ['Staff and pupils have one and the same policy: give each a profile before you go live.'], null);
  }
  const isShipped = Object.keys(document).length === 0;
  const words = `The shipped policy applies unchanged (${version}). Read it, or choose a policy pack.`;
  return step('policy', title, !isShipped, [words], null, 'warning');
}

function listsStep(lacking: readonly { readonly title: string; readonly status: string }[]): SetupStep {
  const missing = lacking.map(({ title, status }) => `${title}: ${status === 'stale' ? 'the list is too old' : 'no list is loaded'}.`);
  return step('lists', 'Block lists', missing.length === 0, missing, null);
}

function peopleStep(classes: number): SetupStep {
  const words = 'Import people and classes from your school records: teachers need them to open a site for a class.';
  return step('people', 'People and classes', classes > 0, [words], null, 'warning');
}

function schoolView(school: SchoolContacts, directory: Directory, confirmations: readonly AlertConfirmation[]) {
  const { id, name, dsl, deputies, headteacher, it } = school;
  const one = confirmations.filter((each) => each.school === id && confirms(school, each.recipient)).map(({ at }) => at);
  const confirmedAt = one.length === 0 ? null : new Date(Math.max(...one)).toISOString();
  const alertsLive = !schoolsNotLive(directory, confirmations).some((each) => each.id === id);
  return { id, name, dsl, deputies, headteacher, it, alertsLive, confirmedAt };
}

/** What the wizard begins with. Secrets and places of files are no part of it. */
function currentOf({ trust, schools, networks, mail, retention, goLive }: Config) {
  const { name, safeguardingLead } = trust;
  return {
    trust: { name, ...(safeguardingLead !== undefined && { safeguardingLead }) },
    schools: schools.map(({ webhooks: _, ...school }) => school),
    networks,
    mail,
    retention,
    goLive,
  };
}

export type SetupAnswers = Partial<Readonly<Record<'trust' | 'schools' | 'networks' | 'mail' | 'retention' | 'goLive', unknown>>>;

/** The answers as text for the configuration file, with what a start would refuse in them. Nothing is changed. */
export function setupConfiguration(answers: SetupAnswers, { config, policy }: Pick<AdminContext, 'config' | 'policy'>) {
  const { at: _, ...running } = config;
  const complete = Value.Default(ConfigSchema, structuredClone({ ...running, policy: policy.document(), ...answers }));
  const misfits = validationProblems(ConfigSchema, complete);
  const found = misfits.length > 0 ? misfits : ruleProblems(complete as ConfigFile);
  const problems = found.slice(0, 50).map(({ path, message }) => {
    const place = formatPath(path);
    return place === '' || message.startsWith(place) ? message : `${place}: ${message}`;
  });
  return { ok: problems.length === 0, problems, yaml: configText(answers), restart: true };
}
