import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseIpAddress } from '../../../core/address.ts';
import { parseDecisionId } from '../../../core/decision-id.ts';
import { parseHostname } from '../../../core/hostname.ts';
import { epochMs } from '../../../core/units.ts';
import { createCoachTokens } from '../../../storage/coach-token.ts';
import { openKeyStore } from '../../../storage/key-store.ts';
import { until } from '../../support/product.ts';
import { type Answer, ask, connectThrough, PAGE } from '../proxy-client.ts';
import { AT, type Running } from './running.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', ...PAGE };

export function coaching(running: () => Running): void {
  describe('a coached site', () => {
    beforeAll(async () => {
      await running().product.lease(AT.sixthFormer, 'sixth1', 'sixth-form');
      await running().product.lease(AT.somebodyElse, 'sixth2', 'sixth-form');
    });

    const visit = (url: string, from: string = AT.sixthFormer): Promise<Answer> =>
      ask(running().product.ports.proxy, url, { from, headers: PAGE });
    const press = (token: string, back: string, from: string = AT.sixthFormer): Promise<Answer> =>
      ask(running().product.ports.portal, '/coach', {
        ...{ method: 'POST', from, headers: FORM },
        body: new URLSearchParams({ token, back }).toString(),
      });

    it('is opened by one click, for that person, recorded', async () => {
      const { product } = running();
      const url = 'http://games.schoolgate.test/play';
      const first = await visit(url);
      expect(first.status).toBe(403);
      expect(await product.recordOf(first)).toMatchObject({ action: 'coach', rule: 'category', username: 'sixth1', status: 403 });
      const action = /<form method="post" action="([^"]+)"/.exec(first.body)?.[1];
      expect(action).toBe(`${product.portalUrl}/coach`);
      const opened = await press(hidden(first, 'token'), hidden(first, 'back'));
      expect([opened.status, opened.headers.location]).toEqual([303, url]);

      // The canary leads nowhere: that it is tried is what can be seen.
      const second = await visit(url);
      expect(second.status).toBe(502);
      expect(await product.recordOf(second)).toMatchObject({ action: 'allow', rule: 'override', username: 'sixth1', status: 502 });
      const other = await visit(url, AT.somebodyElse);
      expect(other.status).toBe(403);
      expect(await product.recordOf(other)).toMatchObject({ action: 'coach', username: 'sixth2' });
    });

    it('refused as a CONNECT, is opened from the recent blocks', async () => {
      const { product } = running();
      const host = 'forums.schoolgate.test';
      const { socket, ...refused } = await connectThrough(product.ports.proxy, `${host}:443`, { from: AT.sixthFormer });
      socket.destroy();
      expect(refused.status).toBe(403);
      expect(await product.recordOf(refused)).toMatchObject({ action: 'coach', event: 'tunnel-open' });
      const button = new RegExp(`name="token" value="([^"]+)"><button type="submit">Open ${host}`);
      const token = await until(async () => {
        const page = await ask(product.ports.portal, '/blocks', { from: AT.sixthFormer, headers: PAGE });
        return button.exec(page.body)?.[1];
      }, 2_000);
      const opened = await press(token, '');
      expect(opened.status).toBe(200);
      expect(opened.body).toContain(host);
      const again = await connectThrough(product.ports.proxy, `${host}:443`, { from: AT.sixthFormer });
      again.socket.destroy();
      expect(again.status).toBe(502);
      expect(await product.recordOf(again)).toMatchObject({ action: 'allow', rule: 'override' });
    });

    it('is not opened by a token that is forged, run out or somebody else’s', async () => {
      const { product } = running();
      const url = 'http://chat.schoolgate.test/';
      const coached = await visit(url);
      const token = hidden(coached, 'token');
      const key = openKeyStore(join(product.dataFolder, 'keys')).key('coach-token', 32);
      const grant = {
        decisionId: defined(parseDecisionId(String(coached.headers['schoolgate-decision']))),
        clientIp: defined(parseIpAddress(AT.sixthFormer)),
        username: 'sixth1',
        host: defined(parseHostname('chat.schoolgate.test')),
      };
      const runOut = createCoachTokens(key).sign({ ...grant, expiresAt: epochMs(Date.now() - 1) });
      const forged = createCoachTokens(Buffer.alloc(32)).sign({ ...grant, expiresAt: epochMs(Date.now() + 60_000) });
      expect((await press(runOut, url)).status).toBe(403);
      expect((await press(forged, url)).status).toBe(403);
      expect((await press(`${token.slice(0, -2)}AA`, url)).status).toBe(403);
      expect((await press('', url)).status).toBe(403);
      expect((await press(token, url, AT.somebodyElse)).status).toBe(403);
      expect((await visit(url)).status).toBe(403);
      // That the token itself was good: nothing above was refused for another reason.
      expect((await press(token, 'http://elsewhere.example/')).headers.location).toBeUndefined();
      expect((await visit(url)).status).toBe(502);
    });
  });
}

function hidden(page: Answer, name: string): string {
  const value = new RegExp(`<input type="hidden" name="${name}" value="([^"]*)">`).exec(page.body)?.[1];
  return defined(value).replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}
