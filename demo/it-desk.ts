import { registerAiTool } from '../admin/services/ai-tools.ts';
import { createOverrides, type OverrideInput } from '../admin/services/overrides.ts';
import { switchPupilWifi } from '../admin/services/pupil-wifi.ts';
import { commentOn } from '../admin/services/request-comments.ts';
import { approveRequest, declineRequest } from '../admin/services/request-decisions.ts';
import { fileRequest } from '../admin/services/request-filing.ts';
import { suspend } from '../admin/services/suspensions.ts';
import { at, DAY_MS, HOUR_MS, isoTime, MINUTE_MS } from './calendar.ts';
import { type Asked, requestsOf } from './it-requests.ts';
import type { Population } from './people.ts';
import { ACCOUNTS, type Account, principalFor } from './schools.ts';
import type { World } from './world.ts';

const { tom, kasia, abena } = ACCOUNTS;

/** What IT is asked for and does during the week. */
export function scheduleItDesk(world: World, population: Population): void {
  const asked = requestsOf(world, population).filter(({ by, input }) => world.has(by.school) && world.has(input.school));
  for (const one of asked) world.timeline.add(one.at, () => ask(world, one));
  scheduleOverrides(world, population);
  scheduleSwitches(world, population);
  scheduleAiRegister(world);
}

async function ask(world: World, { by, input, said = [], answer }: Asked): Promise<void> {
  const { timeline, services, now } = world;
  const { request, revision } = await fileRequest(principalFor(by), input, services);
  if (revision !== null) await world.inForce('overrides', revision);
  const askedAt = now();
  for (const { after, by: who, text } of said) {
    timeline.add(askedAt + after * MINUTE_MS, async () => void (await commentOn(principalFor(who), request.id, text, services)));
  }
  if (answer === undefined) return;
  timeline.add(askedAt + answer.after * MINUTE_MS, async () => {
    if ('decline' in answer) return void (await declineRequest(principalFor(answer.by), request.id, answer.decline, services));
    const { days, ...approval } = answer.approve;
    const until = days === null ? null : isoTime(now() + days * DAY_MS);
    const decided = await approveRequest(principalFor(answer.by), request.id, { ...approval, until }, services);
    if (decided.revision !== null) await world.inForce('overrides', decided.revision);
  });
}

function scheduleOverrides(world: World, { pupils }: Population): void {
  const { week, timeline, services } = world;
  const [d1 = 0, , d3 = 0, d4 = 0] = week.schoolDays;
  const overrides = createOverrides(services);
  const grant = (time: number, by: Account, input: Omit<OverrideInput, 'until'>, forMs: number, endedAfterMs?: number) => {
    if (input.scope.kind === 'school' && !world.has(input.scope.id)) return;
    timeline.add(time, async () => {
      const { override, revision } = await overrides.add(principalFor(by), { ...input, until: isoTime(time + forMs) });
      await world.inForce('overrides', revision);
      if (endedAfterMs === undefined) return;
      timeline.add(time + endedAfterMs, async () => {
        await world.inForce('overrides', (await overrides.end(principalFor(by), override.id)).revision);
      });
    });
  };
  const diary = pupils.find(({ form }) => form === '10B');
  grant(
    at(d4, '12:02'),
    kasia,
    { hosts: ['reelbox.example'], scope: { kind: 'group', id: 'seniors' }, reason: 'Film shown in assembly.' },
    2 * HOUR_MS,
  );
  grant(
    at(d3, '09:15'),
    kasia,
    {
      hosts: ['send-a-big-file.example'],
      scope: { kind: 'school', id: 'quayle' },
      reason: 'Portfolios for the exam board, which asks for them this way.',
    },
    5 * DAY_MS,
    7 * HOUR_MS,
  );
  grant(
    at(d1, '15:34'),
    tom,
    {
      hosts: ['ask-around.example'],
      scope: { kind: 'school', id: 'quayle' },
      reason: 'Open evening: students answer visitors’ questions.',
    },
    6 * DAY_MS,
  );
  if (diary !== undefined)
    grant(
      at(d1, '11:47'),
      kasia,
      {
        hosts: ['cloud-attic.example'],
        scope: { kind: 'person', id: diary.name },
        reason: 'Work experience diary, kept with the employer.',
      },
      20 * DAY_MS,
    );
}

function scheduleSwitches(world: World, { pupils }: Population): void {
  const { week, timeline, services } = world;
  const [d1 = 0, d2 = 0, d3 = 0] = week.schoolDays;
  const wifi = (time: number, permitted: boolean, reason: string) =>
    timeline.add(time, async () => {
      await world.inForce('overrides', (await switchPupilWifi(principalFor(abena), { permitted, reason }, services)).revision);
    });
  wifi(at(d3, '12:31'), false, 'A video of a pupil is going round at lunch. Closed while we talk to those concerned.');
  wifi(at(d2, '08:26'), true, 'Seen to; forms have been spoken with.');
  wifi(at(d1, '13:08'), false, 'Closed for the mock exam season, as told to homes.');
  const person = pupils.filter(({ form }) => form === '8A')[11]?.name;
  if (person === undefined) return;
  timeline.add(at(d2, '14:33'), async () => {
    const reason = 'After repeated attempts to get round the filter. Meeting with home on the day it ends.';
    const { revision } = await suspend(principalFor(abena), { person, until: isoTime(week.until + 3 * DAY_MS), reason }, services);
    await world.inForce('overrides', revision);
  });
}

function scheduleAiRegister(world: World): void {
  const { week, timeline, services } = world;
  const [d4 = 0] = week.schoolDays.slice(3);
  const tools = [
    {
      id: 'quillo',
      name: 'Quillo',
      hosts: ['quillo.example'],
      minimumGroup: 'sixth-form',
      licensed: true,
      days: 300,
      reason: 'Contract signed; prompts stay in the UK and train nothing.',
    },
    {
      id: 'lumen-tutor',
      name: 'Lumen Tutor',
      hosts: ['lumen-tutor.example'],
      minimumYear: 7,
      licensed: true,
      days: 200,
      reason: 'Mathematics practice. Teachers see every conversation.',
    },
    {
      id: 'sketchwise',
      name: 'Sketchwise',
      hosts: ['sketchwise.example'],
      minimumGroup: 'staff',
      licensed: false,
      days: 12,
      reason: 'Trial by the art department before the contract is looked at.',
    },
  ] as const;
  for (const [index, { days, ...tool }] of tools.entries()) {
    timeline.add(at(d4, '16:10') + index * 4 * MINUTE_MS, async () => {
      const expires = isoTime(world.now() + days * DAY_MS);
      const dpia = `https://example.org/dpia/${tool.id}`;
      const { revision } = await registerAiTool(
        principalFor(tom),
        { ...tool, hosts: [...tool.hosts], approver: tom.displayName, dpia, expires },
        services,
      );
      await world.inForce('overrides', revision);
    });
  }
}
