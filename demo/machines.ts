import { createAdminApp } from '../admin/app.ts';
import { importPeople } from '../admin/services/people-import.ts';
import { runCommand } from '../cli/program.ts';
import type { Environment } from '../config/schema/surroundings.ts';
import { at, isWeekday, MINUTE_MS } from './calendar.ts';
import type { Population, Seat } from './people.ts';
import { ACCOUNTS, principalFor } from './schools.ts';
import type { World } from './world.ts';

type AdminApp = Awaited<ReturnType<typeof createAdminApp>>;

const LEASE_SECONDS = 10 * 3_600;
const MOST_LEASES = 160;

/** What machines and the command line do: the nightly import of people, tokens, who sits where. */
export async function scheduleMachines(world: World, population: Population, env: Environment): Promise<void> {
  const { services, week, timeline } = world;
  await command(world, env, ['ca', 'init']);
  const token = await newToken(world, env, ['--name', 'device-management', '--role', 'it-operator', '--ttl', '300d']);
  await newToken(world, env, ['--name', 'helpdesk', '--role', 'it-operator', '--ttl', '300d']);
  await newToken(world, env, ['--name', 'old-dashboard', '--role', 'viewer', '--ttl', '300d']);
  timeline.add(week.from + 50 * MINUTE_MS, () => command(world, env, ['token', 'revoke', 'old-dashboard']).then(() => {}));
  const { revision } = await importPeople(
    principalFor(ACCOUNTS.kasia),
    { kind: 'file', bytes: population.csv },
    { dryRun: false },
    services,
  );
  if (revision !== null) await world.inForce('people', revision);
  const seated = seatedNow(world, population);
  const app = await createAdminApp(world.context);
  const mornings = week.days.filter(isWeekday).map((day) => at(day, '08:31'));
  for (const time of [...mornings, week.until - 2 * MINUTE_MS]) timeline.add(time, () => putLeases(world, app, seated, token));
  timeline.add(week.until, () => app.close());
}

async function putLeases(world: World, app: AdminApp, seated: readonly Seat[], token: string): Promise<void> {
  const answer = await app.inject({
    method: 'PUT',
    url: '/api/v1/leases',
    headers: { authorization: `Bearer ${token}` },
    payload: seated.map(({ name, computer, clientIp, group, school }) => {
      return { ip: clientIp, user: name, computer, group, school, ttlSeconds: LEASE_SECONDS };
    }),
  });
  if (answer.statusCode !== 200) throw new Error(`leases: ${answer.body}`);
  await world.inForce('leases', answer.json<{ revision: number }>().revision);
}

/** Those whose laptop is on when the week ends. */
function seatedNow({ dice }: World, { pupils, staff }: Population): Seat[] {
  const named = [...pupils.filter(({ group }) => group !== 'infants'), ...staff];
  return named.filter(() => dice.chance(MOST_LEASES / named.length));
}

/** The token is the last word of what the command says. */
async function newToken(world: World, env: Environment, options: readonly string[]): Promise<string> {
  return (await command(world, env, ['token', 'create', ...options])).split(' ').at(-1) ?? '';
}

/** Runs a command of the command line at the world's time. Returns what it printed. */
async function command(world: World, env: Environment, commandLine: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const problems: string[] = [];
  const code = await runCommand(commandLine, {
    ...{ env, cwd: '/', clock: world.now, osUser: 'schoolgate', isTerminal: false },
    out: (line) => void lines.push(line),
    err: (line) => void problems.push(line),
    errText: () => {},
    readStdin: async () => '',
    stop: new AbortController().signal,
  });
  if (code !== 0) throw new Error(`${commandLine.join(' ')}: ${problems.join(' ')}`);
  return lines.join('\n');
}
