import { measure, rounded } from '../measure.js';
import type { Result } from '../measure.js';
import { asClaimcheck } from './claimcheck.js';
import { asGraphqlJs } from './graphql-js.js';
import { allFields, viewers } from './rows.js';
import { refusedByResolver } from './schema.js';
import type { Subject } from './subject.js';

const times = 500;

/** A mutation that the viewer's role does not open, which never runs; beside one whose resolver throws at once. */
export async function refusedMutation(): Promise<Result[]> {
  const work = new Map([
    await refusing(asGraphqlJs(), refusedByResolver),
    await refusing(asClaimcheck(), 'Not allowed.'),
  ]);
  const results = await measure('refused mutation', work, { warmUps: 20, rounds: 60 });
  return results.map((result) => ({
    ...result,
    medianMs: rounded(result.medianMs / times, 5),
    microseconds: rounded((result.medianMs / times) * 1_000, 2),
  }));
}

async function refusing({ subject, prepare }: Subject, message: string): Promise<[string, () => Promise<void>]> {
  const run = prepare(`mutation { change { ${allFields.join(' ')} } }`);
  const { data, errors } = await run(viewers.colleague);
  if (data?.['change'] !== null || errors?.length !== 1 || errors[0]!.message !== message) {
    throw new Error(`${subject} did not refuse the mutation with ${JSON.stringify(message)}.`);
  }
  return [
    subject,
    async () => {
      for (let time = 0; time < times; time += 1) await run(viewers.colleague);
    },
  ];
}
