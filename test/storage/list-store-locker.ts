import { lockLists } from '../../storage/list-lock.ts';

/** Holds the lists' lock until it is killed. */
const lock = lockLists(process.argv[2] ?? '');
process.stdout.write(lock.ok ? 'locked\n' : `${lock.failure.message}\n`);
setInterval(() => {}, 60_000);
