import type { Population, Seat } from './people.ts';
import type { SchoolId } from './schools.ts';

/** Finds the people of the stories among everybody; undefined where their school is not in this demo. */
export class Cast {
  readonly #population: Population;

  constructor(population: Population) {
    this.#population = population;
  }

  pupil(school: SchoolId, form: string, index: number): Seat | undefined {
    return this.form(school, form)[index];
  }

  form(school: SchoolId, form: string): readonly Seat[] {
    return this.#population.pupils.filter((one) => one.school === school && one.form === form);
  }

  staff(name: string): Seat | undefined {
    return this.#population.staff.find((one) => one.name === name);
  }

  teacher(school: SchoolId, index: number): Seat | undefined {
    return this.#population.staff.filter((one) => one.school === school)[index];
  }
}
