/** `node scripts/generate-api.ts`: writes the console's types from the OpenAPI document that the admin API's routes make. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { openAdminFixture } from '../test/support/admin-fixture.ts';

export const API_TYPES = fileURLToPath(new URL('../console/src/api/schema.ts', import.meta.url));
const HEAD = '/** Made by `node scripts/generate-api.ts` from the OpenAPI document: never edited by hand. */\n';

/** What the file ought to hold. */
export async function apiTypes(): Promise<string> {
  const admin = await openAdminFixture();
  try {
    const document = (await admin.app.inject({ url: '/openapi.json' })).json<OpenAPI3>();
    return HEAD + astToString(await openapiTS(document));
  } finally {
    await admin.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(API_TYPES, await apiTypes());
  console.log(`wrote ${API_TYPES}`);
}
