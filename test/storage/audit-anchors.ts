import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { dropAnchor, isAnchorDue, readAnchors, verifyAudit } from '../../storage/audit-anchors.ts';
import { auditHash, FIRST_PREVIOUS_HASH } from '../../storage/audit-chain.ts';
import { openStores } from '../../storage/open-stores.ts';
import { type Bench, HOUR, type SharedPlace, START } from './bench.ts';

/** Tamperings that leave a chain which fits in itself: only what is kept outside the database shows them. */
export function anchorTests(bench: Bench<SharedPlace>): void {
  describe('the anchors of the audit log', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'schoolgate-anchors-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const append = async (count: number) => {
      for (let i = 0; i < count; i++)
        await bench.stores.audit.append({ at: START, actor: 'cli:root', action: 'a', subject: `${i}`, outcome: 'done', detail: { i } });
    };
    const drop = (day: number) => dropAnchor(folder, bench.stores.audit, epochMs(START + day * 24 * HOUR));
    const verify = async () => verifyAudit(bench.stores.audit, await readAnchors(folder), epochMs(START + 2 * 24 * HOUR));

    /** Makes every row from `first` on anew, so that the chain fits again. */
    async function rewriteFrom(first: number): Promise<void> {
      const entries = await bench.stores.audit.list({ limit: 1_000 });
      let previous = entries[first - 2]?.hash ?? FIRST_PREVIOUS_HASH;
      for (const entry of entries.slice(first - 1)) {
        previous = auditHash(previous, { ...entry, subject: 'innocent' });
        await bench.place.tamper(`update audit set subject = 'innocent', hash = '${previous}' where sequence = ${entry.sequence}`);
      }
      await bench.place.tamper(`update audit_head set hash = '${previous}'`);
    }

    it('are due once a day, name the end of the chain, and are for the owner alone', async () => {
      expect(await drop(0)).toBeUndefined();
      const isDue = async (day: number) => isAnchorDue(await readAnchors(folder), epochMs(START + day * 24 * HOUR));
      expect(await isDue(0)).toBe(true);
      await append(2);
      expect(await drop(0)).toMatchObject({ sequence: 2, hash: (await bench.stores.audit.head()).hash });
      expect([await isDue(0.5), await isDue(1), await isDue(-2)]).toEqual([false, true, true]);
      await append(1);
      await drop(1);
      expect((await readAnchors(folder)).map(({ sequence }) => sequence)).toEqual([2, 3]);
      expect(statSync(join(folder, 'audit-anchors.ndjson')).mode & 0o777).toBe(0o600);
    });

    it('hold after a restart, and outlast lines that are none', async () => {
      await append(2);
      await drop(0);
      appendFileSync(join(folder, 'audit-anchors.ndjson'), '{"sequence":1,"hash":"x"}\nnull\n{"at":1,"sequ');
      const { hash } = await bench.stores.audit.head();
      appendFileSync(join(folder, 'audit-anchors.ndjson'), `\n${JSON.stringify({ at: 8.64e15 + 1, sequence: 9, hash })}\n`);
      await bench.stores.close();
      bench.stores = await openStores({ ...bench.place, clock: () => bench.now });
      await append(3);
      await drop(1);
      await append(1);
      expect(await verify()).toEqual({
        intact: true,
        firstBroken: null,
        reason: null,
        entries: 6,
        anchors: 2,
        anchoredTo: 5,
        warning: null,
      });
    });

    it('are missed, but on the first day', async () => {
      const at = async (hours: number) => (await verifyAudit(bench.stores.audit, [], epochMs(START + hours * HOUR))).warning;
      expect(await at(48)).toBeNull();
      await append(1);
      expect([await at(24), await at(25)]).toEqual([null, expect.stringContaining('audit-anchors.ndjson')]);
      await drop(1);
      expect(await verify()).toMatchObject({ intact: true, warning: null });
    });

    it('show a chain that was made anew, whole or from the middle', async () => {
      await append(3);
      await drop(0);
      await append(3);
      await drop(1);
      await rewriteFrom(5);
      expect(await bench.stores.audit.verify()).toBeUndefined();
      expect(await verify()).toMatchObject({ intact: false, firstBroken: 4, reason: expect.stringContaining('from 4 to 6') });
      await rewriteFrom(1);
      expect(await bench.stores.audit.verify()).toBeUndefined();
      expect(await verify()).toMatchObject({ intact: false, firstBroken: 1 });
    });

    it('show an end that was cut off together with the memory of it', async () => {
      await append(5);
      await drop(0);
      const [, , third] = await bench.stores.audit.list({ limit: 3 });
      await bench.place.tamper('delete from audit where sequence > 3');
      await bench.place.tamper(`update audit_head set sequence = 3, hash = '${third?.hash}'`);
      expect(await bench.stores.audit.verify()).toBeUndefined();
      expect(await verify()).toMatchObject({ intact: false, firstBroken: 4, entries: 3, reason: expect.stringContaining('cut off') });
      await append(4);
      expect(await verify()).toMatchObject({ intact: false, firstBroken: 1, reason: expect.stringContaining('written anew') });
    });

    it('leave a break in the chain itself where it is', async () => {
      await append(5);
      await drop(0);
      await bench.place.tamper(`update audit set subject = 'x' where sequence = 2`);
      expect(await verify()).toMatchObject({ intact: false, firstBroken: 2 });
      await bench.place.tamper('delete from audit; ');
      expect(await verify()).toMatchObject({ intact: false, firstBroken: 1 });
    });
  });
}
