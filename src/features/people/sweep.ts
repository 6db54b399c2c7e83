// What has to happen without anybody asking: ends of employment whose day has come, and what crashes left behind. At start,
// and every minute; each step is one conditional update, so that any number of processes may do it at once.
import { everyRow } from '../../database/rows.js';
import type { Background, BackgroundEnvironment } from '../../feature.js';
import { Departments } from '../departments/department.repository.js';
import { carryOut } from './end-employment.js';
import { takeBackLapsed } from './lapsed.js';
import { people as queries } from './people.queries.js';
import { People } from './people.repository.js';

const interval = 60_000;

/** Who does it: nobody who is signed in. */
const actor = { viewer: null, requestId: 'sweep', address: undefined };

/** Sweeps at once, then every minute. What fails is reported and tried again the next time. */
export async function sweepPeople({ store, accounts, report }: BackgroundEnvironment): Promise<Background> {
  const sweep = async (): Promise<void> => {
    const people = new People(store);
    const today = await people.today();
    const due = queries.where({ dueOn: today, ended: false });
    for (const { id } of await people.records.find(due, { keys: new Set(), rows: everyRow }))
      await carryOut(id, today, accounts, actor, people).catch((cause: unknown) =>
        report('an end of employment could not be carried out', cause),
      );
    await takeBackLapsed({ people, departments: new Departments(store) });
  };
  const reported = (): Promise<void> =>
    sweep().catch((cause: unknown) => report('due ends of employment could not be looked for', cause));
  let running = reported();
  await running;
  const timer = setInterval(() => {
    running = running.then(reported);
  }, interval).unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
