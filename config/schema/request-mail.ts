import Type from 'typebox';
import { parseAddressRange } from '../../core/address.ts';
import { MAIL_ADDRESS } from '../../core/mail-address.ts';
import type { Problem } from './problem.ts';

const strict = { additionalProperties: false } as const;

/** Requests by e-mail (docs/unblocking.md): where the school's mail server hands on what is sent to one address. */
export const RequestMailSchema = Type.Object(
  {
    address: Type.String({ maxLength: 200, pattern: MAIL_ADDRESS.source, description: 'an e-mail address' }),
    relays: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'addresses or networks of the mail servers that may deliver',
    }),
    host: Type.String({ minLength: 1, default: '127.0.0.1' }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 2525 }),
    domains: Type.Array(Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$', description: 'a mail domain in lower case' }), {
      default: [],
      description: 'where what stands before the @ is a user name',
    }),
    unknown: Type.Enum(['refuse', 'file'], { default: 'refuse' }),
  },
  strict,
);
export type RequestMail = Type.Static<typeof RequestMailSchema>;

export function* requestMailProblems({ mail }: { readonly mail?: RequestMail }): Generator<Problem> {
  for (const [i, relay] of (mail?.relays ?? []).entries()) {
    const path = ['requests', 'mail', 'relays', i];
    if (parseAddressRange(relay) === undefined) yield { path, message: `"${relay}" is not an address or a network like 10.0.0.0/24` };
  }
}
