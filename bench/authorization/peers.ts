import { measure } from '../measure.js';
import type { Result } from '../measure.js';
import { asClaimcheck } from './claimcheck.js';
import { asEnvelop } from './envelop.js';
import { allowed, denied, mixed, workOn } from './fields.js';
import { asGraphqlJs } from './graphql-js.js';
import { asGraphqlShield } from './graphql-shield.js';
import { asMercuriusAuth } from './mercurius-auth.js';
import { asMercurius } from './mercurius.js';
import { asTypeGraphql } from './type-graphql.js';

/** All subjects on 1,000 rows. Most others cost many times as much as the first two, and join in fewer rounds. */
export async function peers(): Promise<Result[]> {
  const subjects = [
    asGraphqlJs(),
    asClaimcheck(),
    await asTypeGraphql(),
    asGraphqlShield(),
    await asMercurius(),
    await asMercuriusAuth(),
    asEnvelop(),
  ];
  const results: Result[] = [];
  for (const kind of [allowed, denied, mixed]) {
    const work = await workOn(kind, 1_000, subjects, { unguarded: ['graphql-js', 'mercurius'] });
    results.push(...(await measure(kind.name, work, { warmUps: 6, rounds: 42, othersEvery: 6 })));
  }
  return results;
}
