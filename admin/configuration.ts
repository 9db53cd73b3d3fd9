import type { Config } from '../config/schema/config.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import type { EpochMs } from '../core/units.ts';
import { policyVersionOf } from '../snapshot/policy-version.ts';
import { FILE_AUTHOR, fileHasChanged, readPolicy } from '../storage/saved-policy.ts';
import type { PolicyVersion, Stores } from '../storage/stores.ts';

/**
 * Takes the configuration file's schools into the stores, and its policy when the file has changed: what was saved through the
 * API since then stays in force while the file stays as it is. Starting again with the same file changes nothing.
 */
export async function adoptConfiguration(config: Config, stores: Stores, now: EpochMs): Promise<void> {
  const { schools, policy = {} } = config;
  await stores.schools.replaceAll(schools.map(({ id, name }) => ({ id, name })));
  await tellOfMonitoring(config, stores, now);
  const save = { createdAt: now, effectiveAt: now };
  if (await fileHasChanged(policy, stores.policies)) {
    const reason = 'The product was started with this configuration.';
    await keep(stores, { ...save, version: policyVersionOf(policy), document: canonicalJson(policy), author: FILE_AUTHOR, reason });
    return;
  }
  const current = await stores.policies.current(now);
  const document = current === undefined ? undefined : readPolicy(current.document);
  if (current === undefined || document?.ok !== true) return;
  const version = policyVersionOf(document.value);
  // A release changed the shipped policy that this one is laid over.
  const reason = 'The shipped policy beneath it changed with the release.';
  if (version !== current.version) await keep(stores, { ...save, version, document: current.document, author: 'system', reason });
}

const SWITCH = 'personal-use-report.switch';

/** From when, why and under which assessment staff's private use is monitored, and from when it no longer is, stands in the audit log. */
async function tellOfMonitoring({ personalUseReport }: Config, { audit }: Stores, now: EpochMs): Promise<void> {
  const { enabled, reason, notice, minutesAWeek, workTime, keepWeeks } = personalUseReport;
  const how = { reason, noticeFrom: notice?.from, dpia: notice?.dpia, minutesAWeek, workTime, keepWeeks };
  const detail = enabled ? { enabled, ...how } : { enabled };
  const [last] = await audit.newest({ actions: [SWITCH], limit: 1 });
  if (canonicalJson(last?.detail ?? { enabled: false }) === canonicalJson(detail)) return;
  await audit.append({ at: now, actor: 'system', action: SWITCH, subject: FILE_AUTHOR, outcome: 'done', detail });
}

async function keep(stores: Stores, saved: PolicyVersion): Promise<void> {
  await stores.policies.save(saved);
  const { version, author, createdAt } = saved;
  await stores.audit.append({
    at: createdAt,
    actor: 'system',
    action: 'policy.save',
    subject: version,
    outcome: 'done',
    detail: { from: author },
  });
}
