import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { className, DAY, type ExamWindow, type OpenLesson, type SchoolClass, useTeachersDay } from './day.ts';

/** What can be ended from here. */
interface Ending {
  readonly path: '/api/v1/lessons' | '/api/v1/teach/exams';
  readonly id: string;
  readonly question: string;
  readonly effect: string;
  readonly verb: string;
  readonly done: string;
}

/** A teacher's start: the three things they do here, and what is in force for their classes now. */
export default function TeachPage() {
  const day = useTeachersDay();
  const [ending, setEnding] = useState<Ending | null>(null);
  const [told, setTold] = useState<string | null>(null);
  return (
    <Page title="Teaching">
      {told !== null && (
        <Notification tone="good" onClose={() => setTold(null)}>
          <p>{told}</p>
        </Notification>
      )}
      <div className="govuk-button-group">
        <ButtonLink to="/teach/open">Open a site for a class</ButtonLink>
        <ButtonLink to="/teach/exam" kind="secondary">
          Start exam mode
        </ButtonLink>
        <ButtonLink to="/concern" kind="secondary">
          Report a concern
        </ButtonLink>
      </div>
      <Answered query={day}>
        {({ classes, open, exams }) => (
          <>
            <OpenNow lessons={open} classes={classes} onEnd={setEnding} />
            <Exams exams={exams} classes={classes} onEnd={setEnding} />
          </>
        )}
      </Answered>
      {ending !== null && (
        <EndNow
          ending={ending}
          onDone={() => {
            setTold(ending.done);
            setEnding(null);
          }}
          onCancel={() => setEnding(null)}
        />
      )}
    </Page>
  );
}

function EndNow({ ending, onDone, onCancel }: { ending: Ending; onDone: () => void; onCancel: () => void }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask(ending.path, { method: 'DELETE', query: { id: ending.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: DAY });
      onDone();
    },
  });
  return (
    <Confirm
      title={ending.question}
      verb={ending.verb}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onCancel={onCancel}
    >
      <p>{ending.effect}</p>
    </Confirm>
  );
}

interface ListProps {
  readonly classes: readonly SchoolClass[];
  readonly onEnd: (ending: Ending) => void;
}

function OpenNow({ lessons, classes, onEnd }: ListProps & { readonly lessons: readonly OpenLesson[] }) {
  return (
    <Panel title="Open now">
      {lessons.length === 0 ? (
        <Empty title="Nothing is open beyond the usual." />
      ) : (
        <ul className="cards">
          {lessons.map((lesson) => {
            const group = className(lesson.class, classes);
            const site = lesson.title ?? lesson.hosts[0] ?? '';
            return (
              <li className="card" key={lesson.id}>
                <h3 className="govuk-heading-s">
                  <HarmlessText text={site} /> for {group}
                </h3>
                <p>
                  until <Time at={lesson.until} style="clock" /> · <HarmlessText text={lesson.reason} />
                </p>
                <Button
                  kind="secondary"
                  onClick={() =>
                    onEnd({
                      path: '/api/v1/lessons',
                      id: lesson.id,
                      question: `Close ${site} for ${group} now?`,
                      effect: `It closes for ${group} within seconds, pages that are open as well. You can open it again.`,
                      verb: 'Close it now',
                      done: `${site} is closed for ${group}.`,
                    })
                  }
                >
                  Close <span className="govuk-visually-hidden">{site}</span> now
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

function Exams({ exams, classes, onEnd }: ListProps & { readonly exams: readonly ExamWindow[] }) {
  if (exams.length === 0) return null;
  return (
    <Panel title="Exam mode">
      <ul className="cards">
        {exams.map((exam) => (
          <li className="card" key={exam.id}>
            <div className="card-head">
              <h3 className="govuk-heading-s">
                <HarmlessText text={audienceWords(exam, classes)} />
              </h3>
              {isRunning(exam) ? <Tag tone="info">On now</Tag> : <Tag>Planned</Tag>}
            </div>
            <p>
              <Time at={exam.from} style={isRunning(exam) ? 'clock' : 'moment'} /> to <Time at={exam.until} style="clock" /> ·{' '}
              <HarmlessText text={exam.reason} />
            </p>
            {exam.mine ? (
              <Button
                kind="secondary"
                onClick={() =>
                  onEnd({
                    path: '/api/v1/teach/exams',
                    id: exam.id,
                    question: 'End exam mode now?',
                    effect: `The usual rules apply again for ${audienceWords(exam, classes)} within seconds. Only do this when the exam is over.`,
                    verb: 'End exam mode',
                    done: `Exam mode is over for ${audienceWords(exam, classes)}.`,
                  })
                }
              >
                End it now
              </Button>
            ) : (
              <p className="secondary">Set by someone else. Ask IT to change it.</p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function isRunning({ from }: ExamWindow): boolean {
  return Date.parse(from) <= Date.now();
}

function audienceWords({ audience }: ExamWindow, classes: readonly SchoolClass[]): string {
  const parts = [
    ...(audience['classes'] ?? []).map((id) => className(id, classes)),
    ...(audience['computers'] ?? []).map((room) => `computers named ${room}…`),
    ...(audience['people'] ?? []),
    ...(audience['groups'] ?? []),
    ...(audience['networks'] ?? []),
  ];
  return parts.length === 0 ? 'the whole school' : parts.join(', ');
}
