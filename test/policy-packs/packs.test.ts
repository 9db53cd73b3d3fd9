import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../categoriser/decide-connect.ts';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import { loadConfig } from '../../config/load.ts';
import type { CategoryId } from '../../core/category.ts';
import type { GroupId } from '../../core/identity.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { fakeListIndex } from '../support/fake-list-index.ts';
import { connectFacts, instant, snapshotOf } from '../support/policy-facts.ts';

const FOLDER = join(import.meta.dirname, '../../policy-packs');
const PACKS = ['mercia-like', 'minster-like', 'stamford-like'] as const;

/** A Wednesday in term. */
const LESSON = '2026-11-25T10:00';
const LUNCH = '2026-11-25T12:45';
const EVENING = '2026-11-25T19:00';
const HOLIDAY = '2026-10-28T10:00';

const SITES: Readonly<Record<string, readonly CategoryId[]>> = {
  'social.test': ['social-media'],
  'chat.test': ['chat'],
  'shop.test': ['shopping'],
  'games.test': ['games'],
  'music.test': ['audio'],
  'cloud.test': ['personal-cloud'],
  'mail.test': ['webmail'],
  'chatbot.test': ['ai-tools'],
  'betting.test': ['gambling'],
  'programs.test': ['downloads'],
  'ads.test': ['advertising'],
  'vpn.test': ['vpn-proxy'],
  'prevent.test': ['extremism'],
  'exploits.test': ['sexual-exploitation'],
  'copilot.microsoft.com': ['ai-tools'],
  'canva.com': ['ai-tools'],
  'teams.microsoft.com': ['chat'],
  'sharepoint.com': ['personal-cloud'],
  'helpline.test': ['support'],
};

function policyOf(pack: string): PolicyDocument {
  const config = loadConfig({ env: { SCHOOLGATE_CONFIG: join(FOLDER, `${pack}.yaml`) }, cwd: FOLDER });
  if (!config.ok) throw new Error(config.failure.message);
  return config.value.policy ?? {};
}

const snapshots = new Map<string, PolicySnapshot>(
  PACKS.map((pack) => [pack, snapshotOf({ document: policyOf(pack), lists: fakeListIndex(SITES) })]),
);

function actionOf(pack: string, group: GroupId, site: string, at = LESSON): string {
  const snapshot = snapshots.get(pack);
  if (snapshot === undefined) throw new Error(`no pack ${pack}`);
  return decideConnect(connectFacts(site, { group, at: instant(at) }), snapshot).action;
}

describe('the policy packs', () => {
  it('are all tried here', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(PACKS.map((pack) => `${pack}.yaml`));
  });

  it.each(PACKS)('%s blocks for everybody what nobody may open, and opens support', (pack) => {
    const groups: readonly GroupId[] = ['infants', 'juniors', 'seniors', 'sixth-form', 'staff', 'guests', 'unidentified'];
    for (const group of groups) {
      expect([group, actionOf(pack, group, 'prevent.test')]).toEqual([group, 'block']);
      expect([group, actionOf(pack, group, 'exploits.test')]).toEqual([group, 'block']);
      expect([group, actionOf(pack, group, 'vpn.test')]).toEqual([group, 'block']);
      expect([group, actionOf(pack, group, 'helpline.test')]).toEqual([group, 'allow']);
    }
  });

  it.each<[pack: (typeof PACKS)[number], why: string, GroupId, site: string, at: string, action: string]>([
    ['mercia-like', '7.1: staff for professional purposes only, also at lunch', 'staff', 'shop.test', LUNCH, 'coach'],
    ['mercia-like', '7.1', 'staff', 'games.test', EVENING, 'block'],
    ['mercia-like', '8.2: AI is supported', 'staff', 'chatbot.test', LESSON, 'allow'],
    ['mercia-like', '8.2.4: with care', 'sixth-form', 'chatbot.test', LESSON, 'coach'],
    ['mercia-like', '8.2.6: pupils by permission', 'seniors', 'chatbot.test', LESSON, 'block'],
    ['mercia-like', '9.15: no personal cloud', 'staff', 'cloud.test', LESSON, 'block'],
    ['mercia-like', '9.15: no personal mail', 'staff', 'mail.test', LUNCH, 'block'],
    ['mercia-like', '9.3: the trust’s own storage', 'staff', 'sharepoint.com', LESSON, 'allow'],
    ['minster-like', '5.2: not in teaching hours', 'staff', 'shop.test', LESSON, 'block'],
    ['minster-like', '5.2: in breaks', 'staff', 'shop.test', LUNCH, 'allow'],
    ['minster-like', '5.2: not a teaching day', 'staff', 'shop.test', HOLIDAY, 'allow'],
    ['minster-like', 'App. 3: not in working hours', 'staff', 'social.test', LUNCH, 'coach'],
    ['minster-like', 'App. 3: after them', 'staff', 'social.test', EVENING, 'allow'],
    ['minster-like', 'App. 1: no social networking', 'sixth-form', 'social.test', LUNCH, 'block'],
    ['minster-like', 'App. 1: no chat rooms', 'sixth-form', 'chat.test', LESSON, 'block'],
    ['minster-like', '6.1: infants see what teachers chose', 'infants', 'bitesize.bbci.co.uk', LESSON, 'allow'],
    ['minster-like', '6.1: and nothing else', 'infants', 'unknown.test', LESSON, 'block'],
    ['minster-like', '4: AI where it is permitted', 'seniors', 'chatbot.test', LESSON, 'block'],
    ['stamford-like', '3.2: reasonable private use, breaks are no different', 'staff', 'shop.test', LESSON, 'allow'],
    ['stamford-like', '3.2', 'staff', 'shop.test', LUNCH, 'allow'],
    ['stamford-like', '3.7: social media in working hours', 'staff', 'social.test', LESSON, 'allow'],
    ['stamford-like', '3.5: as a learning resource', 'seniors', 'social.test', LESSON, 'coach'],
    ['stamford-like', '3.5', 'sixth-form', 'social.test', LESSON, 'allow'],
    ['stamford-like', '3.1: no gambling', 'staff', 'betting.test', LUNCH, 'block'],
    ['stamford-like', '3.1: no advertising', 'seniors', 'ads.test', LESSON, 'block'],
    ['stamford-like', '2.2: no music', 'staff', 'music.test', LESSON, 'block'],
    ['stamford-like', '2.3: no programs', 'staff', 'programs.test', LESSON, 'block'],
    ['stamford-like', '6: no other AI', 'staff', 'chatbot.test', LESSON, 'block'],
    ['stamford-like', '6: licensed partners', 'staff', 'copilot.microsoft.com', LESSON, 'allow'],
    ['stamford-like', '6: by age', 'seniors', 'copilot.microsoft.com', LESSON, 'block'],
    ['stamford-like', '6: by age', 'sixth-form', 'copilot.microsoft.com', LESSON, 'allow'],
    ['stamford-like', '6: for schools', 'seniors', 'canva.com', LESSON, 'allow'],
    ['stamford-like', '4: approved platforms', 'seniors', 'teams.microsoft.com', LESSON, 'allow'],
    ['stamford-like', '4: and no others', 'seniors', 'chat.test', LESSON, 'block'],
  ])('%s, %s: %s on %s at %s', (pack, _why, group, site, at, action) => {
    expect(actionOf(pack, group, site, at)).toBe(action);
  });

  it('differ where the trusts do: one question, three answers', () => {
    const answers = (group: GroupId, site: string, at: string) => PACKS.map((pack) => actionOf(pack, group, site, at));
    expect(answers('staff', 'shop.test', LESSON)).toEqual(['coach', 'block', 'allow']);
    expect(answers('staff', 'shop.test', LUNCH)).toEqual(['coach', 'allow', 'allow']);
    expect(answers('staff', 'social.test', LESSON)).toEqual(['coach', 'coach', 'allow']);
    expect(answers('sixth-form', 'social.test', LESSON)).toEqual(['coach', 'block', 'allow']);
    expect(answers('staff', 'chatbot.test', LESSON)).toEqual(['allow', 'allow', 'block']);
    expect(answers('sixth-form', 'chatbot.test', LESSON)).toEqual(['coach', 'coach', 'block']);
    expect(answers('staff', 'cloud.test', LESSON)).toEqual(['block', 'block', 'coach']);
  });
});
