import type { SchoolSettings } from '../../config/schema/config.ts';
import type { Decision } from '../../core/decision.ts';
import type { DecisionId } from '../../core/decision-id.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { Identity } from '../../core/identity.ts';
import { FilledPage } from './template.ts';

/** An answer made here instead of upstream. `Content-Length` is that of a GET; for a HEAD the body is empty all the same. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The headers as they are sent, where whoever made the answer has most of them at hand. */
  readonly lines?: string;
  readonly body: Buffer | FilledPage;
}

export function headerLines(headers: Readonly<Record<string, string>>): string {
  let lines = '';
  for (const name in headers) lines += `${name}: ${headers[name]}\r\n`;
  return lines;
}

export interface RefusalOptions {
  readonly trustName: string;
  readonly schools: readonly SchoolSettings[];
  /** How pupils reach the portal. */
  readonly portalUrl: string;
  readonly coachTokenKey: Buffer;
}

export interface RefusalInput {
  readonly decision: Decision;
  readonly decisionId: DecisionId;
  readonly identity: Identity;
  readonly facts: Pick<RequestFacts, 'kind' | 'method' | 'target' | 'clientIp' | 'at'>;
  readonly accept: string | undefined;
  readonly fetchDest: string | undefined;
}

export interface FailureInput {
  /** 400, 407, 408, 413, 431, 502, 503, 504 or 508. */
  readonly status: number;
  /** Stable word for staff, such as `upstream-refused`. */
  readonly label: string;
  /** One plain sentence, without anything of a person. */
  readonly reason: string;
  readonly decisionId: DecisionId;
  readonly accept: string | undefined;
  readonly fetchDest: string | undefined;
  /** Ask for Basic credentials (with 407). */
  readonly proxyAuthenticate?: boolean;
}

export function bytesOf({ body }: OwnAnswer): Buffer {
  return body instanceof FilledPage ? body.toBuffer() : body;
}

export const NO_BODY = Buffer.alloc(0);
