import Type from 'typebox';

/** A search box of the school's own, or one that is not shipped: its words are recorded and looked at as a search engine's are. */
export const SearchEngineSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
    /** With everything beneath it. */
    host: Type.String({ minLength: 3, maxLength: 253 }),
    /** The path of its result page, with what is beneath it; default the front page alone. */
    path: Type.Optional(Type.String({ pattern: '^/[^?#]*$', maxLength: 500 })),
    /** The query parameter that holds the words, as `q` in `/search?q=rivers`. */
    parameter: Type.String({ pattern: '^[^=&;?#\\s]+$', maxLength: 100 }),
    reason: Type.String({ minLength: 3, maxLength: 500 }),
    owner: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
);
export type SearchEngine = Type.Static<typeof SearchEngineSchema>;
