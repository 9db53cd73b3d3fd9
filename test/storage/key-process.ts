import { openKeyStore } from '../../storage/key-store.ts';

/** Another process that wants the same key: says that it is ready, waits for the word, and tells the key. */
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  process.stdout.write(
    `${openKeyStore(process.argv[2] ?? '')
      .key('coach-token', 32)
      .toString('hex')}\n`,
  );
  process.stdin.destroy();
});
