import { readCode } from '../../alerts/payload.ts';
import type { Incident } from '../../core/incident.ts';
import { openIncidentKey } from '../../storage/incident-key.ts';
import type { IncidentsFixture } from './incidents-fixture.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly cookie: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

type App = Pick<IncidentsFixture['app'], 'inject'>;

/** Goes to incidents' pages as a browser does. */
export interface Visit {
  send(method: 'GET' | 'POST', url: string, form?: Record<string, string>, headers?: Record<string, string>, app?: App): Promise<Answer>;
  /** Goes the whole way in, as the reader with that masked address; returns the cookie. */
  signIn(incident: Incident, masked?: string, app?: App): Promise<{ cookie: string }>;
  /** Mails that carry a code. */
  codes(incident: string): ReturnType<IncidentsFixture['context']['stores']['outbox']['forIncident']>;
  codeOf(challenge: string): string;
  /** The value that stands for an address in the form. */
  choiceIn(answer: Answer, masked: string): string;
  tokenIn(answer: Answer): string;
}

export function visit(admin: IncidentsFixture): Visit {
  const send: Visit['send'] = async (method, url, form = {}, headers = {}, app = admin.app) => {
    const response = await app.inject({
      method,
      url,
      headers: { ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
      ...(method === 'POST' && { payload: new URLSearchParams(form).toString() }),
    });
    const { statusCode: status, payload: text, headers: answered } = response;
    return { status, text, location: String(answered.location ?? ''), cookie: String(answered['set-cookie'] ?? ''), headers: answered };
  };
  const codes: Visit['codes'] = async (id) =>
    (await admin.context.stores.outbox.forIncident(id)).filter(({ kind }) => kind === 'access-code');
  const codeOf: Visit['codeOf'] = (challenge) => openIncidentKey(admin.config.at.dataFolder).codeOf(challenge);
  const choiceIn: Visit['choiceIn'] = ({ text }, masked) =>
    new RegExp(`value="([^"]+)" required[^>]*><bdi>${masked}`).exec(text)?.[1] ?? '';
  return {
    send,
    codes,
    codeOf,
    choiceIn,
    tokenIn: ({ text }) => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '',
    async signIn({ id }, masked = 'd•••@north.example', app = admin.app) {
      const page = admin.page(id);
      const asked = await send('POST', `${page}/code`, { to: choiceIn(await send('GET', page, {}, {}, app), masked) }, {}, app);
      const mail = (await codes(id)).at(-1);
      if (asked.status !== 303 || mail === undefined) throw new Error(`no code was mailed: ${asked.status}`);
      const { challenge } = readCode(mail);
      const entered = await send('POST', `${page}/enter`, { challenge, code: codeOf(challenge) }, {}, app);
      if (entered.status !== 303) throw new Error(`the code was not taken: ${entered.status}`);
      return { cookie: entered.cookie.split(';')[0] ?? '' };
    },
  };
}
