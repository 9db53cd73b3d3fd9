export interface PageHeaderOptions {
  /** Base64 of the SHA-256 of the page's style sheet. */
  readonly styleHash: string;
  /** Where a form of the page may go, as CSP sources; empty for a page without one. */
  readonly formActions: readonly string[];
  readonly mayBeFramed: boolean;
}

export type PageHeaders = typeof PLAIN_HEADERS & Readonly<Record<'Content-Type' | 'Content-Security-Policy', string>>;

/** Response headers of every page: nothing is loaded, nothing is kept, and a form goes only where it is meant to. */
export function pageHeaders({ styleHash, formActions, mayBeFramed }: PageHeaderOptions): PageHeaders {
  const formAction = formActions.length > 0 ? formActions.join(' ') : "'none'";
  const policy = ["default-src 'none'", `style-src 'sha256-${styleHash}'`, `form-action ${formAction}`, "base-uri 'none'"];
  if (!mayBeFramed) policy.push("frame-ancestors 'none'");
  return { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy.join('; '), ...PLAIN_HEADERS };
}

/** Headers of every answer of ours, page or not. */
export const PLAIN_HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;
