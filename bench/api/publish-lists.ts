import { buildListIndex } from '../../categoriser/index/index-builder.ts';
import { openListStore } from '../../storage/list-store.ts';
import { madeUpLists } from '../support/made-up-lists.ts';

/** `node bench/api/publish-lists.ts DATA_FOLDER NAMES`: publishes an index of so many made-up names there. Five million take about 10 s. */
const [folder = '', names = '0'] = process.argv.slice(2);
const version = 'bench';
await openListStore(folder).publish({ version, builtAt: Date.now(), sources: [] }, buildListIndex(madeUpLists(Number(names)), { version }));
