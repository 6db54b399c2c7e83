// Run by durability.test.ts in a process of its own: writes without end, prints the id of each acknowledged write.
import { openEmbedded } from '../../../src/database/embedded/open.js';
import type { Sample } from '../contract/sample.js';

const [folder, round] = process.argv.slice(2);
const store = await openEmbedded(folder!);
const samples = store.collection<Sample>('samples');

async function write(lane: number): Promise<void> {
  for (let index = 0; ; index += 1) {
    const _id = `${round}-${lane}-${index}`;
    await samples.insertOne({ _id, rank: 0 });
    await samples.updateOne({ _id }, { $inc: { rank: 1 } });
    process.stdout.write(`${_id}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
