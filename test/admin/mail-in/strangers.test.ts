import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { takeMail } from '../../../admin/services/mailed-request.ts';
import { StrangerRefusals } from '../../../admin/services/stranger-refusals.ts';
import type { AdminFixture } from '../../support/admin-fixture.ts';
import { openSchoolDay } from '../../support/school-day.ts';

let admin: AdminFixture;
beforeAll(async () => {
  admin = await openSchoolDay();
});
afterAll(() => admin.close());

it('mails by strangers, of whom many write, are in the audit log ten times an hour, and the others as a number', async () => {
  const strangers = new StrangerRefusals(admin.context);
  const services = { ...admin.context, strangers, newId: () => 'never' };
  const settings = {
    ...{ address: 'unblock@north.example', relays: ['127.0.0.1'], host: '127.0.0.1', port: 0 },
    ...{ domains: ['north.example'], unknown: 'refuse' as const },
  };
  const send = async (from: string, text: string) =>
    (await takeMail({ id: 'm', from, subject: 'Please', text, isAutomatic: false }, settings, services)).kind;
  for (let i = 0; i < 14; i++) expect(await send(`s${i}@else.example`, 'a.example')).toBe('refused');
  await strangers.settle();
  const { audit } = admin.context.stores;
  const rows = async () => (await audit.list({ limit: 1000 })).filter(({ action }) => action === 'request.mail');
  expect((await rows()).map(({ subject }) => subject)).toEqual(Array.from({ length: 10 }, (_, i) => `s${i}@else.example`));
  admin.advance(3_600_000);
  const append = vi.spyOn(audit, 'append').mockRejectedValueOnce(new Error('disk full'));
  await expect(strangers.settle()).rejects.toThrow('disk full');
  append.mockRestore();
  await strangers.settle();
  expect(await send('next@else.example', 'a.example')).toBe('refused');
  expect((await rows()).slice(10)).toMatchObject([
    { actor: 'system', subject: 'unknown senders', outcome: 'refused', detail: { count: 4 } },
    { subject: 'next@else.example' },
  ]);
  // Somebody who is known is named each time.
  for (let i = 0; i < 12; i++) await send('amy@north.example', 'no site');
  expect((await rows()).filter(({ subject }) => subject === 'amy@north.example')).toHaveLength(12);
  await strangers.settle(true);
  expect(await rows()).toHaveLength(24);
});
