import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { contactsOf } from '../../alerts/routing/directory.ts';
import { webhooksFor } from '../../alerts/routing/webhooks.ts';
import { loadConfig } from '../../config/load.ts';
import { THEMES } from '../../core/category.ts';
import { type Incident, SEVERITIES } from '../../core/incident.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');

function load(webhook: string) {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-requests-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'secret'), SECRET, { mode: 0o600 });
  writeFileSync(join(folder, 'schoolgate.yaml'), `schools: [{ id: north, name: North }]\nrequests: { webhook: ${webhook} }\n`);
  return loadConfig({ env: { DESK_SECRET: SECRET }, cwd: folder });
}

it.each(['secretFile: secret', 'secretVariable: DESK_SECRET'])('the helpdesk’s webhook is read with its %s', (secret) => {
  const config = load(`{ url: "https://desk.example/hook", ${secret} }`);
  expect(config).toMatchObject({ ok: true });
  if (config.ok)
    expect(config.value.at.webhooks).toEqual([{ id: 'requests', kind: 'generic', url: 'https://desk.example/hook', secret: SECRET }]);
});

it.each([
  ['{ url: "https://desk.example/hook" }', 'needs a secret'],
  ['{ secretFile: secret }', 'needs an address'],
  ['{ url: "http://desk.example/", secretFile: secret }', 'must begin with https:'],
  ['{ url: "https://desk.example/", secretFile: secret, severities: [danger] }', 'unknown key'],
])('%s is refused', (webhook, words) => {
  const config = load(webhook);
  expect(config).toMatchObject({ ok: false, failure: { message: expect.stringContaining(words) } });
});

it('is never told of an incident', () => {
  const config = load('{ url: "https://desk.example/hook", secretFile: secret }');
  if (!config.ok) throw new Error(config.failure.message);
  const { directory } = contactsOf(config.value);
  expect(directory.webhooks).toHaveLength(1);
  for (const theme of THEMES) {
    for (const severity of SEVERITIES) {
      const incident = { school: 'north', severity, theme, person: 'p', group: 'seniors', factors: [] } as unknown as Incident;
      expect(webhooksFor(incident, directory)).toEqual([]);
    }
  }
});
