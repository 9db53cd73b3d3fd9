import type { Incident } from '../../core/incident.ts';
import type { Directory, WebhookTarget } from './directory.ts';
import { subjectOf } from './subject.ts';

/**
 * The webhooks that are called for an incident. Who reads behind one is not known here, so that none is called about staff or a
 * named contact, who might be among its readers; nor about malware, which is IT's.
 */
export function webhooksFor(incident: Incident, directory: Directory): readonly WebhookTarget[] {
  const { school, severity, theme } = incident;
  const wanted = directory.webhooks.filter(
    (hook) => hook.severities.includes(severity) && (hook.school === null || hook.school === school),
  );
  return wanted.length === 0 || theme === 'malware' || subjectOf(incident, directory).isStaff ? [] : wanted;
}
