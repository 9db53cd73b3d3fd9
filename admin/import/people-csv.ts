import { nearestName } from '../../config/schema/nearest-name.ts';
import type { GroupId } from '../../core/identity.ts';
import { asUtf8, type CsvRow, csvRows, delimiterOf } from './csv.ts';
import { type Place, quoted } from './problems.ts';
import { type ImportSetting, type Roster, RosterBuilder } from './roster.ts';

/** The columns of our own format (docs/people.md), in any order. */
const COLUMNS = ['username', 'name', 'group', 'school', 'role', 'classes', 'teaches'] as const;
type Column = (typeof COLUMNS)[number];

const PUPIL_ROLES = ['pupil', 'student'];
const STAFF_ROLES = ['staff', 'teacher'];

/** Reads a CSV file of our own format. What is wrong with it stands in the roster's problems; throws a CsvFailure where it is no CSV. */
export async function readPeopleCsv(file: Buffer, setting: ImportSetting): Promise<Roster> {
  const builder = new RosterBuilder(setting);
  const text = asUtf8(file);
  if (text === undefined) {
    builder.problems.add({ file: null, line: null }, 'this is not a text file: it holds NUL bytes');
    return builder.roster({ hasClasses: false, tellsRoles: false });
  }
  if (text.note !== null) builder.notes.push(text.note);
  let cellsOf: ((row: CsvRow) => (column: Column) => string) | undefined;
  let columns: readonly string[] = [];
  for await (const row of csvRows([text.bytes], delimiterOf(text.bytes))) {
    if (cellsOf !== undefined) {
      takeRow(builder, { file: null, line: row.line }, row, columns.length, cellsOf(row));
      continue;
    }
    columns = row.cells.map((cell) => cell.toLowerCase());
    const wrong = headerProblems(columns);
    for (const message of wrong) builder.problems.add({ file: null, line: row.line }, message);
    if (wrong.length > 0) return builder.roster({ hasClasses: false, tellsRoles: false });
    const at = new Map(columns.map((column, index) => [column, index]));
    cellsOf =
      ({ cells }) =>
      (column) =>
        cells[at.get(column) ?? -1] ?? '';
  }
  const teaches = columns.includes('teaches');
  return builder.roster({ hasClasses: teaches || columns.includes('classes'), tellsRoles: teaches || columns.includes('role') });
}

function headerProblems(columns: readonly string[]): string[] {
  const unknown = columns.filter((column) => !COLUMNS.includes(column as Column));
  const twice = columns.filter((column, index) => columns.indexOf(column) < index);
  return [
    ...unknown.map((column) => {
      const nearest = nearestName(column, COLUMNS);
      return `there is no column ${quoted(column)}; ${nearest === undefined ? `there are ${COLUMNS.join(', ')}` : `did you mean ${nearest}?`}`;
    }),
    ...twice.map((column) => `the column ${quoted(column)} stands there twice`),
    ...(columns.includes('username') ? [] : ['the first line has to name the columns, username among them']),
    ...(columns.includes('group') || columns.includes('role') ? [] : ['without a column "group" nobody can be put into a group']),
  ];
}

function takeRow(builder: RosterBuilder, at: Place, { cells }: CsvRow, width: number, cell: (column: Column) => string): undefined {
  if (cells.slice(width).some((extra) => extra !== '')) {
    return builder.problems.add(at, `the line has ${cells.length} cells, the first line ${width}: is a comma missing its quotation marks?`);
  }
  const name = builder.userName(at, cell('username'));
  if (name === undefined) return;
  const school = cell('school') === '' ? builder.usualSchool : builder.schoolCalled(cell('school'));
  if (school === undefined) return builder.problems.add(at, `there is no school ${quoted(cell('school'))}`);
  const group = groupOf(builder, at, cell('group'), cell('role').toLowerCase());
  if (group === undefined) return;
  const taught = names(cell('teaches'));
  builder.add(at, {
    name,
    displayName: cell('name'),
    group,
    school,
    teaches: taught.length > 0 || cell('role').toLowerCase() === 'teacher',
  });
  for (const one of names(cell('classes'))) classNamed(builder, at, school, one)?.members.add(name);
  for (const one of taught) classNamed(builder, at, school, one)?.teachers.add(name);
}

/** What the row says twice has to agree. */
function groupOf(builder: RosterBuilder, at: Place, text: string, role: string): GroupId | undefined {
  const isStaff = STAFF_ROLES.includes(role);
  if (role !== '' && !isStaff && !PUPIL_ROLES.includes(role)) {
    return builder.problems.add(
      at,
      `there is no role ${quoted(role)}: it is pupil, staff or teacher; others are given by hand (schoolgate user add)`,
    );
  }
  if (text === '') return isStaff ? 'staff' : builder.problems.add(at, 'there is no group (or year group)');
  const group = builder.groupOf(text);
  if (group === undefined) return builder.problems.add(at, `there is no group, and no year group, ${quoted(text)}`);
  if (role === '' || isStaff === (group === 'staff')) return group;
  return builder.problems.add(at, `the role ${role} does not go with the group ${group}`);
}

function names(cell: string): string[] {
  return cell
    .split(/[;|]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** `10B` is a class of the row's own school, `south/10B` of another one. */
function classNamed(builder: RosterBuilder, at: Place, school: string | null, text: string) {
  const slash = text.indexOf('/');
  const other = slash < 0 ? undefined : builder.schoolCalled(text.slice(0, slash));
  return other === undefined ? builder.schoolClass(at, school, text) : builder.schoolClass(at, other, text.slice(slash + 1).trim());
}
