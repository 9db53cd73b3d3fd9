import { incidentsConformance, sharedIncidentsConformance } from './conformance.ts';
import { inFile, inMemory, withPostgres } from './places.ts';

incidentsConformance('SQLite in memory', inMemory);
sharedIncidentsConformance('SQLite in a file', inFile);
withPostgres((newPlace) => {
  incidentsConformance('PostgreSQL', newPlace);
  sharedIncidentsConformance('PostgreSQL', newPlace);
});
