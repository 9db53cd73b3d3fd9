import { html } from './html.ts';
import { EMERGENCY, incidentFrame } from './incident-frame.ts';
import type { PageSchool } from './school.ts';

interface CodePageInput {
  readonly school: PageSchool;
  /** The incident's reference. */
  readonly reference: string;
  /** The path of the incident's page. */
  readonly path: string;
  readonly problem?: string;
}

/** Asks where to mail a code. Opening this page does nothing: programs that check mails for viruses open links, too. */
export function askCodePage({
  school,
  reference,
  path,
  problem,
  choices,
  mayBeOpen = false,
}: CodePageInput & {
  readonly choices: readonly { readonly id: string; readonly masked: string }[];
  /** A code may have been typed here before. */
  readonly mayBeOpen?: boolean;
}): string {
  const title = `Safeguarding incident ${reference}`;
  const options = choices.map(
    ({ id, masked }, index) =>
      html`<label><input type="radio" name="to" value="${id}" required${index === 0 && choices.length === 1 && html` checked`}><bdi>${masked}</bdi></label>`,
  );
  const main = html`<h1>${title}</h1>${problem !== undefined && html`<div class="notice problem" role="alert"><p>${problem}</p></div>`}<p>Only those who were told of it may open it. Choose your address, and a code is mailed there.</p><form method="post" action="${path}/code"><fieldset class="pick"><legend>Where do you read your mail?</legend>${options}</fieldset><button type="submit">Mail me a code</button></form>${mayBeOpen && html`<p><a href="${path}">I typed a code here less than half an hour ago</a></p>`}<p class="note">Is your address not here? Then this alert was not for you, or you are no longer a contact of the school: ask whoever looks after Schoolgate’s contacts.</p>`;
  return incidentFrame(school, title, main, EMERGENCY);
}

/** Takes the code. */
export function enterCodePage({ school, reference, path, problem, challenge }: CodePageInput & { readonly challenge: string }): string {
  const title = 'Type the code from your mail';
  const main = html`<h1>${title}</h1>${problem !== undefined && html`<div class="notice problem" role="alert"><p>${problem}</p></div>`}<p>A mail with eight digits is on its way, for incident ${reference}. It usually takes a few seconds. The code works once, for ten minutes.</p><form method="post" action="${path}/enter"><input type="hidden" name="challenge" value="${challenge}"><label for="code">Code</label><input class="code" type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{8,11}" maxlength="11" required><button type="submit">Open the incident</button></form><p>No mail after two minutes? Look among junk mail, or <a href="${path}">choose an address again</a>.</p>`;
  return incidentFrame(school, title, main, EMERGENCY);
}
