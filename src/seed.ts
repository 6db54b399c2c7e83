// When the demo company is loaded: once, into an empty store; again only where an earlier load was cut off. A mark in
// the store tells which. Production never runs on a store that carries one: the demo's passwords are published.
import { MongoServerError } from 'mongodb';
import type { Demo, Environment } from './feature.js';
import type { Settings } from './config/settings.js';
import type { Collection, Store, Stored } from './database/port.js';
import { StartError } from './errors.js';

interface Mark extends Stored {
  complete: boolean;
  /** The size that was being loaded: what has to be removed again if it was cut off. */
  employees: number;
  startedAt: Date;
}

const mark = { _id: 'demo' } as const;
const loopback = ['127.0.0.1', '::1', 'localhost'];

/** A load that takes longer was cut off. Only on a MongoDB can another process be at it. */
const longestLoad = 300_000;

/**
 * Loads the demo where the settings want it. Returns the accounts that exist then: none where it is not loaded.
 * Throws a `StartError` in production on a store that holds any of it; when it is asked for and the store holds other
 * data; and, unless none is asked for, while another process loads it.
 */
export async function loadDemo(
  demo: Demo,
  environment: Environment & { hashPassword: (password: string) => Promise<string> },
): Promise<Demo['accounts']> {
  const { store, settings } = environment;
  const marks = store.collection<Mark>('demo');
  const found = await marks.findOne(mark);
  if (settings.NODE_ENV === 'production') {
    if (!found) return [];
    throw new StartError('MONGODB_URI names a store with the demo company, whose passwords are published; use another');
  }
  if (found?.complete) return demo.accounts;
  if (found && settings.SEED === 'none' && isUnderWay(found, environment)) return [];
  if (found) await removeCutOff(demo, found, marks, environment);
  if (!isWanted(settings, store)) return [];
  if (!(await store.isEmpty())) {
    if (settings.SEED !== 'demo') return [];
    throw new StartError('SEED is demo, but the store holds data already; use an empty one, or remove SEED');
  }
  await begin(marks, environment);
  await demo.load(environment);
  await marks.updateOne(mark, { $set: { complete: true } });
  return demo.accounts;
}

async function removeCutOff(demo: Demo, found: Mark, marks: Collection<Mark>, environment: Environment): Promise<void> {
  if (isUnderWay(found, environment)) throw loading();
  await demo.unload(environment.store, found.employees);
  await marks.deleteMany(mark);
}

function isUnderWay({ startedAt }: Mark, { store, clock }: Environment): boolean {
  return store.kind === 'mongodb' && clock() - startedAt.getTime() < longestLoad;
}

async function begin(marks: Collection<Mark>, { settings, clock }: Environment): Promise<void> {
  try {
    await marks.insertOne({
      ...mark,
      complete: false,
      employees: settings.SEED_EMPLOYEES,
      startedAt: new Date(clock()),
    });
  } catch (error) {
    throw error instanceof MongoServerError && error.code === 11_000 ? loading() : error;
  }
}

function loading(): StartError {
  return new StartError(
    'SEED: another process is loading the demo company into this store; start again when it is done',
  );
}

function isWanted({ SEED, HOST }: Settings, { kind }: Store): boolean {
  return SEED === 'demo' || (SEED === 'auto' && kind === 'embedded' && loopback.includes(HOST));
}
