import type { Explanation, SearchExplanation } from '../core/explanation.ts';
import { formatTable } from './table.ts';

/** An explanation for people at a terminal. */
export function explanationLines(explanation: Explanation): string[] {
  const { target, decidedBy, action, rule, reason, identity, at, localTime, schedules, matches, chain, wouldChange } = explanation;
  const facts: [string, string][] = [
    [
      'who',
      `${identity.username ?? 'nobody known'}${identity.computer === null ? '' : ` on ${identity.computer}`} (${identity.attribution})`,
    ],
    ['group', `${identity.group}${identity.school === null ? '' : `, ${identity.school}`}`],
    ['when', `${at}, ${localTime}${schedules.length === 0 ? '' : `, during ${schedules.join(', ')}`}`],
    ['categories', explanation.categories.join(', ') || 'none'],
    ...matches.map((match): [string, string] => ['listed', `${match.entry} as ${match.category} (${match.kind}) in ${match.list}`]),
    ['signal', explanation.signal],
    ['versions', `policy ${explanation.policyVersion}, lists ${explanation.listVersion}`],
  ];
  if (!target.includes(decidedBy)) facts.unshift(['decided by', decidedBy]);
  if (explanation.searchTerm !== undefined) facts.push(['search term', explanation.searchTerm]);
  if (explanation.dialHost !== undefined) facts.push(['dialled as', explanation.dialHost]);
  const { rewrite } = explanation;
  if (rewrite !== undefined) facts.push([rewrite.isApplied ? 'set' : 'set if opened', [...rewrite.query, ...rewrite.headers].join(', ')]);
  if (explanation.nextBoundary !== null) facts.push(['may change', explanation.nextBoundary]);
  return [
    `${target}: ${action} by rule ${rule}`,
    reason,
    '',
    ...formatTable(['', ''], facts).slice(1),
    '',
    ...(explanation.search === undefined ? [] : searchLines(explanation.search)),
    ...formatTable(
      ['RULE', 'ANSWER', ''],
      chain.map((step) => [step.rule, step.outcome, step.detail]),
    ),
    ...(wouldChange.length === 0 ? [] : ['', 'Another answer:']),
    ...wouldChange.map((change) => `  with ${change.change}: ${change.action} by rule ${change.rule}`),
  ];
}

function searchLines({ words, isVisible, readings, terms }: SearchExplanation): string[] {
  const rows = terms.map(({ term, list, category, kind, signal, takenOutBy }) => {
    const answer =
      takenOutBy !== undefined ? `does not count: "${takenOutBy}"` : kind === 'open' ? 'raises the signal, never refused' : 'counts';
    return [term, list, category, signal, answer];
  });
  return [
    `search: ${words}`,
    ...(isVisible ? [] : ['The words are seen only where the connection is inspected; try them with --search.']),
    ...readings.map((reading) => `  looked at as: ${reading}`),
    ...(rows.length === 0 ? ['  no term of any list is in it'] : formatTable(['TERM', 'LIST', 'CATEGORY', 'SIGNAL', 'ANSWER'], rows)),
    '',
  ];
}
