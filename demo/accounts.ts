import { randomInt } from 'node:crypto';
import { generateSync } from 'otplib';
import { createPasswords } from '../admin/auth/passwords.ts';
import { openSignInKey } from '../admin/auth/sign-in-key.ts';
import { newTotpSecret } from '../admin/auth/totp.ts';
import { enterCode } from '../admin/services/second-factor.ts';
import { type Caller, SECOND_FACTOR_ROLES, type SignInContext, signInByPassword } from '../admin/services/sign-in.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { tokenHash } from '../storage/token-secret.ts';
import { MINUTE_MS } from './calendar.ts';
import type { DemoMark } from './folder.ts';
import { ACCOUNTS, type Account, principalFor } from './schools.ts';
import type { World } from './world.ts';

/** As authenticator apps have it. */
const STEP_MS = 30_000;

type Made = DemoMark['accounts'][number];

/** Makes the accounts of everybody whose school is in the demo, each with an authenticator app where the role asks for one. */
export async function makeAccounts(world: World): Promise<DemoMark> {
  const { context, config, now } = world;
  const password = `copper-lantern-${randomInt(100_000, 1_000_000)}`;
  const passwords = createPasswords();
  const key = openSignInKey(config.at.dataFolder);
  const accounts: Made[] = [];
  for (const { name, displayName, role, school } of Object.values(ACCOUNTS) as Account[]) {
    if (!world.has(school)) continue;
    const totpSecret = SECOND_FACTOR_ROLES.includes(role) ? newTotpSecret() : null;
    await context.stores.accounts.add({
      ...{ name, displayName, role, school, email: `${name}@example.org`, passwordHash: await passwords.hash(password) },
      ...{ oneTimeUntil: null, totp: totpSecret === null ? null : key.seal(name, totpSecret), createdAt: now(), lastSignInAt: null },
    });
    const { actor } = principalFor(ACCOUNTS.mercy);
    const detail = { role, school, email: `${name}@example.org` };
    await context.stores.audit.append({ at: now(), actor, action: 'account.add', subject: name, outcome: 'done', detail });
    accounts.push({ name, displayName, role, school, totpSecret });
  }
  scheduleSignIns(world, { password, accounts }, { ...context, config, key, passwords });
  return { kind: 'schoolgate-demo', password, accounts };
}

/** The code that an account's app shows at a time, and for how long it still does. */
export function codeAt(secret: string, at: EpochMs): { readonly code: string; readonly leftMs: number } {
  return { code: generateSync({ secret, epoch: Math.floor(at / 1_000) }), leftMs: STEP_MS - (at % STEP_MS) };
}

/** Some are signed in when the week ends. */
function scheduleSignIns(world: World, { password, accounts }: Pick<DemoMark, 'password' | 'accounts'>, context: SignInContext): void {
  const { week, timeline } = world;
  for (const [index, account] of accounts.filter(({ totpSecret }) => totpSecret !== null).entries()) {
    if (index % 2 === 1) continue;
    const caller: Caller = { address: `10.32.4.${60 + index}`, client: CLIENTS[index % CLIENTS.length] ?? '', device: undefined };
    timeline.add(week.until - (4 + 3 * index) * MINUTE_MS, () => signIn(account, password, caller, context));
  }
}

const CLIENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
];

async function signIn({ name, totpSecret }: Made, password: string, caller: Caller, context: SignInContext): Promise<void> {
  const { stores, clock } = context;
  const { secret } = await signInByPassword({ name, password }, caller, context);
  const found = await stores.sessions.find(tokenHash(secret), clock());
  if (found !== undefined && totpSecret !== null) await enterCode(found, codeAt(totpSecret, epochMs(clock())).code, caller, context);
}
