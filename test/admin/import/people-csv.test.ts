import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf, read, type SettingOptions } from './setting.ts';

const HEAD = 'username,name,group,school,role,classes,teaches';

describe('a CSV file of people', () => {
  it('gives people, their groups and classes', async () => {
    const { people, classes, problems } = await read(
      [
        HEAD,
        'Ann,Ann Árbol,Year 7,north,pupil,10B/Ma1;7A,',
        'ben,"Ben ""B"" O’Neil, jr",seniors,South Academy,,7a,',
        'cat,,Reception,north,pupil,,',
        't.smith,"=HYPERLINK(""http://x.example"")",staff,north,,,10b/ma1 | south/7A',
        'office,Office,,north,staff,,',
        '',
        ',,,,,,',
      ].join('\r\n'),
    );
    expect(problems.kept).toEqual([]);
    const person = (name: string, group: string, school: string, displayName: string | null, role: string | null = null) => ({
      name,
      group,
      school,
      displayName,
      role,
    });
    expect(people).toEqual([
      person('ann', 'seniors', 'north', 'Ann Árbol'),
      person('ben', 'seniors', 'south', 'Ben "B" O’Neil, jr'),
      person('cat', 'infants', 'north', null),
      person('t.smith', 'staff', 'north', '=HYPERLINK("http://x.example")', 'teacher'),
      person('office', 'staff', 'north', 'Office'),
    ]);
    expect(classes).toEqual([
      { id: 'north/10b/ma1', name: '10B/Ma1', school: 'north', members: ['ann'], teachers: ['t.smith'] },
      { id: 'north/7a', name: '7A', school: 'north', members: ['ann'], teachers: [] },
      { id: 'south/7a', name: '7a', school: 'south', members: ['ben'], teachers: ['t.smith'] },
    ]);
  });

  it.each([
    ['N1', 'infants'],
    ['R', 'infants'],
    ['year 02', 'infants'],
    ['3', 'juniors'],
    ['Y6', 'juniors'],
    ['Yr. 7', 'seniors'],
    ['11', 'seniors'],
    ['Year 13', 'sixth-form'],
    ['Year 14', 'sixth-form'],
    ['guests', 'guests'],
    ['9 ASD', 'juniors'],
    ['Year 9', 'seniors'],
  ])('puts the year group %s into %s', async (grade, group) => {
    const { people } = await read(`username,group,school\nann,${grade},north`, { grades: { 'Year 9 ASD': 'juniors' } });
    expect(people.map((one) => one.group)).toEqual([group]);
  });

  it('leaves the classes as they are where the file has no column of them, and takes the only school for everybody’s', async () => {
    const { people, classes, notes } = await read('group;username\nstaff;ann', { schools: ['north'] });
    expect([people[0]?.school, classes, notes]).toEqual(['north', null, []]);
    expect((await read('username\tgroup\nann\t7', { only: 'south' })).people[0]?.school).toBe('south');
  });

  it('reads what Excel saves: byte order marks, UTF-16, semicolons, Windows-1252', async () => {
    const text = 'username;name;group;school\nzoë;Zoë Ö;7;north\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [
      Buffer.from(`\ufeff${text}`),
      utf16,
      Buffer.from(utf16).swap16(),
      Buffer.from(text, 'latin1'),
      Buffer.from(text.replaceAll('\n', '\r')),
    ]) {
      const { people, problems } = await read(bytes);
      expect([people.map(({ name, displayName }) => [name, displayName]), problems.kept]).toEqual([[['zoë', 'Zoë Ö']], []]);
    }
    expect((await read(Buffer.from(text, 'latin1'))).notes.join()).toContain('Windows-1252');
  });

  it.each<[string, string, string[], SettingOptions?]>([
    ['nothing', '', ['- there is nobody in it']],
    ['a header alone', `${HEAD}\n`, ['- there is nobody in it']],
    [
      'no header',
      'ann,7,north',
      [
        '1 there is no column "ann"',
        '1 there is no column "7"',
        '1 there is no column "north"',
        '1 the first line has to name',
        '1 without a column "group"',
      ],
    ],
    ['a misspelt column', 'username,group,clases', ['1 there is no column "clases"; did you mean classes?']],
    ['a column twice', 'username,group,group', ['1 the column "group" stands there twice']],
    ['NUL bytes', 'username,group\nann\u0000,7', ['- this is not a text file']],
    ['a binary file', '\u007fELF\u0002\u0001\u0000', ['- this is not a text file']],
    ['one person twice', 'username,group,school\nann,7,north\nANN,8,north', ['3 the user name "ANN" stands at line 2 already']],
    [
      'one person in two forms of Unicode',
      'username,group,school\nzoe\u0308,7,north\nzoë,8,north',
      ['3 the user name "zoë" stands at line 2 already'],
    ],
    ['an unknown group', 'username,group,school\nann,wizards,north', ['2 there is no group, and no year group, "wizards"']],
    ['the group of strangers', 'username,group,school\nann,unidentified,north', ['2 there is no group, and no year group, "unidentified"']],
    ['an unknown school', 'username,group,school\nann,7,hogwarts', ['2 there is no school "hogwarts"']],
    ['a pupil of no school', 'username,group\nann,7', ['2 "ann" is of no school']],
    ['an unknown role', 'username,group,role\nann,staff,dsl', ['2 there is no role "dsl"']],
    ['a pupil among staff', 'username,group,school,role\nann,staff,north,pupil', ['2 the role pupil does not go with the group staff']],
    ['a pupil who teaches', 'username,group,school,teaches\nann,7,north,7A', ['2 "ann" teaches but is in the group seniors']],
    ['no user name', 'username,group,school\n,7,north', ['2 the user name "" is missing']],
    ['a formula as user name', 'username,group,school\n=cmd|x,7,north', ['2 the user name "=cmd|x" begins like a formula']],
    ['a formula as class', 'username,group,school,classes\nann,7,north,@x', ['2 "@x" is no name of a class']],
    ['a colon', 'username,group,school\na:b,7,north', ['2 the user name "a:b" holds a colon']],
    ['what cannot be seen', 'username,group,school\nan\u200bn,7,north', ['2 the user name "an\ufffdn" holds characters that cannot']],
    ['too many columns', 'username,group,school\nann,7,north,x', ['2 the line has 4 cells, the first line 3']],
    ['a quote that is never closed', 'username,group,school\nann,7,north\n"ben,7,north\ncat,7,north', ['3 a quotation mark opened here']],
    ['a quote inside a cell', 'username,group,school\nann,7,north\nb"en,7,north', ['3 a quotation mark stands in the middle']],
    ['somebody of another school', 'username,group,school\nann,7,south', ['2 "ann" is not of the school "north"'], { only: 'north' }],
    [
      'a class of another school',
      'username,group,school,classes\nann,7,north,south/7A',
      ['2 the class "7A" is not of the school "north"'],
      { only: 'north' },
    ],
  ])('says what is wrong with %s, and where', async (_what, text, expected, options) => {
    const roster = await read(text, options);
    const problems = problemsOf(roster);
    expect(problems).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(problems[index]).toContain(words);
  });

  it('tells every wrong line of many, and takes nobody whose line is wrong for gone', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `p${i},${i % 2 === 0 ? '7' : 'x'},north`);
    const { problems, named } = await read(['username,group,school', ...lines].join('\n'));
    expect([problems.count, problems.kept.length, problems.kept[0]?.line, problems.kept[1]?.line]).toEqual([250, 200, 3, 5]);
    expect(named.has('p1')).toBe(true);
  });

  it('answers whatever bytes come', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.string({ unit: 'binary' }).map((text) => Buffer.from(`username,group\n${text}`)),
        ),
        async (bytes) => {
          const { people, problems } = await read(Buffer.from(bytes));
          expect(people.length === 0 ? problems.count : 1).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    ));
});
