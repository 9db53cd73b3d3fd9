import { openListStore } from '../../storage/list-store.ts';

/** Publishes one version after the other until it is killed: each index is that many bytes of one value. Says so after the first. */
const store = openListStore(process.argv[2] ?? '');
const first = Number(process.argv[3]);
for (let version = first; ; version++) {
  await store.publish({ version: String(version), builtAt: version, sources: [] }, new Uint8Array(1_000_000).fill(version % 256));
  if (version === first) process.stdout.write('published\n');
}
