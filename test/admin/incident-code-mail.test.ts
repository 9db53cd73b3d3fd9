import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { incidentPages } from '../../admin/incident-page/routes.ts';
import { openIncidentKey } from '../../storage/incident-key.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { openAlertsFixture } from '../alerts/runtime/alerts-fixture.ts';
import { redisIsInstalled } from '../support/redis.ts';

describe.skipIf(!redisIsInstalled)('the code of an incident’s page', () => {
  it('comes by mail from the alerts part, opens the page once, and is nowhere in the database', async () => {
    const { attempt, start, mail, stores, config, clock, folder } = await openAlertsFixture();
    await start();
    await attempt({ username: 'p.one' });
    await mail.until(() => mail.received.length === 2);
    const [incident] = await stores.incidents.list({ limit: 1 });
    const app = Fastify();
    const logger = createLogger({ part: 'admin', instance: 'test', destination: { write() {} } });
    incidentPages(app, { config, stores, clock, logger });
    const post = (url: string, form: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(form).toString(),
      });
    const page = `/incidents/${incident?.id}/${openIncidentKey(folder).proofOf(incident?.id ?? '')}`;
    const to = /value="([^"]+)" required/.exec((await app.inject({ url: page })).payload)?.[1] ?? '';
    const asked = await post(`${page}/code`, { to });
    await mail.until(() => mail.to('dsl@north.example').length === 2);
    expect(mail.to('deputy@north.example')).toHaveLength(1);
    const code = mail.to('dsl@north.example')[1]?.mail;
    expect(code?.subject).toBe(`[Schoolgate] Your code for ref ${incident?.id}`);
    expect(`${code?.text}${code?.html}`).not.toMatch(/terror|danger|p\.one|href|https?:/i);
    const digits = (/\d{4} \d{4}/.exec(code?.text ?? '')?.[0] ?? '').replace(' ', '');
    expect(digits).toMatch(/^\d{8}$/);
    const challenge = new URL(String(asked.headers.location), 'http://x').searchParams.get('code') ?? '';
    expect((await post(`${page}/enter`, { challenge, code: digits })).statusCode).toBe(303);
    expect((await post(`${page}/enter`, { challenge, code: digits })).statusCode).toBe(403);
    await expect
      .poll(async () => (await stores.outbox.forIncident(incident?.id ?? '')).map(({ status }) => status))
      .toEqual(Array(3).fill('accepted'));
    const kept = [
      await stores.outbox.forIncident(incident?.id ?? ''),
      await stores.incidents.events(incident?.id ?? ''),
      await stores.audit.list({ limit: 99 }),
    ];
    expect(JSON.stringify(kept)).not.toContain(digits);
    await app.close();
  });
});
