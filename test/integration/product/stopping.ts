import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask } from '../proxy-client.ts';
import { DRIPS, type Running } from './running.ts';

/** The last part: the product does not run afterwards. */
export function stopping(running: () => Running): void {
  describe('what is kept', () => {
    it('is one JSON object a line in every .ndjson file of the records, to its last byte', () => {
      const folder = join(running().product.dataFolder, 'records');
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'));
      expect(names.length).toBeGreaterThan(1);
      for (const name of names) {
        const lines = readFileSync(join(folder, name), 'utf8').split('\n');
        expect(lines.pop()?.length, `${name}: what follows the last line`).toBe(0);
        for (const line of lines) expect(JSON.parse(line)).toMatchObject({ id: expect.any(String), time: expect.any(String) });
      }
    });

    it('is for its owner alone', () => {
      const { dataFolder } = running().product;
      const modeOf = (name: string) => statSync(join(dataFolder, name)).mode & 0o777;
      const folders = ['db', 'keys', 'lists', 'records', 'redis', 'run'];
      expect(['', ...folders].map(modeOf)).toEqual(['', ...folders].map(() => 0o700));
      const files = ['db', 'keys', 'records'].flatMap((folder) =>
        readdirSync(join(dataFolder, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
      );
      for (const name of files) expect(modeOf(name) & 0o077, name).toBe(0);
      expect(files.length).toBeGreaterThan(4);
    });
  });

  it('no part died on the way', () => {
    expect(running().product.log).not.toMatch(/stopped (by|with)/);
  });

  it('SIGTERM lets a download finish, takes no new work, records all and leaves nothing running', async () => {
    const { product, origin } = running();
    const asked = once(origin.server, 'request');
    const download = ask(product.ports.proxy, `http://open.localhost:${origin.port}/slow`);
    await asked;
    const stopped = product.stop('SIGTERM');
    expect((await download).body).toBe('drop\n'.repeat(DRIPS));
    await stopped;
    expect(await product.find(({ url }) => url.endsWith('/slow'))).toMatchObject({ action: 'allow', username: 'pupil1' });
    await expect(ask(product.ports.proxy, `http://open.localhost:${origin.port}/`)).rejects.toThrow('ECONNREFUSED');
  });
}
