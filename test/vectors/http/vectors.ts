import { ANSWERS } from './answers.ts';
import { BODIES } from './bodies.ts';
import { FIELDS } from './fields.ts';
import { INTERIM } from './interim.ts';
import { SMUGGLING } from './smuggling.ts';
import { TARGETS } from './targets.ts';
import type { HttpVector } from './vector.ts';

/** Every exchange, by what it is about. Names are unique. */
export const HTTP_VECTORS: Readonly<Record<string, readonly HttpVector[]>> = {
  'header fields': FIELDS,
  'bodies and connections': BODIES,
  'interim answers and expectations': INTERIM,
  'request lines': TARGETS,
  'smuggling and splitting of requests': SMUGGLING,
  'what an origin answers': ANSWERS,
};
