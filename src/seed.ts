// When the demo company is loaded: once, into an empty store; again only where an earlier load was cut off.
import type { Demo, Environment } from './context.js';
import type { Settings } from './config/settings.js';
import type { Store, Stored } from './database/port.js';
import { StartError } from './errors.js';

interface Mark extends Stored {
  complete: boolean;
}

const markOf = { _id: 'demo' } as const;
const loopback = ['127.0.0.1', '::1', 'localhost'];

/**
 * Loads the demo where the settings want it. Returns the accounts that exist then: none where it is not loaded.
 * Throws a `StartError` when it is asked for and the store holds other data.
 */
export async function loadDemo(
  demo: Demo,
  environment: Environment & { hashPassword: (password: string) => Promise<string> },
): Promise<Demo['accounts']> {
  const { store, settings } = environment;
  if (settings.NODE_ENV === 'production') return [];
  const marks = store.collection<Mark>('demo');
  const mark = await marks.findOne(markOf);
  if (mark?.complete) return demo.accounts;
  if (!isWanted(settings, store)) return [];
  if (mark) for (const name of demo.collections) await store.collection(name).deleteMany({});
  else if (!(await store.isEmpty())) {
    if (settings.SEED === 'demo')
      throw new StartError('SEED is demo, but the store holds data already; use an empty one, or remove SEED');
    return [];
  } else await marks.insertOne({ ...markOf, complete: false });
  await demo.load(environment);
  await marks.updateOne(markOf, { $set: { complete: true } });
  return demo.accounts;
}

function isWanted({ SEED, HOST }: Settings, { kind }: Store): boolean {
  return SEED === 'demo' || (SEED === 'auto' && kind === 'embedded' && loopback.includes(HOST));
}
