import type { Config } from '../config/schema/config.ts';
import type { WebhookKind } from '../config/schema/webhooks.ts';
import type { Delivery, Incident } from '../core/incident.ts';
import { formatLondon } from '../core/london-time.ts';
import { type Clock, epochMs } from '../core/units.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import { alertDeliveries } from './alert-deliveries.ts';
import { assess } from './assess/assess.ts';
import { createHistory } from './assess/history.ts';
import { sightingOf } from './assess/sighting.ts';
import type { Undelivered } from './deliver/deliverer.ts';
import type { Mail } from './deliver/send-result.ts';
import type { Material } from './material.ts';
import {
  PayloadError,
  proofDelivery,
  readAlert,
  readBulletin,
  readCode,
  readDigest,
  readEscalation,
  readNotice,
  readProof,
  readTestAlert,
  readTrouble,
  readWebhook,
  readWeekly,
  type Trouble,
  troubleDelivery,
} from './payload.ts';
import { type Directory, schoolName } from './routing/directory.ts';
import { itOf, mayBeTold } from './routing/recipients.ts';
import { schoolDay } from './routing/school-day.ts';
import { addressKey, subjectOf } from './routing/subject.ts';
import type { AlertRules } from './rules.ts';
import { TREND_WEEKS } from './weekly.ts';
import { alertMail } from './words/alert-mail.ts';
import { bulletinMail } from './words/bulletin-mail.ts';
import { codeMail } from './words/code-mail.ts';
import { digestMail } from './words/digest-mail.ts';
import { mail } from './words/mail.ts';
import { deliveryTroubleMail, escalationMail, proofOfLifeMail, testAlertMail } from './words/other-mails.ts';
import { bareRequestMail, bareRequestWebhookBody, requestMail, requestWebhookBody } from './words/request-notice.ts';
import { bareWebhookBody, webhookBody } from './words/webhook-body.ts';
import { weeklyMail } from './words/weekly-mail.ts';

export interface SchoolRulesOptions {
  readonly detail: Config['mail']['detail'];
  /** As it is now: the calendar follows the policy. */
  readonly directory: () => Directory;
  /** Our page of an incident; null: of all of them. */
  readonly linkTo: (incident: string | null) => string;
  /** What the digest of a school asks to put right. */
  readonly notices: (school: string | null) => readonly string[];
  /** The one-time code that answers a challenge. */
  readonly codeOf: (challenge: string) => string;
  /** The mailbox that proofs of life go to. */
  readonly proofOfLifeTo: string | null;
  /** Where requests by e-mail are taken; absent where none are. */
  readonly requestsTo?: string | undefined;
  readonly clock: Clock;
}

/** A day for the third attempt of it, and the evening before. */
const MEMORY_MS = 36 * 3_600_000;

/** The rules of this product, for a trust's schools. */
export function createSchoolRules(options: SchoolRulesOptions): AlertRules {
  const { directory, clock, proofOfLifeTo } = options;
  const history = createHistory({ keepMs: MEMORY_MS });
  return {
    sightingOf,
    assess(sighting) {
      const { person, cohort } = history.remember(sighting);
      return assess(sighting, person, cohort, schoolDay(epochMs(sighting.at), directory().calendar));
    },
    routing(incident, why) {
      if (incident.synthetic) return proofOfLifeTo === null ? [] : [proofDelivery(incident, proofOfLifeTo)];
      return alertDeliveries(incident, why, directory(), clock());
    },
    render: (delivery, material) => render(delivery, material, options),
    renderBare: (delivery) => (delivery.kind === 'request-notice' ? bareRequestMail() : bareMail(delivery, options)),
    webhooks: (kindOf) => ({
      render: (delivery, material) => webhookCall(delivery, kindOf(delivery.to), material, options),
      renderBare: ({ to, incident, id, kind }) =>
        kind === 'request-notice'
          ? bareRequestWebhookBody()
          : bareWebhookBody(kindOf(to) ?? 'generic', incident ?? id, options.linkTo(incident)),
    }),
    instead: (delivery, why, incident) => insteadOf(delivery, why, incident, options),
  };
}

function render(delivery: Delivery, material: Material, options: SchoolRulesOptions): Mail {
  switch (delivery.kind) {
    case 'alert':
    case 'severity-raised':
    case 'escalation':
      return incidentMail(delivery, material, options);
    case 'delivery-trouble': {
      const { school, ...trouble } = readTrouble(delivery);
      return deliveryTroubleMail({
        ...trouble,
        count: Math.max(1, trouble.references.length),
        school: schoolName(school, options.directory()),
      });
    }
    case 'proof-of-life':
      return proofOfLifeMail(readProof(delivery));
    case 'access-code': {
      const { challenge, until } = readCode(delivery);
      return codeMail({ code: options.codeOf(challenge), reference: delivery.incident ?? delivery.id, until });
    }
    case 'test-alert':
      return testAlertMail({
        school: schoolName(readTestAlert(delivery).school, options.directory()),
        link: options.linkTo(delivery.incident),
      });
    case 'request-notice':
      return requestMail(readNotice(delivery), options.requestsTo ?? null);
    case 'bulletin':
      return bulletinMail(readBulletin(delivery));
    case 'digest':
      return digestFor(delivery, material, options);
    case 'weekly-report':
      return weeklyFor(delivery, material, options);
  }
}

function incidentMail(delivery: Delivery, { incident, sighting }: Material, options: SchoolRulesOptions): Mail {
  if (incident === undefined) throw new PayloadError('The incident is gone.');
  const isEscalation = delivery.kind === 'escalation';
  const escalation = isEscalation ? readEscalation(delivery) : null;
  const { reader } = escalation ?? readAlert(delivery);
  const input = {
    detail: reader.detail === 'minimal' ? 'minimal' : options.detail,
    school: schoolName(incident.school, options.directory()),
    link: reader.role === 'it' ? null : options.linkTo(incident.id),
    reason: reader.reason,
    sighting: sighting ?? null,
  } as const;
  if (escalation !== null) return escalationMail(incident, { ...input, toldAt: escalation.toldAt, cause: escalation.cause });
  return alertMail(incident, { ...input, why: delivery.kind === 'severity-raised' ? 'severity-raised' : 'alert' });
}

function webhookCall(
  delivery: Delivery,
  kind: WebhookKind = 'generic',
  { incident, sighting }: Material,
  { detail, linkTo, directory }: SchoolRulesOptions,
): string {
  if (delivery.kind === 'request-notice') return requestWebhookBody(readNotice(delivery));
  readWebhook(delivery);
  if (incident === undefined) throw new PayloadError('The incident is gone.');
  return webhookBody(kind, incident, {
    detail,
    school: schoolName(incident.school, directory()),
    link: linkTo(incident.id),
    sighting: sighting ?? null,
    why: delivery.kind === 'severity-raised' ? 'severity-raised' : 'alert',
  });
}

function digestFor(delivery: Delivery, { digest }: Material, { directory, detail, linkTo, notices }: SchoolRulesOptions): Mail {
  const { school, from, until, reason } = readDigest(delivery);
  if (digest === undefined) throw new PayloadError('The digest has no material.');
  const mayBeRead = (incident: Incident) => mayBeTold(incident, delivery.to, directory());
  return digestMail({
    school: schoolName(school, directory()),
    detail,
    from,
    until,
    incidents: digest.incidents.filter(mayBeRead),
    unread: digest.unread.filter(mayBeRead),
    weekBefore: digest.weekBefore,
    linkOf: ({ id }) => linkTo(id),
    notices: notices(school),
    reason,
  });
}

function weeklyFor(delivery: Delivery, { weekly }: Material, { directory }: SchoolRulesOptions): Mail {
  const { school, from, until, reason } = readWeekly(delivery);
  if (weekly === undefined) throw new PayloadError('The weekly report has no material.');
  return weeklyMail({
    school: schoolName(school, directory()),
    from,
    until,
    incidents: weekly.incidents.filter((incident) => mayBeTold(incident, delivery.to, directory())),
    answeredAt: weekly.answeredAt,
    weeks: TREND_WEEKS,
    reason,
  });
}

const BARE_TITLES: Partial<Record<Delivery['kind'], string>> = {
  digest: 'The digest could not be made',
  bulletin: 'A message could not be made',
};

function bareMail({ incident, kind, id }: Delivery, { linkTo }: SchoolRulesOptions): Mail {
  const title = BARE_TITLES[kind] ?? 'Safeguarding alert: open the console';
  const words = 'Something is to be told to you that this mail could not be made of. The console shows all of it.';
  const link = incident === null ? [] : [{ kind: 'link', words: 'Open the incident', url: linkTo(incident) } as const];
  const reference = { kind: 'facts', rows: [['Reference', incident ?? id]] } as const;
  return mail(
    `[Schoolgate] ${title} - ref ${incident ?? id}`,
    title,
    'warning',
    [{ kind: 'paragraph', text: words }, reference, ...link],
    'In an emergency call 999.',
  );
}

/** IT hears once a day of an address that fails, and never of what was to be told there; the next contact is escalation's. */
function insteadOf(
  delivery: Delivery,
  why: Undelivered,
  incident: Incident | undefined,
  { directory, clock }: SchoolRulesOptions,
): NewDelivery[] {
  // Told of again, it would fail again.
  if (delivery.kind === 'delivery-trouble' || delivery.kind === 'proof-of-life') return [];
  // Whoever waits for it sees that it does not come and asks for another.
  if (delivery.kind === 'access-code' || delivery.kind === 'request-notice' || delivery.kind === 'bulletin') return [];
  const hidden = incident === undefined ? new Set<string>() : subjectOf(incident, directory()).addresses;
  const school = incident?.school ?? null;
  const day = formatLondon(clock()).split(' ')[1];
  const trouble: Trouble = {
    school,
    trouble: delivery.channel === 'webhook' ? 'webhook-undeliverable' : 'undeliverable',
    since: delivery.createdAt,
    references: [delivery.incident ?? delivery.id],
    answer: why === 'refused' ? shownToIt(delivery) : null,
  };
  return itOf(school, directory())
    .filter((contact) => !hidden.has(addressKey(contact)) && addressKey(contact) !== addressKey({ email: delivery.to }))
    .map(({ email }) => troubleDelivery(email, `${addressKey({ email: delivery.to })}|${day}`, trouble));
}

/** What a receiver says may quote what it was sent: of its answer IT learns the status alone. */
function shownToIt({ channel, answer }: Delivery): string | null {
  return channel === 'webhook' ? (/^HTTP \d{3}/.exec(answer ?? '')?.[0] ?? null) : answer;
}
