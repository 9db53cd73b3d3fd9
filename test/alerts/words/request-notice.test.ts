import { describe, expect, it } from 'vitest';
import { NOTICE_EVENTS, type Notice, noticeDeliveries, researchDelivery } from '../../../alerts/request-notice.ts';
import { requestMail, requestWebhookBody } from '../../../alerts/words/request-notice.ts';
import { request } from '../../storage/requests.ts';

const told = { event: 'approved', at: 1_780_000_000_000, by: 'token:it', words: 'fine', occasion: '2' } as const;
const noticeOf = (more: object = {}, event: Notice['event'] = 'approved') =>
  noticeDeliveries(request('r1', { email: 'a@b.example', ...more }), { ...told, event }, true)[0]?.payload as Notice;

describe('the answer to a requester', () => {
  it('says what was decided and why, and not by whom', () => {
    const { subject, text, html } = requestMail(noticeOf(), null);
    expect(subject).toBe('[Schoolgate] Your request was approved');
    expect(text).toContain('Reason given: fine');
    expect(text).not.toContain('token:it');
    expect(html).not.toContain('<script');
  });

  it('says by mail that a mail was taken, and how to answer it', () => {
    const byMail = { filedBy: 'mail:a@b.example' };
    const [webhook, email] = noticeDeliveries(request('request-1', { email: 'a@b.example', ...byMail }), { ...told, event: 'filed' }, true);
    expect([webhook?.channel, email?.to]).toEqual(['webhook', 'a@b.example']);
    const { subject, text, replyTo } = requestMail(email?.payload as Notice, 'unblock@north.example');
    expect([subject, replyTo]).toEqual(['[Schoolgate] We have your request (request-1)', 'unblock@north.example']);
    expect(text).toContain('Your words: fine');
    expect(text).toContain('answer this mail and leave the reference in its subject');
    expect(requestMail(noticeOf(), null)).not.toHaveProperty('replyTo');
  });

  it('names no sealed site, and holds nothing that a mail program would follow or run', () => {
    const sealed = noticeOf({ tier: 'sealed', host: 'sealed:list:0123' });
    expect(requestMail(sealed, null).text).not.toContain('sealed');
    expect(requestWebhookBody(sealed)).not.toContain('sealed:');
    const hostile = { ...noticeOf(), words: '<img src=x>\r\nBcc: all@b.example https://evil.example/' };
    const { subject, text, html } = requestMail(hostile, null);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).not.toMatch(/^Bcc/m);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('href');
  });

  it.each(NOTICE_EVENTS)('%s is a webhook of its own type, once for each occasion', (event) => {
    expect(JSON.parse(requestWebhookBody(noticeOf({}, event)))).toMatchObject({ type: `request.${event}`, data: { request: 'r1' } });
    const keys = noticeDeliveries(request('r1', { email: 'a@b.example' }), { ...told, event }, true).map(({ uniqueKey }) => uniqueKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(['filed', 'commented', 'research-opened'].includes(event) ? 1 : 2);
  });

  it('tells a safeguarding lead for whom a locked page is open, until when and by whom', () => {
    const { event: _, ...input } = { ...told, by: 'token:a and token:b' };
    const research = { person: 'mrs.smith', until: Date.UTC(2026, 10, 30, 9) };
    const { to, payload } = researchDelivery(request('r1'), input, research, { name: 'D', email: 'dsl@north.example' });
    expect(to).toBe('dsl@north.example');
    const { subject, text } = requestMail(payload as Notice, null);
    expect(subject).toBe('[Schoolgate] A research exception was opened');
    for (const part of ['mrs.smith', '09:00 on Monday 30 November 2026', 'token:a and token:b', 'Reason given: fine', 'r1'])
      expect(text).toContain(part);
  });

  it('goes nowhere where nobody is to be told', () => {
    expect(noticeDeliveries(request('r1'), told, false)).toEqual([]);
  });
});
