/** The groups of the policy, and what they are called on screen. */
export const GROUP_TITLES: Readonly<Record<string, string>> = {
  infants: 'Infants',
  juniors: 'Juniors',
  seniors: 'Seniors',
  'sixth-form': 'Sixth form',
  staff: 'Staff',
  guests: 'Guests',
  unidentified: 'Not identified',
};

export const GROUP_CHOICES = Object.entries(GROUP_TITLES).map(([value, words]) => ({ value, words }));

export function groupTitle(id: string): string {
  return GROUP_TITLES[id] ?? id;
}
