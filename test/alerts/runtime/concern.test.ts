import { describe, expect, it, onTestFinished } from 'vitest';
import { alertDeliveries } from '../../../alerts/alert-deliveries.ts';
import { type Concern, concernSighting } from '../../../alerts/concern.ts';
import { contactsOf } from '../../../alerts/routing/directory.ts';
import { epochMs } from '../../../core/units.ts';
import type { MailServer } from '../../support/mail-server.ts';
import { redisIsInstalled } from '../../support/redis.ts';
import { WebhookReceiver } from '../../support/webhook-receiver.ts';
import { type AlertsFixture, openAlertsFixture } from './alerts-fixture.ts';

/** Whom of the school mail reached, in turn. */
const leads = (mail: MailServer) => mail.received.map(({ to }) => to.join()).filter((to) => to.endsWith('@north.example'));

/** Stores it as the portal does. */
async function tell({ stores, config, clock }: AlertsFixture, more: Partial<Concern>) {
  const { directory } = contactsOf(config);
  const at = clock();
  const concern: Concern = {
    id: 'C1',
    at,
    reporter: { username: 'a.pupil', computer: null, clientIp: '10.0.0.1', group: 'seniors', attribution: 'lease' },
    isStaff: false,
    school: 'north',
    theme: 'self-harm-suicide',
    severity: 'warning',
    words: 'My friend is not well.',
    place: '',
    page: null,
    about: 'nobody',
    name: '',
    ownName: '',
    namedGroup: null,
    ...more,
  };
  return stores.incidents.store([concernSighting(concern, directory)], null, {
    mergeWindowMs: 600_000,
    routing: (incident, why) => alertDeliveries(incident, why, directory, at),
  });
}

describe.skipIf(!redisIsInstalled)('a concern that somebody told', () => {
  it('is kept while nothing runs that could tell of it, and reaches everybody once when it does', async () => {
    const fixture = await openAlertsFixture({ mail: { detail: 'full' } });
    const { mail, start, stores } = fixture;
    await tell(fixture, {});
    expect(await tell(fixture, {})).toEqual([]);
    await start();
    await mail.until(() => leads(mail).length === 2);
    await expect.poll(async () => (await stores.outbox.totals(epochMs(0))).sending).toBe(0);
    await tell(fixture, { id: 'C2', severity: 'danger' });
    await mail.until(() => leads(mail).length === 4);
    expect(leads(mail).sort()).toEqual([...Array(2).fill('deputy@north.example'), ...Array(2).fill('dsl@north.example')]);
    const [first] = mail.to('dsl@north.example');
    expect(first?.mail.text).toContain('Somebody reported this with the form.');
    expect(first?.mail.text).toContain('They wrote: “My friend is not well.”');
  });

  it('is told also beside an open incident of the same person and theme, and counts as no attempt of theirs', async () => {
    const fixture = await openAlertsFixture();
    const { mail, attempt, start, stores } = fixture;
    const search = {
      categories: ['self-harm'],
      signal: 'warning',
      searchTerm: 'x',
      host: 'search.example',
      url: 'https://search.example/',
    } as const;
    for (const id of ['C1', 'C2', 'C3']) {
      await tell(fixture, { id });
      fixture.advance(2 * 60_000);
    }
    await start();
    await mail.until(() => leads(mail).length === 6);
    await attempt({ ...search, categories: [...search.categories] });
    await mail.until(() => leads(mail).length === 8);
    await tell(fixture, { id: 'C4' });
    await mail.until(() => leads(mail).length === 10);
    const all = await stores.incidents.list({ limit: 9 });
    expect(all.map(({ records }) => records)).toEqual([1, 1, 1, 1, 1]);
    const raised = all.find(({ factors }) => !factors.some(({ id }) => id === 'reported'));
    expect(raised?.factors.map(({ id }) => id)).not.toContain('third-strike');
    expect(await stores.incidents.cursor()).toBeDefined();
  });

  it('is posted again with the same id, and not in doubt, when the first call was under way as its process was killed', async () => {
    const receiver = await WebhookReceiver.start();
    onTestFinished(() => receiver.close());
    const secret = Buffer.alloc(32, 1).toString('base64');
    const fixture = await openAlertsFixture({ webhooks: [{ id: 'hook', kind: 'cpoms', url: receiver.url, secret }] });
    const { stores, clock, start } = fixture;
    const [incident] = await tell(fixture, {});
    const posts = async () => (await stores.outbox.forIncident(incident?.id ?? '')).filter(({ channel }) => channel === 'webhook');
    const [post] = await posts();
    await stores.outbox.claim(post?.id ?? '', clock(), 1);
    await start({ stuckMs: 300 });
    await receiver.until(1);
    await expect.poll(posts).toMatchObject([{ status: 'accepted', attempts: 2, answer: 'HTTP 202: taken' }]);
    expect(receiver.received.map(({ headers }) => headers['idempotency-key'])).toEqual([post?.id]);
  });
});
