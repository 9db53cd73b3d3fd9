import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
let headers: { authorization: string };
beforeAll(async () => {
  admin = await openAdminFixture();
  headers = await admin.tokenFor('it-operator');
});
afterAll(() => admin.close());

const ask = (payload: object) => admin.app.inject({ method: 'POST', url: '/api/v1/explain', headers, payload });

describe('POST /api/v1/explain', () => {
  it('tells the rule, the entry and the list behind a block', async () => {
    const response = await ask({ url: 'https://www.gambling.schoolgate.test/x', group: 'seniors' });
    expect(response.statusCode).toBe(200);
    const text = JSON.stringify(response.json().explanation);
    expect(text).toContain('gambling.schoolgate.test');
    expect(text).toContain('canary');
    expect(text).toContain('"block"');
  });

  it('uses the group of the person it names, whatever the case of the name', async () => {
    await admin.context.stores.people.put([{ name: 'mrs.smith', group: 'staff', school: 'north', role: null, passwordHash: null }]);
    const known = new Promise<void>((done) => admin.policy.onPeopleChanged(() => done()));
    await admin.context.bus.announce('people', 1);
    await known;
    const staff = (await ask({ url: 'http://games.schoolgate.test/', user: 'Mrs.Smith' })).json();
    const pupil = (await ask({ url: 'http://games.schoolgate.test/', user: 'unknown.pupil' })).json();
    expect(staff.explanation).toMatchObject({ action: 'allow' });
    expect(pupil.explanation).toMatchObject({ action: 'block' });
  });

  it.each([
    [{ url: 'http://' }, 400],
    [{ url: 'gopher://example.test/' }, 400],
    [{ url: 'http://example.test/', ip: 'x' }, 400],
    [{ url: 'http://example.test/', at: 'yesterday' }, 400],
    [{ url: 'http://example.test/', group: 'wizards' }, 400],
    [{}, 400],
    [{ decision: 'not-an-id' }, 400],
    [{ decision: '0000000000000000' }, 404],
  ])('%j answers %i', async (payload, status) => {
    const response = await ask(payload);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  it('takes a bare host, as the record of a tunnel shows it', async () => {
    expect((await ask({ url: 'games.schoolgate.test' })).statusCode).toBe(200);
    expect((await ask({ url: 'games.schoolgate.test:443' })).statusCode).toBe(200);
  });
});
