import { beforeAll, describe, expect, it } from 'vitest';
import { ask, basic, connectThrough } from '../proxy-client.ts';
import { AT, type Running } from './running.ts';

const PASSWORD = 'correct horse: battery staple';

export function signingIn(running: () => Running): void {
  describe('signing in to the proxy', () => {
    beforeAll(async () => {
      const { product } = running();
      const words = ['user', 'add', 'mr.smith', '--group', 'staff', '--school', 'north', '--password-stdin'];
      const { code, out, err } = await product.cli(words, { input: `${PASSWORD}\n` });
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('in force on all 2 workers');
    });

    const visit = (headers: Record<string, string>, from: string = AT.teacher) =>
      ask(running().product.ports.proxy, `http://open.localhost:${running().origin.port}/signed-in`, { from, headers });

    it('with the right password is that person, by argon2id', async () => {
      const { product } = running();
      const answer = await visit(basic('Mr.Smith', PASSWORD));
      expect(answer.status).toBe(200);
      expect(await product.find(({ clientIp, status }) => clientIp === AT.teacher && status === 200)).toMatchObject({
        ...{ username: 'mr.smith', group: 'staff', school: 'north', attribution: 'proxy-auth', action: 'allow' },
      });
      // The password never goes on to the site.
      expect(answer.body).toBe('GET /signed-in');
    });

    it('with a wrong one is asked again, whatever else would say who it is', async () => {
      for (const from of [AT.teacher, AT.pupil]) {
        const answer = await visit(basic('mr.smith', 'wrong'), from);
        expect(answer.status).toBe(407);
        expect(answer.headers['proxy-authenticate']).toMatch(/^Basic realm=/);
        expect(await running().product.recordOf(answer)).toMatchObject({ action: 'block', rule: 'identity', username: null, status: 407 });
      }
      expect((await visit(basic('nobody', PASSWORD))).status).toBe(407);
      expect((await visit({ 'proxy-authorization': 'Bearer of-something-else' })).status).toBe(407);
    });

    it('is asked for only where no lease says who it is', async () => {
      expect((await visit({})).status).toBe(407);
      expect((await visit({}, AT.pupil)).status).toBe(200);
    });

    it('holds for a CONNECT as well', async () => {
      const { product } = running();
      const wrong = await connectThrough(product.ports.proxy, 'games.schoolgate.test:443', {
        from: AT.teacher,
        headers: basic('mr.smith', 'no'),
      });
      expect(wrong.status).toBe(407);
      const right = await connectThrough(product.ports.proxy, 'drugs.schoolgate.test:443', {
        from: AT.teacher,
        headers: basic('mr.smith', PASSWORD),
      });
      expect(right.status).toBe(403);
      expect(await product.recordOf(right)).toMatchObject({ username: 'mr.smith', group: 'staff', action: 'block' });
      wrong.socket.destroy();
      right.socket.destroy();
    });

    it('stops working as soon as the user is removed', async () => {
      const { product } = running();
      expect(await product.answer('user', 'remove', 'mr.smith')).toMatchObject({ state: expect.stringContaining('in force') });
      expect((await visit(basic('mr.smith', PASSWORD))).status).toBe(407);
    });

    it('leaves no password behind, in records or log', () => {
      const { product } = running();
      const written = product.recordLines().join('\n') + product.log;
      for (const secret of [PASSWORD, Buffer.from(`mr.smith:${PASSWORD}`).toString('base64')]) expect(written).not.toContain(secret);
    });
  });
}
