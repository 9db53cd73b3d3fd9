import { hash } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { addressKey } from '../../alerts/routing/subject.ts';
import { ERRORS } from '../../core/errors.ts';
import { pageHeaders } from '../../pages/headers.ts';
import { askCodePage, enterCodePage } from '../../pages/incident-code-page.ts';
import { type IncidentNoticeInput, incidentNotice, incidentStyle } from '../../pages/incident-frame.ts';
import { incidentPage } from '../../pages/incident-page.ts';
import { type TestAlertPageInput, testAlertPage } from '../../pages/incident-test-page.ts';
import { pageSchools } from '../../pages/school.ts';
import { isSame } from '../../storage/incident-key.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { earlierOf, type IncidentCase, openCase } from '../services/incident-case.ts';
import { contextOf } from '../services/incident-context.ts';
import { createIncidentServices, type IncidentServices } from '../services/incident-services.ts';
import { confirmTestAlert } from '../services/incident-test-alert.ts';
import { changeByForm, DONE, FORMS } from './forms.ts';
import { type PageRequest, pageInput } from './page-input.ts';
import { askCode, endSession, enterCode, type PageSession, sessionOf } from './session.ts';
import { maskedAddress } from './words.ts';

export type IncidentPagesContext = Pick<AdminContext, 'config' | 'stores' | 'clock' | 'logger'>;
export type Params = { readonly id: string; readonly proof: string };
/** `code`: a challenge that a code was mailed for. `done`: the form that was taken. */
export type PageQuery = { readonly code?: unknown; readonly done?: unknown };
type PageRequestOf = FastifyRequest<{ Params: Params }>;

export const NOT_HERE = {
  title: 'Open the link in your alert mail',
  words:
    'This address does not lead to an incident. Open the whole link from the mail. Incidents are removed when their time of keeping has passed.',
};

/** What each address of the incidents' pages does. */
export class IncidentPages {
  readonly #context: IncidentPagesContext;
  readonly #services: IncidentServices;
  readonly #schoolOf: ReturnType<typeof pageSchools>;

  constructor(context: IncidentPagesContext) {
    this.#context = context;
    this.#services = createIncidentServices(context);
    this.#schoolOf = pageSchools(context.config.trust.name, context.config.schools);
  }

  async show(request: PageRequestOf, reply: FastifyReply, { code: challenge, done }: PageQuery): Promise<FastifyReply> {
    const one = await this.#caseOf(request);
    if (one === undefined) return this.sendNotice(reply, 404, NOT_HERE);
    const session = await sessionOf(request, one, this.#services);
    if (session !== undefined && one.incident.synthetic) return this.#sendTestAlert(request, reply, one, session, null);
    if (session !== undefined) return this.#showIncident(request, reply, one, session, { notice: doneNotice(done), draft: null });
    return typeof challenge === 'string' && /^[\w-]{22}$/.test(challenge)
      ? this.#sendEnter(request, reply, one, challenge)
      : this.#sendAsk(request, reply, one);
  }

  async ask(request: PageRequestOf, reply: FastifyReply): Promise<FastifyReply> {
    const one = await this.#caseOf(request);
    if (one === undefined) return this.sendNotice(reply, 404, NOT_HERE);
    const asked = await askCode(one, formOf(request).get('to') ?? '', this.#services);
    if (asked !== 'too-many') return reply.redirect(`${pathOf(request)}?code=${asked.challenge}`, 303);
    reply.code(429).header('retry-after', '600');
    return this.#sendAsk(request, reply, one, 'Five codes were mailed there in ten minutes. Use the last one, or wait a little.');
  }

  async enter(request: PageRequestOf, reply: FastifyReply): Promise<FastifyReply> {
    const one = await this.#caseOf(request);
    if (one === undefined) return this.sendNotice(reply, 404, NOT_HERE);
    const form = formOf(request);
    const [challenge, code] = [form.get('challenge') ?? '', form.get('code') ?? ''];
    const cookie = { path: pathOf(request), isSecure: this.#isSecure(request) };
    if (await enterCode(one.incident.id, { challenge, code }, reply, cookie, this.#services)) return reply.redirect(pathOf(request), 303);
    const problem =
      'That is not the code, or it was used, tried too often or is older than ten minutes. Look at the newest mail, or ask for another code.';
    return this.#sendEnter(request, reply.code(403), one, challenge, problem);
  }

  async leave(request: PageRequestOf, reply: FastifyReply): Promise<FastifyReply> {
    const { session } = await this.#signedIn(request);
    await endSession(session, reply, pathOf(request), this.#isSecure(request), this.#services);
    return reply.redirect(pathOf(request), 303);
  }

  async change(request: PageRequestOf, reply: FastifyReply, kind: (typeof FORMS)[number]): Promise<FastifyReply> {
    const { one, session } = await this.#signedIn(request);
    if (one.incident.synthetic) throw new Problem('not-found', 'A test alert can only be confirmed.');
    const form = formOf(request);
    const outcome = await changeByForm(kind, form, one, session, this.#services);
    if (outcome.kind === 'done') return reply.redirect(`${pathOf(request)}?done=${kind}`, 303);
    const fresh = (await openCase(one.incident.id, this.#services)) ?? one;
    const more = { notice: { isProblem: true, words: outcome.words }, draft: { kind, text: form.get('text') ?? '' } };
    return this.#showIncident(request, reply.code(outcome.status), fresh, session, more);
  }

  /** The button of a test alert. */
  async confirm(request: PageRequestOf, reply: FastifyReply): Promise<FastifyReply> {
    const { one, session } = await this.#signedIn(request);
    if (!one.incident.synthetic) throw new Problem('not-found', 'This is no test alert.');
    const isLive = await confirmTestAlert(one.incident.school, session.reader, one.incident.id, this.#services);
    return this.#sendTestAlert(request, reply, one, session, isLive ? 'live' : 'noted');
  }

  #sendTestAlert(
    request: PageRequestOf,
    reply: FastifyReply,
    { incident }: IncidentCase,
    { secret }: PageSession,
    confirmed: TestAlertPageInput['confirmed'],
  ): FastifyReply {
    const school = this.#schoolOf(incident.school);
    const token = this.#services.key.formTokenOf(secret);
    return this.#send(reply, school.colour, testAlertPage({ school, path: pathOf(request), token, confirmed }));
  }

  async sendError(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const status = error instanceof Problem ? ERRORS[error.code].status : (error.statusCode ?? 500);
    if (status >= 500) this.#context.logger.error({ err: error, route: request.routeOptions.url }, 'an incident page failed');
    const words =
      error instanceof Problem
        ? error.message
        : 'Something did not work. If it happens again, tell IT; in an emergency do not wait for this page.';
    const { id, proof } = request.params as Partial<Params>;
    const back = id !== undefined && proof !== undefined ? { back: pathOf(request as PageRequestOf) } : {};
    return this.sendNotice(reply, status, { title: 'That did not work', words, kept: formOf(request).get('text') ?? '', ...back });
  }

  sendNotice(reply: FastifyReply, status: number, notice: Omit<IncidentNoticeInput, 'school'>): FastifyReply {
    const school = this.#schoolOf(null);
    return this.#send(reply.code(status), school.colour, incidentNotice({ school, ...notice }));
  }

  /** The case whose mail the link came from. Ids can be guessed; whoever guesses learns nothing, not even whether there is such an incident. */
  async #caseOf({ params: { id, proof } }: PageRequestOf): Promise<IncidentCase | undefined> {
    if (!/^\w{1,40}$/.test(id) || !isSame(proof, this.#services.key.proofOf(id))) return undefined;
    return openCase(id, this.#services);
  }

  /** Who sends a form; refused when the session has ended or the form was not made for it. */
  async #signedIn(request: PageRequestOf): Promise<{ readonly one: IncidentCase; readonly session: PageSession }> {
    const one = await this.#caseOf(request);
    if (one === undefined) throw new Problem('not-found', NOT_HERE.words);
    const session = await sessionOf(request, one, this.#services);
    if (session === undefined)
      throw new Problem('unauthenticated', 'Half an hour has passed since the code. Nothing was changed: go back and ask for a new code.');
    const isOurs = isSame(formOf(request).get('token') ?? '', this.#services.key.formTokenOf(session.secret));
    if (!isOurs) throw new Problem('forbidden', 'This form is not one of this page. Nothing was changed.');
    return { one, session };
  }

  async #showIncident(
    request: PageRequestOf,
    reply: FastifyReply,
    one: IncidentCase,
    session: PageSession,
    more: Pick<PageRequest, 'notice' | 'draft'>,
  ): Promise<FastifyReply> {
    const { stores, clock, key } = this.#services;
    const { id } = one.incident;
    const isMinimal = session.reader.detail === 'minimal';
    const detail = { purpose: 'safeguarding', reference: id, by: 'mailed code', context: !isMinimal };
    await stores.audit.append({ at: clock(), actor: session.actor, action: 'incident.view', subject: id, outcome: 'done', detail });
    const [context, earlier] = isMinimal ? [null, []] : await Promise.all([contextOf(one, this.#services), earlierOf(one, this.#services)]);
    const path = pathOf(request);
    const input = pageInput(one, context, {
      ...session,
      earlier,
      path,
      movedTo: this.#pathOf(one.incident.mergedInto),
      token: key.formTokenOf(session.secret),
      ...more,
    });
    const school = this.#schoolOf(one.incident.school);
    return this.#send(reply, school.colour, incidentPage({ school, ...input }));
  }

  #sendAsk(request: PageRequestOf, reply: FastifyReply, { incident, readers }: IncidentCase, problem?: string): FastifyReply {
    const choices = readers.map(({ email }) => ({
      id: this.#services.key.choiceOf(incident.id, addressKey({ email })),
      masked: maskedAddress(email),
    }));
    // The browser keeps the cookie back when another site, like webmail, leads here; our own link brings it along.
    const mayBeOpen = request.headers['sec-fetch-site'] === 'cross-site';
    const school = this.#schoolOf(incident.school);
    const page = { school, reference: incident.id, path: pathOf(request), choices, mayBeOpen, ...(problem !== undefined && { problem }) };
    return this.#send(reply, school.colour, askCodePage(page));
  }

  #sendEnter(request: PageRequestOf, reply: FastifyReply, { incident }: IncidentCase, challenge: string, problem?: string): FastifyReply {
    const school = this.#schoolOf(incident.school);
    const page = { school, reference: incident.id, path: pathOf(request), challenge, ...(problem !== undefined && { problem }) };
    return this.#send(reply, school.colour, enterCodePage(page));
  }

  #send(reply: FastifyReply, colour: string | null, page: string): FastifyReply {
    const styleHash = hash('sha256', incidentStyle(colour), 'base64');
    return reply.headers(pageHeaders({ styleHash, formActions: ["'self'"], mayBeFramed: false })).send(page);
  }

  #pathOf(incident: string | null): string | null {
    return incident === null ? null : `/incidents/${incident}/${this.#services.key.proofOf(incident)}`;
  }

  /** TLS here, or at whatever stands before us. */
  #isSecure({ protocol }: FastifyRequest): boolean {
    return protocol === 'https' || this.#context.config.admin.url?.startsWith('https:') === true;
  }
}

function doneNotice(done: unknown): PageRequest['notice'] {
  const kind = FORMS.find((one) => one === done);
  return kind === undefined ? null : { isProblem: false, words: DONE[kind] };
}

function pathOf({ params: { id, proof } }: PageRequestOf): string {
  return `/incidents/${id}/${proof}`;
}

function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
}
