import { sharedStoresConformance, storesConformance } from './conformance.ts';
import { inFile, inMemory, withPostgres } from './places.ts';

storesConformance('SQLite in memory', inMemory);
storesConformance('SQLite in a file', inFile);
sharedStoresConformance('SQLite in a file', inFile);
withPostgres((newPlace) => {
  storesConformance('PostgreSQL', newPlace);
  sharedStoresConformance('PostgreSQL', newPlace);
});
