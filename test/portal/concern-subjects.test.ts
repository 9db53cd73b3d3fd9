import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STAFF_IP, setUpConcerns, tokenIn } from './concern-set-up.ts';
import { ID, record, UNKNOWN_IP } from './set-up.ts';

let portal: Awaited<ReturnType<typeof setUpConcerns>>;
beforeEach(async () => {
  portal = await setUpConcerns();
});
afterEach(() => portal.close());

describe('a concern about an adult', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ about: 'headteacher' }, ['chair@north.example', 'trust@trust.example']],
    [{ about: 'lead' }, ['head@north.example']],
    [{ about: 'adult' }, ['head@north.example']],
    [{ about: 'adult', name: 'Mr Somebody' }, ['head@north.example']],
    [{ about: 'adult', name: 'Mrs Head' }, ['chair@north.example', 'trust@trust.example']],
    [{ about: 'adult', name: 'the head teacher' }, ['chair@north.example', 'trust@trust.example']],
    [{ about: 'adult', name: 'Ann Lead' }, ['head@north.example']],
  ])('%j goes round them', async (form, expected) => {
    const { body } = await portal.tell({ ...form, words: 'x' });
    // Nor are they named as somebody to talk to.
    expect(body).not.toContain('Ann Lead');
    expect(await portal.told()).toEqual(expected);
    expect((await portal.only()).report).toMatchObject({ by: 'alice', ...form });
  });
});

describe('the staff form', () => {
  const body = { about: 'pupil', name: 'alice', words: 'x', place: 'Room 4', severity: 'advisory', theme: 'bullying-hate' };

  it('is about the pupil, as serious as chosen, and told at once all the same', async () => {
    expect((await portal.get('/concern', STAFF_IP)).body).toContain('How serious is it?');
    expect((await portal.tell(body, STAFF_IP)).body).toContain('Your concern has been sent');
    const { incident, report } = await portal.only();
    expect(incident).toMatchObject({ person: 'alice', severity: 'advisory', theme: 'bullying-hate', school: 'north' });
    expect(report).toMatchObject({ by: 'e.teacher', role: 'staff', place: 'Room 4' });
    expect(await portal.told()).toEqual(['deputy@north.example', 'dsl@north.example']);
  });

  it('is not about its sender when it names nobody', async () => {
    await portal.tell({ words: 'x' }, STAFF_IP);
    expect((await portal.only()).incident).toMatchObject({ person: null, group: 'unidentified', severity: 'warning' });
    expect(await portal.told()).toContain('dsl@north.example');
  });
});

describe('the page that is reported', () => {
  it('is offered from the recent blocks, chosen by the block page’s link, and not passed to IT', async () => {
    portal.records.push(record());
    const { body } = await portal.get(`/concern?ref=${ID}`);
    expect(body).toMatch(/<option value="K7Q2-0M5V-9TBD-3XWA" selected>games\.example/);
    await portal.tell({ block: 'K7Q2-0M5V-9TBD-3XWA', asksIt: 'yes' });
    expect((await portal.only()).sighting).toMatchObject({ host: 'games.example', url: 'https://games.example/' });
    expect(await portal.requests()).toEqual([]);
    expect((await portal.get('/concern?ref=%00&ref=x')).statusCode).toBe(200);
  });

  it('of somebody unknown is found by the reference of their block page, and nothing else is shown', async () => {
    const other = { id: 'K7Q20M5V9TBD3XWB', host: 'other.example', username: null, clientIp: UNKNOWN_IP };
    portal.records.push(record({ username: null, clientIp: UNKNOWN_IP }), record(other));
    expect((await portal.get('/concern', UNKNOWN_IP)).body).not.toMatch(/games\.example|other\.example/);
    const { body } = await portal.get(`/concern?ref=${ID}`, UNKNOWN_IP);
    expect(body).toContain('games.example');
    expect(body).not.toContain('other.example');
    await portal.post({ token: tokenIn(body), block: 'K7Q2-0M5V-9TBD-3XWA' }, UNKNOWN_IP);
    expect((await portal.only()).sighting?.host).toBe('games.example');
  });

  it('becomes an urgent request to IT without a word of who told what', async () => {
    const { body } = await portal.tell({ page: 'https://bad.example/watch?v=1', words: 'secret words', asksIt: 'yes' });
    expect(body).toContain('IT has been asked');
    const [request, ...others] = await portal.requests();
    expect(others).toEqual([]);
    expect(request).toMatchObject({ kind: 'block', host: 'bad.example', urgent: true, status: 'open', school: 'north' });
    const audit = await portal.stores.audit.list({ limit: 99 });
    expect(JSON.stringify([request, audit])).not.toMatch(/alice|secret words|10\.0\.0\.1"/);
    expect(audit.map(({ action }) => action)).toEqual(['concern.file', 'request.file']);
  });

  it('is asked for once however often the form is sent, and not when the box is cleared', async () => {
    const token = await portal.open();
    for (let i = 0; i < 2; i++) await portal.post({ token, page: 'bad.example', asksIt: 'yes' });
    await portal.tell({ page: 'other.example' });
    expect((await portal.requests()).map(({ host }) => host)).toEqual(['bad.example']);
  });

  it('that is no address is kept as words', async () => {
    await portal.tell({ page: 'that video about …', asksIt: 'yes' });
    expect((await portal.only()).report?.place).toBe('that video about …');
    expect(await portal.requests()).toEqual([]);
  });

  it('leaves nothing of a sealed page but list and hash', async () => {
    await portal.tell({ page: 'http://sealed.example/x', words: 'I saw sealed.example there', asksIt: 'yes' });
    const { sighting, incident } = await portal.only();
    expect(JSON.stringify([sighting, incident])).not.toContain('sealed.example');
    expect(sighting?.host).toMatch(/^sealed:/);
    expect(incident?.factors.map(({ id }) => id)).toContain('sealed');
    expect(await portal.requests()).toEqual([]);
  });
});
