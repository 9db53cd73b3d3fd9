import type { CategoryId } from '../core/category.ts';

/** Categories that a pupil is told about in the same words. */
export type Topic =
  | 'extremism'
  | 'self-harm'
  | 'eating'
  | 'sexual'
  | 'exploitation'
  | 'violence'
  | 'hate'
  | 'drugs'
  | 'gambling'
  | 'unsafe'
  | 'circumvention'
  | 'copying'
  | 'contact'
  | 'meeting'
  | 'leisure'
  | 'ai'
  | 'storage'
  | 'misleading'
  | 'cheating'
  | 'money'
  | 'other';

/** The topic of every category that is spoken of; a sealed one never is. */
const TOPICS: Partial<Record<CategoryId, Topic>> = {
  terrorism: 'extremism',
  extremism: 'extremism',
  suicide: 'self-harm',
  'self-harm': 'self-harm',
  'eating-disorders': 'eating',
  pornography: 'sexual',
  'extreme-pornography': 'sexual',
  nudity: 'sexual',
  'sexual-exploitation': 'exploitation',
  'intimate-image-abuse': 'exploitation',
  nudify: 'exploitation',
  stalkerware: 'exploitation',
  'people-smuggling': 'exploitation',
  violence: 'violence',
  weapons: 'violence',
  hate: 'hate',
  'misogyny-incel': 'hate',
  discrimination: 'hate',
  bullying: 'hate',
  drugs: 'drugs',
  'alcohol-tobacco': 'drugs',
  gambling: 'gambling',
  malware: 'unsafe',
  phishing: 'unsafe',
  fraud: 'unsafe',
  hacking: 'unsafe',
  'vpn-proxy': 'circumvention',
  'dns-over-https': 'circumvention',
  'remote-access': 'circumvention',
  piracy: 'copying',
  'peer-to-peer': 'copying',
  downloads: 'copying',
  'social-media': 'contact',
  chat: 'contact',
  forums: 'contact',
  webmail: 'contact',
  dating: 'meeting',
  games: 'leisure',
  video: 'leisure',
  audio: 'leisure',
  shopping: 'leisure',
  celebrity: 'leisure',
  sports: 'leisure',
  'ai-tools': 'ai',
  'file-sharing': 'storage',
  'personal-cloud': 'storage',
  misinformation: 'misleading',
  cults: 'misleading',
  'essay-mills': 'cheating',
  crypto: 'money',
  finance: 'money',
};

export function topicOf(category: CategoryId): Topic {
  return TOPICS[category] ?? 'other';
}
