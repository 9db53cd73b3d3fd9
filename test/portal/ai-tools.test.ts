import { afterEach, expect, it } from 'vitest';
import type { Hostname } from '../../core/hostname.ts';
import type { AiTool } from '../../core/measure.ts';
import { askTokenOf, NOW, record, setUpPortal, tokenOf } from './set-up.ts';

let portal: Awaited<ReturnType<typeof setUpPortal>>;
afterEach(() => portal.close());

const COPILOT: AiTool = {
  id: 'ai-tool-copilot',
  kind: 'ai-tool',
  name: 'Copilot & friends',
  hosts: ['copilot.example', 'copilot-files.example'],
  minimum: 'seniors',
  licensed: true,
  approver: 'H. Head',
  dpia: 'https://dpia.example/1',
  from: NOW - 1,
  until: NOW + 86_400_000,
  reason: 'licensed',
  by: 'token:head',
  reminder: true,
};
const refusedBot = () => record({ host: 'chatbot.example', url: 'https://chatbot.example/', categories: ['ai-tools'] });

it('a refused AI tool is listed with the approved ones, and nothing else is', async () => {
  portal = await setUpPortal({ measures: [COPILOT, { ...COPILOT, id: 'ai-tool-late', name: 'Latecomer', from: NOW + 1 }] });
  portal.records.push(refusedBot(), record());
  const { body } = await portal.get('/blocks');
  expect(body.match(/You may use: <strong><bdi>Copilot &amp; friends<\/bdi><\/strong>/g)).toHaveLength(1);
  expect(body).not.toContain('Latecomer');
});

it('asking for it is asking for its approval by the Head of IT', async () => {
  portal = await setUpPortal();
  portal.records.push(refusedBot());
  expect((await portal.press({ token: askTokenOf({ host: 'chatbot.example' as Hostname }) }, undefined, '/ask')).statusCode).toBe(200);
  expect(await portal.stores.requests.list({ limit: 10 })).toMatchObject([{ kind: 'ai-approval', host: 'chatbot.example' }]);
});

it('the day’s reminder opens the whole tool until midnight in London, and it is written down', async () => {
  portal = await setUpPortal();
  await portal.stores.measures.put(COPILOT);
  await portal.press({ token: tokenOf({ host: 'www.copilot.example' as Hostname }) });
  const midnight = Date.UTC(2026, 5, 12, 23);
  expect(await portal.stores.overrides.list(NOW)).toMatchObject([
    { kind: 'coach', scope: { kind: 'person', id: 'alice' }, hosts: COPILOT.hosts, until: midnight },
  ]);
  expect((await portal.stores.audit.list({ limit: 10 })).at(-1)).toMatchObject({
    actor: 'user:alice',
    action: 'coach.open',
    subject: 'www.copilot.example',
    detail: { until: midnight },
  });
});
