import { at, MINUTE_MS, type Week } from './calendar.ts';
import type { Cast } from './cast.ts';
import { ACCOUNTS } from './schools.ts';
import { assign, close, escalation, note, story } from './story.ts';

/** Answered in the usual way. */
export function harrowmere({ schoolDays }: Week, cast: Cast) {
  const [d1 = 0, d2 = 0, d3 = 0, d4 = 0] = schoolDays;
  const of = (form: string, index: number) => cast.pupil('harrowmere', form, index);
  return [
    story(of('9B', 4), at(d4, '10:42'), [
      [0, 'how to stop hurting myself'],
      [2, 'talk-to-someone.example'],
      [6, 'self-harm-page.test'],
    ]),
    story(of('8A', 11), at(d3, '11:06'), [
      [0, 'tunnel-mole.test'],
      [19, 'hide-my-route.test'],
      [41, 'quiet-resolver.test'],
      [43, 'tunnel-mole.test'],
    ]),
    ...['10C', '10C', '10D'].map((form, index) =>
      story(of(form, 3 + index * 5), at(d2, `${11 + index}:2${index}`), [
        [0, 'self-harm-page.test'],
        [4, 'self-harm-page.test'],
      ]),
    ),
    story(of('8D', 9), at(d2, '13:52'), [
      [0, 'someone shared my nudes'],
      [2, 'someone shared my nudes what do i do'],
    ]),
    story(of('11B', 20), at(d3, '14:36'), [
      [0, 'angry-men.test'],
      [12, 'angry-men.test'],
      [20, 'hate-board.test'],
    ]),
    story(of('10B', 13), at(d4, '13:37'), [
      [0, 'blade-shop.test'],
      [3, 'zombie knife for sale'],
    ]),
    story(of('7C', 6), at(d1, '11:31'), [[0, 'viaduct challenge']]),
    story(cast.teacher('harrowmere', 5), at(d3, '12:41'), [
      [0, 'lucky-seven.test'],
      [21, 'odds-tonight.test'],
      [190, 'lucky-seven.test'],
    ]),
  ];
}

/** Those that took more than a talk. */
export function harrowmereGravest({ schoolDays }: Week, cast: Cast) {
  const [d1 = 0, d2 = 0, , d4 = 0] = schoolDays;
  const of = (form: string, index: number) => cast.pupil('harrowmere', form, index);
  return [
    story(
      of('11D', 2),
      at(d2, '23:38'),
      [
        [0, 'nobody would miss me'],
        [3, 'suicide-page.test'],
        [5, 'kind-line.example'],
      ],
      {
        acknowledgeAfter: 11,
        steps: [
          note(
            24,
            'Rang home at 23:58. Mum is there, both up and talking. GP first thing; crisis line number given. I will be in at 07:30.',
          ),
          assign(9 * 60, 'd.okoro@example.org'),
          note(
            11 * 60,
            'Met with both. It had been a very bad week after a friendship ended. Safety plan signed; counsellor twice a week.',
          ),
        ],
      },
    ),
    story(
      of('10A', 7),
      at(d1, '09:52'),
      [
        [0, 'buy weed near me'],
        [16, 'buy ketamine'],
        [17, 'party-pills.test'],
        [44, 'how much is a gram of ket'],
      ],
      {
        acknowledgeAfter: 9,
        steps: [
          note(
            31,
            'Two new phones and cash seen by form tutor last week. None of this is usual. Possible exploitation, so not handled as behaviour.',
          ),
          escalation(
            38,
            'Pattern fits criminal exploitation together with what we know from home. I would like to refer today; please look at it with me.',
          ),
          { after: 44, by: ACCOUNTS.abena, change: { kind: 'acknowledge' } },
          {
            after: 80,
            by: ACCOUNTS.abena,
            change: { kind: 'note', text: 'Agreed. Ruth has referred; police link officer told. Home visited together.' },
          },
        ],
      },
    ),
    story(
      of('9A', 15),
      at(d1, '14:21'),
      [
        [0, 'thin-page.test'],
        [9, 'thin-page.test'],
      ],
      {
        acknowledgeAfter: 24,
        steps: [
          assign(26, 'd.okoro@example.org'),
          note(70, 'Nurse will see them on the next school day. Has been missing lunch since half-term.'),
        ],
      },
    ),
    story(
      cast.staff(ACCOUNTS.kasia.name),
      at(d4, '08:14'),
      [
        [0, 'child-sexual-abuse.schoolgate.test'],
        [1, 'terrorism.schoolgate.test'],
      ],
      {
        acknowledgeAfter: 6,
        steps: [
          close(45, 'no-concern', 'Planned check of the filter on the day the new lists came in, agreed with me and the DSL beforehand.'),
        ],
      },
    ),
  ];
}

/** Under way when the week ends. */
export function harrowmereNow({ until }: Week, cast: Cast) {
  const ago = (minutes: number) => until - minutes * MINUTE_MS;
  const of = (form: string, index: number) => cast.pupil('harrowmere', form, index);
  return [
    story(
      of('9D', 1),
      ago(190),
      [
        [0, 'extremist-page.test'],
        [1, 'extremist-page.test'],
      ],
      {
        acknowledgeAfter: 7,
        steps: [
          note(55, 'Rang home. It was a link from a game chat. Will meet with head of year; asked IT how the link came in.'),
          escalation(
            126,
            'Home has found more of the same in the chat, from an adult nobody knows. I think this needs a Prevent conversation today.',
          ),
        ],
      },
    ),
    story(
      of('11A', 18),
      ago(26),
      [
        [0, 'want to disappear forever'],
        [1, 'suicide-page.test'],
      ],
      { acknowledgeAfter: null },
    ),
    story(
      of('8B', 3),
      ago(47),
      [
        [0, 'fight-clips.test'],
        [2, 'blade-shop.test'],
      ],
      { acknowledgeAfter: 20 },
    ),
  ];
}
