import { type Hostname, nameAndParents } from '../core/hostname.ts';
import { GROUP_IDS, type GroupId } from '../core/identity.ts';
import type { SchoolAccounts } from '../core/school-accounts.ts';

/** https://knowledge.workspace.google.com/admin/security/block-access-to-consumer-accounts */
const GOOGLE_HEADER = 'X-GoogApps-Allowed-Domains';
/** https://learn.microsoft.com/entra/identity/enterprise-apps/tenant-restrictions */
const TENANTS_HEADER = 'Restrict-Access-To-Tenants';
const CONTEXT_HEADER = 'Restrict-Access-Context';
/** The same page: at login.live.com, where personal accounts sign in, `restrict-msa` closes all of them. */
const PERSONAL_HEADER = 'sec-Restrict-Tenant-Access-Policy';
export const ACCOUNT_HEADERS = [GOOGLE_HEADER, TENANTS_HEADER, CONTEXT_HEADER, PERSONAL_HEADER] as const;

const MICROSOFT_SIGN_IN = ['login.microsoftonline.com', 'login.microsoft.com', 'login.windows.net'];
const PERSONAL_SIGN_IN = 'login.live.com';
const GOOGLE_SIGN_IN = 'accounts.google.com';

/** What a host is told of whose accounts may be used. */
export interface AccountRule {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly groups: ReadonlySet<GroupId>;
  /** People sign in there: it is opened for this alone. */
  readonly isSignIn: boolean;
}

/** By host; Google's stands for everything beneath `google.com`. */
export type AccountRules = ReadonlyMap<string, AccountRule>;

export function compileAccounts(accounts: SchoolAccounts | undefined): AccountRules {
  const rules = new Map<string, AccountRule>();
  if (accounts === undefined) return rules;
  const { google, microsoft } = accounts;
  const groups = new Set(accounts.groups ?? GROUP_IDS);
  if (google !== undefined) {
    const headers = [[GOOGLE_HEADER, google.join(',')] as const];
    rules.set('google.com', { headers, groups, isSignIn: false });
    rules.set(GOOGLE_SIGN_IN, { headers, groups, isSignIn: true });
  }
  if (microsoft !== undefined) {
    const headers = [[TENANTS_HEADER, microsoft.tenants.join(',')] as const, [CONTEXT_HEADER, microsoft.directory] as const];
    for (const host of MICROSOFT_SIGN_IN) rules.set(host, { headers, groups, isSignIn: true });
    rules.set(PERSONAL_SIGN_IN, { headers: [[PERSONAL_HEADER, 'restrict-msa']], groups, isSignIn: true });
  }
  return rules;
}

/** The rule of a host. Microsoft's names stand for themselves: beneath them are devices' own, with certificates. */
export function accountRuleAt(rules: AccountRules, host: Hostname): AccountRule | undefined {
  if (rules.size === 0) return undefined;
  const own = rules.get(host);
  return own ?? (nameAndParents(host).includes('google.com' as Hostname) ? rules.get('google.com') : undefined);
}
