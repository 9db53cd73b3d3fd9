import { type Html, html } from './html.ts';

/** How the form that asks IT for a site is made. */
export interface AskForm {
  /** Where the portal is; empty on the portal itself. */
  readonly portalUrl: string;
  /** Proof that the site was refused to whoever asks. */
  readonly token: string | Html;
  /** What is asked for, on the button; `this site` when absent. */
  readonly what?: string;
}

export const LONGEST_WHY = 200;

/** On the block page: with a line for what it is needed for. */
export function askForm({ portalUrl, token, what = 'this site' }: AskForm): Html {
  return html`<form method="post" action="${portalUrl}/ask"><input type="hidden" name="token" value="${token}"><label for="why">What do you need it for?</label><input type="text" id="why" name="why" maxlength="${LONGEST_WHY}" autocomplete="off"><button type="submit">Ask for ${what}</button></form>`;
}

/** In a list of sites: one button each. */
export function askButton({ portalUrl, token }: AskForm, host: string): Html {
  return html`<form method="post" action="${portalUrl}/ask"><input type="hidden" name="token" value="${token}"><button type="submit">Ask for ${host}</button></form>`;
}
