/** Where in the file something is wrong, and what. An empty path is the file as a whole. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** `schools[0].dsl.email` */
export function formatPath(path: readonly (string | number)[]): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}
