// What authorization costs: 1,000 rows × 12 fields, 4 of them guarded, by each library's own way of guarding.
//
// Every subject executes the same document over the same records with graphql-js's `execute`; parsing and validation
// are outside. `graphql-js` answers without any authorization, the guarded values included: what the others leave out
// or refuse is their saving or their cost. The schema is made of plain GraphQLObjectTypes, except for type-graphql,
// whose @Authorized works on its own classes only; it wraps plain fields as well, which is part of its figure.
//
// allowed  four guarded fields that the viewer's role opens
// denied   the same four, refused on each row; type-graphql in its default mode, an error
// mixed    four fields that a relation opens on every other row
import { execute, parse, validate } from 'graphql';
import { asClaimcheck } from './authorization/claimcheck.js';
import { asGraphqlJs } from './authorization/graphql-js.js';
import { asGraphqlShield } from './authorization/graphql-shield.js';
import { asTypeGraphql } from './authorization/type-graphql.js';
import { guardedFields, openFields, viewers } from './authorization/rows.js';
import type { Viewer } from './authorization/rows.js';
import { measure } from './measure.js';
import type { Benchmark } from './measure.js';

const rows = 1_000;
const cases: readonly { name: string; field: string; viewer: Viewer; refused: number }[] = [
  { name: 'allowed', field: 'rows', viewer: viewers.hr, refused: 0 },
  { name: 'denied', field: 'rows', viewer: viewers.colleague, refused: 1 },
  { name: 'mixed', field: 'owned', viewer: viewers.colleague, refused: 0.5 },
];

export const authorization: Benchmark = {
  name: 'authorization',
  goal: 'goal for claimcheck: allowed ≤ 1.10, denied ≤ 1.15, mixed ≤ 1.35',
  async run() {
    const schemas = [asGraphqlJs(), asClaimcheck(), await asTypeGraphql(), asGraphqlShield()] as const;
    const results = [];
    for (const { name, field, viewer, refused } of cases) {
      const document = parse(`{ ${field}(count: ${rows}) { ${[...openFields, ...guardedFields].join(' ')} } }`);
      const work = new Map<string, () => Promise<void>>();
      for (const { subject, schema } of schemas) {
        if (validate(schema, document).length > 0) throw new Error(`${subject} has another schema.`);
        const run = async () => execute({ schema, document, contextValue: { viewer } });
        check(subject, await run(), subject === 'graphql-js' ? 0 : refused);
        work.set(subject, async () => void (await run()));
      }
      results.push(...(await measure(name, work, { warmUps: 8, rounds: 40 })));
    }
    return results;
  },
};

/** A subject that refuses too little or too much is not worth measuring. */
function check(subject: string, { data }: { data?: unknown }, refused: number): void {
  const [list] = Object.values(data as { [field: string]: { [field: string]: unknown }[] });
  const nulls = list!.flatMap((row) => guardedFields.filter((field) => row[field] === null)).length;
  if (nulls !== refused * rows * guardedFields.length) throw new Error(`${subject} refused ${nulls} values.`);
}
