import { expect, it } from 'vitest';
import { UpstreamSessions } from '../../outbound/upstream-sessions.ts';

it('sessions are remembered for an hour, for a bounded number of sites', () => {
  let at = 0;
  const sessions = new UpstreamSessions(() => at);
  const ticket = Buffer.from('t');
  sessions.set('a:443', ticket, false);
  at = 1_800_000;
  // Resumed half-way: the certificate was not looked at again.
  sessions.set('a:443', ticket, true);
  sessions.set('never-checked:443', ticket, true);
  expect(sessions.get('never-checked:443')).toBeUndefined();
  at = 3_600_000;
  expect(sessions.get('a:443')).toBe(ticket);
  at++;
  expect(sessions.get('a:443')).toBeUndefined();
  for (let i = 0; i <= 2_000; i++) sessions.set(`${i}:443`, ticket, false);
  expect([sessions.get('0:443'), sessions.get('1:443')]).toEqual([undefined, ticket]);
  sessions.delete('1:443');
  expect(sessions.get('1:443')).toBeUndefined();
});
