import { readFileSync } from 'node:fs';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RULES } from '../../../categoriser/rules/order.ts';
import { PolicyDocumentSchema } from '../../../core/policy.ts';
import { checkPolicy } from '../../../core/policy-check.ts';

const text = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');

describe('docs/policy.md', () => {
  it('shows a document that uses every part and is accepted', () => {
    const { policy } = parse(/```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
    expect([...Value.Errors(PolicyDocumentSchema, policy)]).toEqual([]);
    expect(checkPolicy(policy, { schools: ['north'], goLive: false })).toEqual([]);
    expect(Object.keys(policy).sort()).toEqual(Object.keys(PolicyDocumentSchema.properties).sort());
  });

  it('lists the rules in their order', () => {
    const listed = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual(['policy-unavailable', ...RULES.map((rule) => rule.id)]);
  });
});
