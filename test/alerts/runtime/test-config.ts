import { loadConfig } from '../../../config/load.ts';
import type { Config } from '../../../config/schema/config.ts';

const SCHOOLS: Pick<Config, 'trust' | 'schools'> = {
  trust: { name: 'Example Trust', safeguardingLead: { name: 'T. Lead', email: 'trust@trust.example' } },
  schools: [
    {
      id: 'north',
      name: 'North Academy',
      dsl: { name: 'A. Lead', email: 'dsl@north.example' },
      deputies: [{ name: 'B. Deputy', email: 'deputy@north.example' }],
      headteacher: { name: 'C. Head', email: 'head@north.example' },
      chair: { name: 'D. Chair', email: 'chair@north.example' },
      it: { name: 'IT desk', email: 'it@north.example' },
      onCall: { name: 'Duty lead', email: 'duty@north.example' },
    },
    { id: 'south', name: 'South Academy', dsl: { name: 'S. Lead', email: 'dsl@south.example' } },
  ],
};

/** A trust of two schools, with its data in `folder`. */
export function testConfig(folder: string, mail: Partial<Config['mail']> = {}): Config {
  const loaded = loadConfig({ env: { SCHOOLGATE_DATA: folder }, cwd: folder });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  return { ...loaded.value, ...SCHOOLS, mail: { ...loaded.value.mail, from: 'Schoolgate <schoolgate@trust.example>', ...mail } };
}
