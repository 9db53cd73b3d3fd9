import type { Theme } from '../../core/category.ts';
import type { Severity } from '../../core/incident.ts';

const TITLES: Readonly<Record<Theme, string>> = {
  'terrorism-extremism': 'Terrorism and extremism',
  'child-sexual-abuse': 'Child sexual abuse',
  'child-on-child-abuse': 'Child-on-child abuse',
  'grooming-exploitation': 'Grooming and exploitation',
  'self-harm-suicide': 'Self-harm and suicide',
  'eating-disorders': 'Eating disorders',
  'violence-weapons': 'Violence and weapons',
  'bullying-hate': 'Bullying and hate',
  'sexual-content': 'Sexual content',
  'drugs-alcohol': 'Drugs and alcohol',
  gambling: 'Gambling',
  'domestic-abuse': 'Domestic abuse',
  disclosure: 'Disclosure of a concern',
  circumvention: 'Getting round the filter',
  malware: 'Malware',
};

export function themeTitle(theme: Theme): string {
  return TITLES[theme];
}

const SEVERITY_TITLES: Readonly<Record<Severity, string>> = { danger: 'Danger', warning: 'Warning', advisory: 'Advisory' };

export function severityTitle(severity: Severity): string {
  return SEVERITY_TITLES[severity];
}

/** What a severity asks for (contract: "Severities and the response they ask for"). */
const RESPONSES: Readonly<Record<Severity, string>> = {
  danger: 'Act now',
  warning: 'Look at it today, before the school day ends',
  advisory: 'For information',
};

export function responseTo(severity: Severity): string {
  return RESPONSES[severity];
}
