import { CONCERN_SUBJECTS, CONCERN_THEMES, type ConcernSubject } from '../../alerts/concern.ts';
import type { Severity } from '../../core/incident.ts';
import { type ConcernValues, LONGEST_LINE, LONGEST_WORDS } from '../../pages/concern-page.ts';

/** Nothing filled in yet. `block`: the page that its reader comes from. */
export function emptyConcern(block: string): ConcernValues {
  return { words: '', block, page: '', place: '', theme: '', about: '', name: '', ownName: '', severity: '', school: '', asksIt: true };
}

/** What was filled in, however hostile: text of bounded length without controls. */
export function concernValues(form: URLSearchParams): ConcernValues {
  const line = (name: string) =>
    plain(form.get(name) ?? '', LONGEST_LINE)
      .replace(/\s+/gu, ' ')
      .trim();
  return {
    words: plain(form.get('words') ?? '', LONGEST_WORDS).trim(),
    block: line('block'),
    page: line('page'),
    place: line('place'),
    theme: line('theme'),
    about: line('about'),
    name: line('name'),
    ownName: line('ownName'),
    severity: line('severity'),
    school: line('school'),
    asksIt: form.get('asksIt') === 'yes',
  };
}

/** Line feeds and tabs are kept; cut at whole characters. */
function plain(text: string, most: number): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .slice(0, most)
    .toWellFormed();
}

export function themeOf({ theme }: Pick<ConcernValues, 'theme'>): (typeof CONCERN_THEMES)[number] {
  return CONCERN_THEMES.find((one) => one === theme) ?? 'disclosure';
}

export function subjectOf({ about }: Pick<ConcernValues, 'about'>): ConcernSubject {
  return CONCERN_SUBJECTS.find((one) => one === about) ?? 'nobody';
}

/** Staff say how serious it is; what a pupil tells of is never less than a warning. */
export function severityOf({ severity }: Pick<ConcernValues, 'severity'>, isStaff: boolean): Severity {
  if (severity === 'danger') return 'danger';
  return isStaff && severity === 'advisory' ? 'advisory' : 'warning';
}
