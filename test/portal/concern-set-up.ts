import { expect } from 'vitest';
import type { Config } from '../../config/schema/config.ts';
import { ip, lease } from '../proxy/identity/live-policy-stub.ts';
import { ALICE_IP, setUpPortal } from './set-up.ts';

export const STAFF_IP = '10.0.0.3';
const CONTACTS: Pick<Config, 'trust' | 'schools'> = {
  trust: { name: 'Example Trust', safeguardingLead: { name: 'T. Trust', email: 'trust@trust.example' } },
  schools: [
    {
      id: 'north',
      name: 'North Academy',
      dsl: { name: 'Ann Lead', email: 'dsl@north.example' },
      deputies: [{ name: 'B. Deputy', email: 'deputy@north.example' }],
      headteacher: { name: 'Carol Head', email: 'head@north.example' },
      chair: { name: 'D. Chair', email: 'chair@north.example' },
      it: { name: 'IT desk', email: 'it@north.example' },
    },
    { id: 'south', name: 'South Academy', dsl: { name: 'S. South', email: 'dsl@south.example' } },
  ],
};

export const tokenIn = (body: string) => /name="token" value="([^"]+)"/.exec(body)?.[1] ?? '';

/** A portal of two schools with their contacts, and what the tests of the form for concerns do with it. */
export async function setUpConcerns() {
  const portal = await setUpPortal(CONTACTS);
  portal.live.byIp.set(ip(STAFF_IP), lease(STAFF_IP, 'e.teacher', { school: 'north', group: 'staff' }));
  const { incidents: store, outbox } = portal.stores;
  const open = async (address = ALICE_IP) => tokenIn((await portal.get('/concern', address)).body);
  const post = (form: Record<string, string>, address = ALICE_IP) => portal.press(form, address, '/concern');
  const incidents = () => store.list({ limit: 99 });
  return {
    ...portal,
    open,
    post,
    incidents,
    tell: async (form: Record<string, string>, address = ALICE_IP) => post({ token: await open(address), ...form }, address),
    requests: () => portal.stores.requests.list({ limit: 99 }),
    /** To whom something is to be sent, in order of the alphabet. */
    async told(): Promise<string[]> {
      const all = await Promise.all((await incidents()).map(({ id }) => outbox.forIncident(id)));
      return all
        .flat()
        .map(({ to }) => to)
        .sort();
    },
    /** The one incident there is. */
    async only() {
      const [incident, ...others] = await incidents();
      expect(others).toEqual([]);
      const [sighting] = await store.sightings(incident?.id ?? '', 9);
      return { incident, report: sighting?.report, sighting };
    },
  };
}
