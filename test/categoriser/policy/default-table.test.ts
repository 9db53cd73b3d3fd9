import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyListIndex } from '../../../categoriser/categorise.ts';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { isOverridable } from '../../../categoriser/snapshot.ts';
import { CATEGORY_IDS, type CategoryId } from '../../../core/category.ts';
import { defaultSwitches } from '../../../core/default-policy.ts';
import type { GroupId } from '../../../core/identity.ts';
import { connectFacts, LESSON, requestFacts, snapshotOf } from '../../support/policy-facts.ts';

const GROUPS: readonly GroupId[] = ['infants', 'juniors', 'seniors', 'unidentified', 'sixth-form', 'guests', 'staff'];
const ACTIONS: Readonly<Record<string, string>> = { b: 'block', o: 'block', c: 'coach', a: 'allow' };

const rows = readFileSync(new URL('../../vectors/default-policy.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [name = '', cells = ''] = line.split(': ');
    return [name, cells.split(' ')] as const;
  });
const categoryRows = rows.filter(([name]) => name !== 'safe-search' && name !== 'youtube');
const snapshot = snapshotOf({ lists: emptyListIndex('canaries') });

describe('the shipped default policy', () => {
  it('has a row for every category', () => {
    expect(categoryRows.map(([name]) => name).sort()).toEqual([...CATEGORY_IDS].sort());
  });

  describe.each(categoryRows)('%s', (category, cells) => {
    const host = `${category}.schoolgate.test`;
    it.each(GROUPS.map((group, column) => [group, cells[column] ?? ''] as const))('for %s is %s', (group, cell) => {
      const request = decideRequest(requestFacts(`http://${host}/page`, { group }), snapshot);
      const tunnel = decideConnect(connectFacts(host, { group }), snapshot);
      expect(request.action).toBe(ACTIONS[cell]);
      expect(tunnel.action).toBe(ACTIONS[cell]);
      expect(request.categories).toEqual([category]);
      expect(isOverridable(snapshot, group, category as CategoryId, LESSON)).toBe(cell === 'o');
    });
  });

  it.each([
    ['safe-search', 'safeSearch'],
    ['youtube', 'youtube'],
  ] as const)('sets %s for each group', (row, field) => {
    const levels = rows.find(([name]) => name === row)?.[1];
    expect(GROUPS.map((group) => defaultSwitches(group)[field])).toEqual(levels);
  });

  it('has neither walled gardens nor recorded query strings', () => {
    for (const group of GROUPS) expect(defaultSwitches(group)).toMatchObject({ walledGarden: false, keepQuery: false });
  });
});
