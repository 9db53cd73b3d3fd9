import { join } from 'node:path';
import { createAlertMetrics } from '../../../alerts/alert-metrics.ts';
import { contactsOf } from '../../../alerts/routing/directory.ts';
import { startAlerts } from '../../../alerts/runtime.ts';
import { createSchoolRules } from '../../../alerts/school-rules.ts';
import { epochMs } from '../../../core/units.ts';
import { openStores } from '../../../storage/open-stores.ts';
import { createLogger } from '../../../telemetry/logger.ts';
import { testConfig } from './test-config.ts';

/** Alerts in a process of their own, to be killed: node alerts-process.ts <folder> <redis socket> <mail server's URL> <clock offset in ms>. */
const [folder = '', socketPath = '', url = '', offsetMs = '0'] = process.argv.slice(2);
const clock = () => epochMs(Date.now() + Number(offsetMs));
const config = testConfig(folder);
const { directory } = contactsOf(config);
const stores = await openStores({ databaseUrl: null, sqlitePath: join(folder, 'db.sqlite'), clock });
await startAlerts({
  stores,
  rules: createSchoolRules({
    detail: 'minimal',
    directory: () => directory,
    linkTo: () => 'https://console.example/',
    notices: () => [],
    codeOf: () => '00000000',
    proofOfLifeTo: null,
    clock,
  }),
  directory: () => directory,
  digestAt: () => '23:30',
  provesLife: false,
  redis: { url: null, socketPath },
  recordsFolder: join(folder, 'records'),
  mailServer: { url, from: config.mail.from, silenceMs: 5_000 },
  metrics: createAlertMetrics(),
  clock,
  random: () => 0.5,
  logger: createLogger({ part: 'alerts', instance: 'test', level: 'silent' }),
  stuckMs: 2_000,
  lookEveryMs: 500,
});
process.stdout.write('started\n');
