// A process of its own: what the embedded store holds in memory once it is open, as after a start.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openEmbedded } from '../../src/database/embedded/open.js';
import { buildIndexes } from './company.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const store = await openEmbedded(process.argv[2]!);
await buildIndexes(store);
collect();
process.send!({ bytes: process.memoryUsage().rss, milliseconds: performance.now() });
process.disconnect();
await store.close();
