/** What an update is doing, for a progress bar or a line. Numbers are totals so far; `of` is null when unknown. */
export type UpdateProgress =
  | { readonly phase: 'waiting'; readonly reason: string }
  | { readonly phase: 'fetching'; readonly source: string; readonly bytes: number; readonly of: number | null }
  | { readonly phase: 'checking'; readonly source: string; readonly entries: number }
  | { readonly phase: 'compiling'; readonly entries: number }
  | { readonly phase: 'publishing' };
