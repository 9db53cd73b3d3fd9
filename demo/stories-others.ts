import { at, MINUTE_MS, type Week } from './calendar.ts';
import type { Cast } from './cast.ts';
import { close, falseAlarm, note, story } from './story.ts';

const DAY = 24 * 60;

export function quayle({ until, schoolDays }: Week, cast: Cast) {
  const [d1 = 0, d2 = 0, d3 = 0, d4 = 0] = schoolDays;
  const ago = (minutes: number) => until - minutes * MINUTE_MS;
  const of = (form: string, index: number) => cast.pupil('quayle', form, index);
  return [
    story(of('13L', 4), at(d3, '22:41'), [
      [0, 'online casino no id'],
      [4, 'lucky-seven.test'],
      [26, 'odds-tonight.test'],
      [61, 'lucky-seven.test'],
    ]),
    story(of('12M', 9), at(d2, '10:17'), [
      [0, 'nudify-page.test'],
      [1, 'nudify-page.test'],
    ]),
    story(of('13K', 12), at(d1, '15:09'), [
      [0, 'essay-done-for-you.test'],
      [6, 'essay-done-for-you.test'],
    ]),
    story(of('12P', 2), at(d4, '11:22'), [[0, 'extremist-page.test']], {
      acknowledgeAfter: 13,
      steps: [
        note(
          50,
          'Spoke with the politics department: the class is comparing propaganda of the 1930s, but this page is not on the list for it.',
        ),
        close(
          DAY + 60,
          'curriculum',
          'Department has filed a request for the two pages it does need. Student reassured; nothing held against them.',
        ),
      ],
    }),
    story(
      of('13N', 7),
      ago(75),
      [
        [0, 'cant do this anymore'],
        [3, 'talk-to-someone.example'],
      ],
      { acknowledgeAfter: 12 },
    ),
  ];
}

export function bramblewick({ schoolDays }: Week, cast: Cast) {
  const [d1 = 0, d2 = 0] = schoolDays;
  const of = (form: string, index: number) => cast.pupil('bramblewick', form, index);
  return [
    story(
      of('Y6', 11),
      at(d2, '13:44'),
      [
        [0, 'block-hopper.example'],
        [1, 'blade-shop.test', 'embed'],
        [2, 'blade-shop.test'],
      ],
      {
        acknowledgeAfter: 33,
        steps: [
          falseAlarm(41, 'An advertisement on a games page that came up twice. Closed it and told the teacher.'),
          close(44, 'false-positive', 'Teacher was there. IT asked to look at the advertisement network.'),
        ],
      },
    ),
    story(
      of('Y5', 8),
      at(d1, '10:36'),
      [
        [0, 'my dad hits my mum'],
        [2, 'kind-line.example'],
      ],
      {
        acknowledgeAfter: 4,
        steps: [
          note(
            22,
            'Class teacher stayed close as usual; I joined for reading. The child’s own words are written down. No contact with home before advice.',
          ),
          note(95, 'Front door team rang back: strategy discussion at 14:00, social worker will meet the child in school.'),
        ],
      },
    ),
  ];
}
