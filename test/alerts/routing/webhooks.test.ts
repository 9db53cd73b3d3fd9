import { describe, expect, it } from 'vitest';
import { webhooksFor } from '../../../alerts/routing/webhooks.ts';
import type { Incident } from '../../../core/incident.ts';
import { directory, incident } from './incidents.ts';

const WEBHOOKS = [
  { id: 'trust', school: null, severities: ['danger'] },
  { id: 'north', school: 'north', severities: ['warning', 'danger'] },
  { id: 'south', school: 'south', severities: ['advisory', 'warning', 'danger'] },
] as const;

const called = (change: Partial<Incident>) => webhooksFor(incident(change), { ...directory(), webhooks: WEBHOOKS }).map(({ id }) => id);

describe('webhooks for an incident', () => {
  it.each<[Partial<Incident>, string[]]>([
    [{ school: 'north', severity: 'danger' }, ['trust', 'north']],
    [{ school: 'north', severity: 'warning' }, ['north']],
    [{ school: 'north', severity: 'advisory' }, []],
    [{ school: 'south', severity: 'advisory' }, ['south']],
    [{ school: null, severity: 'danger' }, ['trust']],
    [{ school: 'north', severity: 'danger', person: null }, ['trust', 'north']],
    [{ school: 'north', severity: 'danger', group: 'staff' }, []],
    [{ school: 'north', severity: 'danger', theme: 'malware' }, []],
  ])('%j', (change, expected) => {
    expect(called(change)).toEqual(expected);
  });

  it('are none about a named contact, whatever the group', () => {
    const [contact] = directory().schools.values();
    expect(called({ school: 'north', severity: 'danger', person: contact?.dsl?.email ?? '' })).toEqual([]);
  });
});
