import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../../core/identity.ts';
import { ask, PAGE } from '../../integration/proxy-client.ts';
import { until } from '../../support/product.ts';
import type { ConsoleWorld, Desk } from './world.ts';

interface ConsolePages {
  readonly PAGES: readonly { readonly path: string }[];
  readonly mayOpen: (page: { readonly path: string }, role: Role) => boolean;
}
/** By a name that the compiler does not follow: those files are the browser's, and have settings of their own. */
const PAGES_FILE: string = new URL('../../../console/src/pages.ts', import.meta.url).href;
const { PAGES, mayOpen } = (await import(PAGES_FILE)) as ConsolePages;

/** Each of them sets `broken` in some browser, framework or template that takes text for more than text. */
const INJECTIONS = [
  '<img src=x onerror=globalThis.broken=1>',
  '"><script>globalThis.broken=1</script>',
  "' onfocus=globalThis.broken=1 autofocus='",
  '<svg/onload=globalThis.broken=1>',
  'javascript:globalThis.broken=1',
  '{{constructor.constructor("globalThis.broken=1")()}}',
  '$'.concat('{globalThis.broken=1}'),
  '</textarea></title></style><iframe srcdoc="<script>parent.broken=1</script>">',
];
/** Right to left, marks that turn the direction of what follows, and one word that never breaks. */
const AWKWARD = `مدرسة الشمال \u202Egnp.exe\u202C שלום ${'looooong'.repeat(12)}`;
const AT = '127.0.0.51';
const SITE = 'games.schoolgate.test';

/** What anybody may type, wherever it is stored, is text on every page; nothing that is long or runs the other way pushes a page wider. */
export function hostileWords(world: () => ConsoleWorld): void {
  describe('hostile words', () => {
    const words = (most: number) => `${INJECTIONS[0]} ${AWKWARD} ${INJECTIONS.slice(1).join(' ')}`.replace(/\p{Cf}/gu, '').slice(0, most);
    let incident: string;
    let request: string;

    beforeAll(async () => {
      const { product } = world();
      const tokens = new Map<Role, { authorization: string }>();
      const call = async (role: Role, method: string, path: string, body: object): Promise<Record<string, unknown>> => {
        const headers = tokens.get(role) ?? (await product.token(role));
        tokens.set(role, headers);
        const json = { ...headers, 'content-type': 'application/json' };
        const answer = await fetch(`${product.adminUrl}/api/v1${path}`, { method, headers: json, body: JSON.stringify(body) });
        const said = (await answer.json()) as Record<string, unknown>;
        expect([path, answer.status, answer.status < 300 ? '' : JSON.stringify(said)]).toEqual([path, answer.status, '']);
        return said;
      };
      const reason = words(500);
      const user = words(100);
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      await call('it-operator', 'PUT', '/leases', [
        { ip: AT, user, computer: words(60), group: 'seniors', school: 'north', ttlSeconds: 3_600 },
      ]);
      await ask(product.ports.proxy, `http://${SITE}/${encodeURI(words(400))}`, { from: AT, headers: PAGE });
      await ask(product.ports.proxy, `http://www.google.com/search?q=${encodeURIComponent(`how to hang myself ${words(300)}`)}`, {
        from: AT,
        headers: PAGE,
      });
      const filed = await call('teacher', 'POST', '/requests', {
        kind: 'unblock',
        url: `http://${SITE}/${words(200)}`,
        reason,
        requestedBy: user,
      });
      request = String(filed['id']);
      await call('it-operator', 'POST', `/requests/${request}/comments`, { text: words(1_000) });
      await call('it-operator', 'POST', '/overrides', {
        hosts: ['open.example'],
        scope: { kind: 'person', id: user },
        until: expiresAt,
        reason,
      });
      await call('teacher', 'POST', '/concerns', {
        words: words(2_000),
        about: 'pupil',
        name: words(150),
        place: words(150),
        school: 'north',
      });
      const ai = {
        id: 'hostile',
        name: words(150),
        hosts: ['ai.example'],
        approver: words(150),
        licensed: true,
        dpia: `https://trust.example/${encodeURIComponent(words(200))}`,
      };
      await call('head-of-it', 'PUT', '/ai-tools', {
        ...ai,
        expires: new Date(Date.now() + 30 * 86_400_000).toISOString(),
        minimumGroup: 'seniors',
        reason,
      });
      await call('head-of-it', 'POST', '/exams', { audience: { people: [user] }, until: expiresAt, closed: ['games'], reason });
      const [{ token }] = [
        await product.answer<{ token: string }>('token', 'create', '--name', 'hostile-dsl', '--role', 'dsl', '--school', 'north'),
      ];
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const incidents = `${product.adminUrl}/api/v1/incidents`;
      incident = await until(async () => {
        const { items } = (await (await fetch(`${incidents}?theme=self-harm-suicide`, { headers })).json()) as {
          items: { id: string; person: string; status: string }[];
        };
        return items.find(({ person, status }) => person?.includes('broken') && status === 'new')?.id;
      }, 30_000);
      const { version } = (await (await fetch(`${incidents}/${incident}`, { headers })).json()) as { version: number };
      const note = await fetch(`${incidents}/${incident}/note`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ version, text: words(2_000) }),
      });
      expect(note.status).toBe(200);
    }, 120_000);

    it.each([
      ['dsl', 'north'],
      ['headteacher', 'north'],
      ['head-of-it', null],
      ['trust-admin', null],
      ['dpo', null],
      ['teacher', 'north'],
    ] as const)('do nothing on any page of a %s, and fit a phone', { timeout: 240_000 }, async (role, school) => {
      const desk = await world().enter(`hostile.${role}`, role, school);
      await renamed(world(), `hostile.${role}`);
      const { page } = desk;
      const faults: string[] = [];
      page.on('dialog', (dialog) => {
        faults.push(`a dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.setViewportSize({ width: 390, height: 844 });
      for (const { path } of PAGES.filter((one) => mayOpen(one, role))) {
        const place = path.replace(':id', path.startsWith('/incidents') ? incident : request);
        await world().goTo(page, place);
        faults.push(...(await brokenBy(page)).map((fault) => `${place}: ${fault}`));
      }
      expect([...faults, ...desk.faults]).toEqual([]);
      await desk.context.close();
    });
  });
}

/** A name that people see of whoever did something. */
async function renamed(world: ConsoleWorld, name: string): Promise<void> {
  await world.product.answer('account', 'add', `${name}.2`, '--role', 'viewer', '--school', 'north', '--display-name', INJECTIONS[0] ?? '');
}

async function brokenBy(page: Page): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const faults = [];
    if (globalThis.broken !== undefined) faults.push('a script ran');
    const made = document.querySelectorAll('main img, main iframe, main script, main [onerror], main [onload], main [onfocus], main a[href^="javascript"]');
    for (const one of made) faults.push('became an element: ' + one.outerHTML.slice(0, 200));
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) faults.push(wide + ' px too wide');
    return faults;
  })()`)) as string[];
}

/** What each role may not open, by the menu, by the address and by the API behind the page. */
export function roleWalls(world: () => ConsoleWorld): void {
  /** One call behind each page that whoever may not open it must be refused. */
  const CALLS: Readonly<Record<string, string>> = {
    '/now': '/incidents',
    '/trends': '/incidents/trends',
    '/lookups': '/lookups',
    '/policy': '/policy',
    '/accounts': '/accounts',
    '/setup': '/setup',
    '/audit': '/audit',
    '/requests': '/requests',
    '/open-now': '/overrides',
    '/blocked': '/blocked-sites',
    '/leases': '/leases',
    '/bypass': '/bypass-suggestions',
    '/tokens': '/tokens',
    '/teach': '/teach',
  };

  describe.each([
    ['teacher', 'north'],
    ['dsl', 'north'],
    ['it-operator', null],
    ['dpo', null],
    ['viewer', 'north'],
  ] as const)('the walls around a %s', (role, school) => {
    let desk: Desk;
    beforeAll(async () => {
      desk = await world().enter(`walls.${role}`, role, school);
    }, 120_000);
    afterAll(() => desk?.context.close());

    it('leave out of the menu, close by address, and refuse at the API what is not theirs', { timeout: 240_000 }, async () => {
      const { page } = desk;
      const closed = PAGES.filter((one) => !mayOpen(one, role) && !one.path.includes(':'));
      expect(closed.length).toBeGreaterThan(3);
      const menu = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      for (const { path } of closed) {
        expect(menu).not.toContain(`/console${path}`);
        await page.goto(`${world().product.adminUrl}/console${path}`);
        await page.getByText('Your role does not show you this.').waitFor();
        const call = CALLS[path];
        if (call === undefined) continue;
        const status = await page.evaluate(`fetch('/api/v1${call}').then(({ status }) => status)`);
        expect([path, call, status]).toEqual([path, call, 403]);
      }
      expect(desk.faults).toEqual([]);
    });
  });
}
