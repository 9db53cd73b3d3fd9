import { parseAddressRange } from '../../core/address.ts';
import { parseHostname } from '../../core/hostname.ts';
import { parseLocalDate } from '../../core/london-time.ts';
import { checkPolicy } from '../../core/policy-check.ts';
import type { ConfigFile } from './config.ts';
import { missingIn } from './notice.ts';
import { personalUseReportProblems } from './personal-use-report.ts';
import type { Problem } from './problem.ts';
import { requestMailProblems } from './request-mail.ts';
import { signInProblems } from './sign-in.ts';
import { webhookProblems } from './webhooks.ts';

/** What a schema cannot say: how the parts of the file must fit together. Takes a file that fits the schema. */
export function ruleProblems(file: ConfigFile): Problem[] {
  return [
    ...duplicates(file.schools.map((school) => school.id)).map((i) => at(['schools', i, 'id'], 'is the id of an earlier school')),
    ...networkProblems(file),
    ...sourceProblems(file),
    ...inspectionProblems(file),
    ...personalUseReportProblems(file.personalUseReport),
    ...noticeDateProblems(file),
    ...reviewProblems(file),
    ...webhookProblems(file),
    ...requestMailProblems(file.requests),
    ...urlProblems(file),
    ...signInProblems(file),
    ...policyProblems(file),
    ...peopleProblems(file),
  ];
}

function at(path: Problem['path'], message: string): Problem {
  return { path, message };
}

/** Indexes of the values that appeared before. */
function duplicates(values: readonly string[]): number[] {
  return values.flatMap((value, i) => (values.indexOf(value) < i ? [i] : []));
}

function* networkProblems({ networks, schools }: ConfigFile): Generator<Problem> {
  for (const [i, network] of networks.entries()) {
    if (parseAddressRange(network.cidr) === undefined)
      yield at(['networks', i, 'cidr'], `"${network.cidr}" is not a network like 10.20.0.0/16`);
    if (network.school !== undefined && !schools.some((school) => school.id === network.school)) {
      yield at(['networks', i, 'school'], `there is no school with the id "${network.school}"`);
    }
  }
  for (const i of duplicates(networks.map((network) => network.cidr)))
    yield at(['networks', i, 'cidr'], 'is the network of an earlier entry');
}

function* peopleProblems({ people, schools }: ConfigFile): Generator<Problem> {
  for (const [name, id] of Object.entries(people.schools)) {
    if (!schools.some((school) => school.id === id)) yield at(['people', 'schools', name], `there is no school with the id "${id}"`);
  }
}

function* sourceProblems({ blocklists }: ConfigFile): Generator<Problem> {
  const sources = blocklists?.sources ?? [];
  for (const [i, source] of sources.entries()) {
    const path = ['blocklists', 'sources', i];
    if (!/^(file|https?):/.test(source.url)) yield at([...path, 'url'], 'must begin with file:, http: or https:');
    else if (!URL.canParse(source.url, 'file:///')) yield at([...path, 'url'], 'is not a URL');
    if (source.format !== 'ut1' && source.category === undefined) {
      yield at([...path, 'category'], `is missing: only ut1 names its own categories, ${source.format} does not`);
    }
    if ((source.minEntries ?? 0) > (source.maxEntries ?? Number.POSITIVE_INFINITY))
      yield at([...path, 'minEntries'], 'is more than maxEntries');
  }
  for (const i of duplicates(sources.map((source) => source.id)))
    yield at(['blocklists', 'sources', i, 'id'], 'is the id of an earlier source');
}

/** Opening people's encrypted traffic needs a notice they were given and an assessment (contract.md, "Settings"). */
function* inspectionProblems({ inspection: { enabled, groups, notice, bypass } }: ConfigFile): Generator<Problem> {
  const missing = missingIn(notice);
  if (enabled && missing.length > 0) {
    yield at(['inspection', 'enabled'], `refused: people must be told before their traffic is opened; notice lacks ${missing.join(', ')}`);
  } else if (enabled && groups.length === 0) {
    yield at(['inspection', 'enabled'], 'refused: name the groups whose traffic is to be opened in inspection.groups');
  }
  if (groups.includes('guests')) {
    yield at(['inspection', 'groups', groups.indexOf('guests')], 'guests are never inspected: the school has no say over their devices');
  }
  for (const [i, site] of bypass.entries()) {
    if (parseHostname(site) === undefined) yield at(['inspection', 'bypass', i], `"${site}" is no host like bank.example`);
  }
}

function* noticeDateProblems(file: ConfigFile): Generator<Problem> {
  for (const key of ['inspection', 'personalUseReport'] as const) {
    const from = file[key].notice?.from ?? '';
    if (from !== '' && parseLocalDate(from) === undefined) yield at([key, 'notice', 'from'], 'is not a date like 2026-09-01');
  }
}

/** Choices that a person must have made on purpose. */
function* reviewProblems({ mail, goLive, retention }: ConfigFile): Generator<Problem> {
  if (mail.detail === 'full' && (mail.dpoDecision ?? '').trim() === '') {
    yield at(
      ['mail', 'detail'],
      "full puts pupil detail into e-mail: record the data protection officer's decision in mail.dpoDecision first",
    );
  }
  if (goLive && retention.mode === 'trial') {
    yield at(['goLive'], 'refused while retention.mode is trial: choose how long records are kept first');
  }
  for (const key of ['routineDays', 'signalledDays', 'auditDays'] as const) {
    if (retention.mode === 'chosen' && retention[key] === undefined) yield at(['retention', key], 'is missing: retention.mode is chosen');
  }
  const { routineDays, signalledDays } = retention;
  if (routineDays !== undefined && signalledDays !== undefined && signalledDays < routineDays) {
    yield at(
      ['retention', 'signalledDays'],
      'is shorter than routineDays: blocked and signalled records are kept at least as long as the others',
    );
  }
}

function* urlProblems({ proxy, admin }: ConfigFile): Generator<Problem> {
  if (admin.url !== undefined && !isOrigin(admin.url, ['http:', 'https:'])) {
    yield at(['admin', 'url'], 'is not of the form https://host');
  }
  if (proxy.parentProxy !== undefined && !isOrigin(proxy.parentProxy, ['http:'])) {
    yield at(['proxy', 'parentProxy'], 'is not of the form http://host:port');
  }
  if (proxy.portalUrl !== undefined && !isOrigin(proxy.portalUrl, ['http:', 'https:'])) {
    yield at(['proxy', 'portalUrl'], 'is not of the form https://host');
  }
}

/** A URL with nothing after the authority. */
function isOrigin(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return protocols.includes(url.protocol) && url.hostname !== '' && url.pathname === '/' && url.search === '' && url.hash === '';
}

/** Its messages begin with the place they are about: `policy.groups.seniors: …`. */
function policyProblems({ policy, schools, goLive }: ConfigFile): Problem[] {
  const failures = checkPolicy(policy ?? {}, { schools: schools.map((school) => school.id), goLive });
  return failures.map(({ message }) => at(/^policy(\.[a-zA-Z-]+)*/.exec(message)?.[0].split('.') ?? ['policy'], message));
}
