import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Delivery, Incident } from '../core/incident.ts';
import type { EpochMs } from '../core/units.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import { BulletinPayload } from './bulletin.ts';
import { NoticePayload } from './request-notice.ts';
import type { Contact } from './routing/directory.ts';
import type { Recipient } from './routing/recipients.ts';
import { addressKey } from './routing/subject.ts';

/** What each kind of delivery carries until it is sent. A payload of another version is not guessed at. */
const version = Type.Literal(1);
const Reader = Type.Object({
  role: Type.String(),
  reason: Type.String(),
  detail: Type.Enum(['configured', 'minimal']),
});

const AlertPayload = Type.Object({ version, reader: Reader });
const WebhookPayload = Type.Object({ version });
const EscalationPayload = Type.Object({
  version,
  reader: Reader,
  toldAt: Type.Union([Type.Integer(), Type.Null()]),
  cause: Type.Union([Type.Enum(['unacknowledged', 'unreached']), Type.Object({ escalatedBy: Type.String(), reason: Type.String() })]),
});
const TroublePayload = Type.Object({
  version,
  school: Type.Union([Type.String(), Type.Null()]),
  trouble: Type.Enum([
    'undeliverable',
    'webhook-undeliverable',
    'unacknowledged',
    'nobody-to-tell',
    'proof-of-life-missing',
    'queue-stuck',
  ]),
  since: Type.Integer(),
  references: Type.Array(Type.String()),
  answer: Type.Union([Type.String(), Type.Null()]),
});
const DigestPayload = Type.Object({
  version,
  reason: Type.String(),
  /** A school's id; null for people of no known school. */
  school: Type.Union([Type.String(), Type.Null()]),
  from: Type.Integer(),
  until: Type.Integer(),
});
const WeeklyPayload = DigestPayload;
/** Never the code itself: whoever sends the mail works it out from the challenge. */
const CodePayload = Type.Object({ version, challenge: Type.String(), reader: Reader, until: Type.Integer() });
const TestAlertPayload = Type.Object({ version, school: Type.String() });
const ProofPayload = Type.Object({ version, id: Type.String(), at: Type.Integer() });

/** What IT is told. `school`: its id. `references`: incident or outbox ids. */
export type Trouble = Omit<Static<typeof TroublePayload>, 'version'>;

/** Which digest: of whom, from when (inclusive) until when (exclusive). */
export type Digest = Pick<Static<typeof DigestPayload>, 'school' | 'from' | 'until'>;

/** Which week, of which school; null for all of them. */
export type WeeklyReport = Pick<Static<typeof WeeklyPayload>, 'school' | 'from' | 'until'>;

function reads<S extends TSchema>(schema: S): (delivery: Pick<Delivery, 'payload' | 'kind'>) => Static<S> {
  const check = Compile(schema);
  return ({ payload, kind }) => {
    if (check.Check(payload)) return payload as Static<S>;
    throw new PayloadError(`The payload of this ${kind} is of another version.`);
  };
}

export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

/** Each throws a PayloadError for what it does not know. */
export const readAlert = reads(AlertPayload);
export const readWebhook = reads(WebhookPayload);
export const readEscalation = reads(EscalationPayload);
export const readDigest = reads(DigestPayload);
export const readWeekly = reads(WeeklyPayload);
export const readTrouble = reads(TroublePayload);
export const readProof = reads(ProofPayload);
export const readCode = reads(CodePayload);
export const readNotice = reads(NoticePayload);
export const readBulletin = reads(BulletinPayload);
export const readTestAlert = reads(TestAlertPayload);

function readerOf({ role, reason, detail }: Recipient): Static<typeof Reader> {
  return { role, reason, detail };
}

/** One for each recipient, severity and incident, whatever happens in between. */
export function alertDelivery(incident: Incident, recipient: Recipient, why: 'alert' | 'severity-raised'): NewDelivery {
  return {
    incident: incident.id,
    kind: why,
    channel: 'email',
    to: recipient.email,
    uniqueKey: `alert|${incident.id}|${incident.severity}|${addressKey(recipient)}`,
    payload: { version: 1, reader: readerOf(recipient) },
  };
}

/** One for each webhook, severity and incident. `webhook`: its id. */
export function webhookDelivery(incident: Incident, webhook: string, why: 'alert' | 'severity-raised'): NewDelivery {
  return {
    incident: incident.id,
    kind: why,
    channel: 'webhook',
    to: webhook,
    uniqueKey: `webhook|${incident.id}|${incident.severity}|${webhook}`,
    payload: { version: 1 },
  };
}

/** One for each recipient and step of an incident's escalation. */
export function escalationDelivery(
  incident: Incident,
  recipient: Recipient,
  input: { readonly step: number; readonly toldAt: EpochMs | null; readonly cause: Static<typeof EscalationPayload>['cause'] },
): NewDelivery {
  const { step, toldAt, cause } = input;
  return {
    incident: incident.id,
    kind: 'escalation',
    channel: 'email',
    to: recipient.email,
    uniqueKey: `escalation|${incident.id}|${step}|${addressKey(recipient)}`,
    payload: { version: 1, reader: readerOf(recipient), toldAt, cause },
  };
}

/** To IT. `occasion` is what makes it one. */
export function troubleDelivery(to: string, occasion: string, trouble: Trouble, incident: string | null = null): NewDelivery {
  return {
    incident,
    kind: 'delivery-trouble',
    channel: 'email',
    to,
    uniqueKey: `delivery-trouble|${occasion}|${addressKey({ email: to })}`,
    payload: { version: 1, ...trouble },
  };
}

/** One for each school, local date and recipient, so that no clock change doubles or skips one. */
export function digestDelivery({ email }: Contact, reason: string, digest: Digest, localDate: string): NewDelivery {
  return {
    incident: null,
    kind: 'digest',
    channel: 'email',
    to: email,
    uniqueKey: `digest|${digest.school ?? ''}|${localDate}|${addressKey({ email })}`,
    payload: { version: 1, reason, ...digest },
  };
}

/** One for each school, week and recipient. `monday`: the local date of the Monday it is sent on. */
export function weeklyDelivery({ email }: Contact, reason: string, report: WeeklyReport, monday: string): NewDelivery {
  return {
    incident: null,
    kind: 'weekly-report',
    channel: 'email',
    to: email,
    uniqueKey: `weekly-report|${report.school ?? ''}|${monday}|${addressKey({ email })}`,
    payload: { version: 1, reason, ...report },
  };
}

/** The one-time code for an incident's page, to one of those who may open it. `until`: when it runs out. */
export function codeDelivery(incident: Pick<Incident, 'id'>, recipient: Recipient, challenge: string, until: EpochMs): NewDelivery {
  return {
    incident: incident.id,
    kind: 'access-code',
    channel: 'email',
    to: recipient.email,
    uniqueKey: `access-code|${challenge}`,
    payload: { version: 1, challenge, reader: readerOf(recipient), until },
  };
}

/** Asks a school's lead whether alerts arrive. `school`: its id. */
export function testAlertDelivery(incident: Pick<Incident, 'id'>, { email }: Contact, school: string): NewDelivery {
  return {
    incident: incident.id,
    kind: 'test-alert',
    channel: 'email',
    to: email,
    uniqueKey: `test-alert|${incident.id}|${addressKey({ email })}`,
    payload: { version: 1, school },
  };
}

export function proofDelivery(incident: Incident, to: string): NewDelivery {
  return {
    incident: incident.id,
    kind: 'proof-of-life',
    channel: 'email',
    to,
    uniqueKey: `proof-of-life|${incident.id}|${addressKey({ email: to })}`,
    payload: { version: 1, id: incident.person ?? incident.id, at: incident.firstAt },
  };
}
