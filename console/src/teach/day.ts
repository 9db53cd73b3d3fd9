import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';

export const DAY = ['teach'] as const;
/** A lesson that ends by itself goes from the page soon afterwards. */
const READ_EVERY_MS = 30_000;

/** The teacher's classes, what is open for them, and the exams they sit. */
export function useTeachersDay() {
  return useQuery({ queryKey: DAY, queryFn: () => answerOf(api.GET('/api/v1/teach')), refetchInterval: READ_EVERY_MS });
}

type Answer = NonNullable<ReturnType<typeof useTeachersDay>['data']>;
export type SchoolClass = Answer['classes'][number];
export type OpenLesson = Answer['open'][number];
export type ExamWindow = Answer['exams'][number];

/** What a class is called on screen. */
export function className(id: string, classes: readonly SchoolClass[]): string {
  return classes.find((one) => one.id === id)?.name ?? id;
}

export function pupils(count: number): string {
  return count === 1 ? '1 pupil' : `${count} pupils`;
}
