import type { FastifyInstance, FastifyReply } from 'fastify';
import { type DecisionId, parseDecisionId } from '../../core/decision-id.ts';
import { type ConcernValues, concernSentPage } from '../../pages/concern-page.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { concernId, fileConcern } from './concern.ts';
import { ConcernForms } from './concern-forms.ts';
import { ConcernLimit } from './concern-limit.ts';
import { concernValues, emptyConcern } from './concern-values.ts';
import type { Portal } from './portal.ts';
import type { PortalVisitor } from './visitor.ts';

/** Two thousand characters of any script, percent-encoded. */
const BODY_LIMIT_BYTES = 64 * 1024;

const PROBLEMS = {
  again: {
    title: 'Please press the button once more',
    words: 'This page had been open for a while, or was opened by somebody else. Nothing is lost: what you wrote is still here.',
  },
  tooMany: {
    title: 'Please talk to an adult now',
    words:
      'What you sent before has arrived, and people at school are being told. This message was NOT sent, because there have been so many from here within an hour. It is still here, so that you can show it to an adult. You can also call Childline on 0800 1111, free, at any time.',
  },
  failed: {
    title: 'This was NOT sent',
    words:
      'Something is broken here; it is not your fault. What you wrote is still here: try again in a minute, or show it to an adult now. You can also call Childline on 0800 1111, free, at any time.',
  },
} as const;

/** `GET` and `POST /concern`: tells the school what somebody saw. What was written is never lost: the form comes back with it. */
export function concernRoute(app: FastifyInstance, portal: Portal): void {
  const forms = new ConcernForms(portal);
  const limit = new ConcernLimit();

  app.get<{ Querystring: { readonly ref?: unknown } }>('/concern', async (request, reply) => {
    const { ref } = request.query;
    const reference = typeof ref === 'string' ? parseDecisionId(ref) : undefined;
    return forms.send(reply, portal.visitor(request), emptyConcern(reference === undefined ? '' : groupedReference(reference)));
  });

  app.post('/concern', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const visitor = portal.visitor(request);
    const body = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const values = concernValues(body);
    const form = forms.opened(body.get('token') ?? '', visitor);
    if (form === undefined) return forms.send(reply.code(403), visitor, values, PROBLEMS.again);
    const standing = limit.take(concernId(form, values), visitor.leased?.username ?? null, visitor.ip, visitor.now);
    if (standing === 'taken') return take(reply, visitor, values, form);
    portal.logger.warn({ first: standing === 'over-first' }, 'a concern was over the limit and not taken');
    if (standing === 'over-first') await auditOver(portal, visitor);
    return forms.send(reply.code(429), visitor, values, PROBLEMS.tooMany);
  });

  async function take(reply: FastifyReply, visitor: PortalVisitor, values: ConcernValues, form: DecisionId): Promise<FastifyReply> {
    try {
      const filed = await fileConcern(portal, visitor, concernId(form, values), values);
      return portal.send(reply, visitor, concernSentPage({ ...portal.frame(visitor), isStaff: visitor.group === 'staff', ...filed }));
    } catch (error) {
      // Its message could quote what was written.
      portal.logger.error({ type: error instanceof Error ? error.name : 'unknown' }, 'a concern could not be stored');
      // As the same form: what was stored after all is not stored twice.
      return forms.send(reply.code(503), visitor, values, PROBLEMS.failed, form);
    }
  }
}

/** Once an hour for each: that there are so many is for somebody to look at. */
async function auditOver({ stores, clock }: Portal, { school, leased }: PortalVisitor): Promise<void> {
  const entry = { at: clock(), actor: 'portal', action: 'concern.over-limit', subject: school ?? 'trust', outcome: 'refused' as const };
  await stores.audit.append({ ...entry, detail: { known: leased !== null } });
}
