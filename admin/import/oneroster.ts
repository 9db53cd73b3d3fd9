import { OneRosterClasses } from './oneroster-classes.ts';
import { OneRosterPeople } from './oneroster-people.ts';
import type { OneRosterReading } from './oneroster-reading.ts';
import type { PackageFiles } from './package.ts';
import { quoted } from './problems.ts';
import { type ImportSetting, type Roster, RosterBuilder } from './roster.ts';
import { readTable } from './table.ts';

/** Reads a OneRoster 1.1 or 1.2 CSV package (bulk). What is wrong with it stands in the roster's problems. */
export async function readOneRoster(files: PackageFiles, setting: ImportSetting, today: number): Promise<Roster> {
  const builder = new RosterBuilder(setting);
  await readManifest(files, builder);
  const organisations = await readOrganisations(files, builder, setting);
  const reading: OneRosterReading = { files, builder, today, organisations };
  const people = new OneRosterPeople(reading);
  const isRead = await people.read();
  const hasClasses = files.has('classes.csv') || files.has('enrollments.csv');
  // Without users every enrolment would be one of nobody.
  if (isRead && hasClasses) await new OneRosterClasses(reading, people).read();
  people.add();
  return builder.roster({ hasClasses, tellsRoles: true });
}

/** A delta names only what changed: taken for the whole, it would remove everybody else. */
async function readManifest(files: PackageFiles, { problems }: RosterBuilder): Promise<void> {
  if (!files.has('manifest.csv')) return;
  await readTable(files, 'manifest.csv', ['propertyName', 'value'], problems, (cell, at) => {
    const [, file = ''] = /^file\.(users|orgs|classes|enrollments|roles|academicsessions)$/.exec(cell('propertyName').toLowerCase()) ?? [];
    if (file === '') return;
    const value = cell('value').toLowerCase();
    if (value === 'delta') problems.add(at, `${file}.csv holds changes only ("delta"); send the whole ("bulk")`);
    if (value === 'bulk' && !files.has(`${file}.csv`)) problems.add(at, `${file}.csv is missing from the package`);
  });
}

async function readOrganisations(
  files: PackageFiles,
  builder: RosterBuilder,
  { config }: ImportSetting,
): Promise<Map<string, string | null>> {
  const organisations = new Map<string, string | null>();
  await readTable(files, 'orgs.csv', ['sourcedId', 'name', 'type'], builder.problems, (cell, at) => {
    const isSchool = cell('type').toLowerCase() === 'school' && config.schools.length > 0;
    const names = [cell('sourcedId'), cell('identifier'), cell('name')].filter((text) => text !== '');
    const school = names.map((text) => builder.schoolCalled(text)).find((found) => found !== undefined);
    if (isSchool && school === undefined) {
      builder.problems.add(
        at,
        `no school of the configuration is called ${names.map(quoted).join(' or ')}: say which it is in people.schools`,
      );
    }
    organisations.set(cell('sourcedId'), isSchool ? (school ?? null) : null);
  });
  return organisations;
}
