/** What a page is given. */
export interface PageInput {
  /** What stood in the address where the page's path has `:name`. */
  readonly params: Readonly<Record<string, string>>;
}
