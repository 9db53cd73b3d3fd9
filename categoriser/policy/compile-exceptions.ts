import { CATEGORY_IDS, categoryInfo } from '../../core/category.ts';
import { normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import type { SiteBlock } from '../../core/site-block.ts';
import { epochMs } from '../../core/units.ts';
import type { CompiledDocument, CompiledList, CompiledResearch } from './compiled-policy.ts';
import { siteIndex } from './site-index.ts';

const LOCKED_CATEGORIES = new Set(CATEGORY_IDS.filter((id) => categoryInfo(id).tier === 'locked'));

/**
 * The document with what people closed, or opened for research, outside it. Both take the places that the document's own
 * entries of that kind have, so that no rule has to know where an entry comes from.
 */
export function withExceptions(document: CompiledDocument, blocks: readonly SiteBlock[], research: readonly Override[]): CompiledDocument {
  if (blocks.length === 0 && research.length === 0) return document;
  const closed = siteIndex(blocks.map((block) => [[block.site], compileBlock(block)] as const));
  const opened = siteIndex(research.flatMap(compileResearchGrant));
  return {
    ...document,
    lists: closed.joined(document.lists),
    research: document.research.joined(opened),
    namesPaths: document.namesPaths || closed.hasPaths,
  };
}

function compileBlock({ id, reason, urgent, scope }: SiteBlock): CompiledList {
  const schools = scope.kind === 'school' ? new Set([scope.id ?? '']) : null;
  return { id, action: 'block', reason, urgent, locked: false, audience: { groups: null, schools, people: null } };
}

/** A grant that names no person opens nothing. */
function compileResearchGrant({ id, scope, hosts, from, until }: Override): (readonly [string[], CompiledResearch])[] {
  if (scope.kind !== 'person' || scope.id === undefined) return [];
  const person = normaliseUserName(scope.id);
  return [[hosts, { id, person, categories: LOCKED_CATEGORIES, from: epochMs(from), until: epochMs(until) }]];
}
