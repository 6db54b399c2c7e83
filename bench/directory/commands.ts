// How many commands a page takes, with everything around it, and what the server examines for the page alone.
import { startApplication } from '../../test/application.js';
import type { Running } from '../../test/application.js';
import { clientOf, recordCommands } from '../../test/database/commands.js';
import type { Command, Recording } from '../../test/database/commands.js';
import { queriesOf } from '../../test/database/explained.js';
import type { MongoServer } from '../../test/database/server.js';
import { median, rounded } from '../measure.js';
import type { Result } from '../measure.js';

const rounds = 3;
const around = 'id name department { name } manager { name } reports(first: 10) { nodes { name } }';

/** What is asked, by whom. A relation asks who is below the viewer, level by level: that many commands more. */
const pages = [
  { name: 'with department, manager, reports', account: 'hr', fields: around },
  { name: 'with department, manager, reports', account: 'employee', fields: around },
  { name: 'the same with salary', account: 'hr', fields: `${around} salary { amount }` },
  { name: 'the same with salary', account: 'employee', fields: `${around} salary { amount }` },
  { name: 'the same with salary', account: 'manager', fields: `${around} salary { amount }` },
] as const;

/** Collections that requests read; others are read by what runs beside them. */
const ofRequests = new Set(['people', 'departments', 'reviews']);

/** A page of 100 among so many, as often as its kinds of viewer differ. The first is what the others are compared with. */
export async function commandsOfPages(mongo: MongoServer, employees: number): Promise<Result[]> {
  const settings = { MONGODB_URI: mongo.freshUri(), SEED_EMPLOYEES: String(employees) };
  const running = await startApplication(settings);
  const recording = recordCommands(running.application.store);
  try {
    const results: Result[] = [];
    for (const { name, account, fields } of pages) {
      const { milliseconds, commands } = await asked(running, recording, account, fields);
      const [first] = results;
      results.push({
        case: `page of 100 ${name}`,
        subject: account,
        medianMs: rounded(milliseconds, 1),
        baseline: first?.subject ?? account,
        ratio: rounded(milliseconds / (first?.medianMs ?? milliseconds), 2),
        commands: commands.length,
        examined: await examinedBy(running, commands),
      });
    }
    return results;
  } finally {
    recording.stop();
    await running.stop();
  }
}

async function asked(
  running: Running,
  recording: Recording,
  account: string,
  fields: string,
): Promise<{ milliseconds: number; commands: readonly Command[] }> {
  const token = await running.tokenOf(account);
  const durations: number[] = [];
  let commands: readonly Command[] = [];
  for (let round = 0; round < rounds; round += 1) {
    recording.take();
    const start = performance.now();
    const { body } = await running.ask(`{ employees(first: 100) { nodes { ${fields} } } }`, token);
    durations.push(performance.now() - start);
    if (!body.data?.['employees']) throw new Error(`The page was not answered: ${JSON.stringify(body.errors)}`);
    commands = recording.take().filter(({ collection }) => ofRequests.has(collection));
  }
  return { milliseconds: median(durations), commands };
}

/** The documents that the server examines for the list itself: what is ordered and limited. */
async function examinedBy({ application }: Running, commands: readonly Command[]): Promise<number> {
  const page = commands.find(({ name, sort }) => name === 'find' && sort !== undefined)!;
  const [query] = queriesOf(page);
  const { collection, filter, sort, limit } = query!;
  const find = { find: collection, filter, sort, limit };
  const told = await clientOf(application.store).db().command({ explain: find, verbosity: 'executionStats' });
  return (told['executionStats'] as { totalDocsExamined: number }).totalDocsExamined;
}
