// What authorization costs: rows × 12 fields, 4 of them guarded, by each library's own way of guarding.
//
// Every subject answers the same query over the same records; parsing and validation are outside. `graphql-js` answers
// without any authorization, the guarded values included: what the others leave out or refuse is their saving or their
// cost. All but two subjects execute with graphql-js's `execute`, and the schema is made of plain GraphQLObjectTypes,
// except for type-graphql, whose @Authorized works on its own classes only; it wraps plain fields as well, which is
// part of its figure.
//
// mercurius-auth  is executed by mercurius: `app.graphql`, hooks and error formatting included. The subject
//                 `mercurius` is the same without authorization: that much of the figure is the executor's
// envelop         is generic-auth, executed by envelop's `execute` over graphql-js's. It decides fields before
//                 execution and takes refused ones out of the document: denied rows lack them, and cost less. It has
//                 no rule for a record: in the mixed case the resolvers ask
//
// allowed           four guarded fields that the viewer's role opens, on 1,000 rows
// denied            the same four, refused on each row; elsewhere than here and in envelop, an error each
// mixed             four fields that a relation opens on every other row
// rows: …           the mixed case on fewer and more rows
// time a row        in one answer of 100,000 rows, to that in answers of 1,000: graphql-js is not linear either
// rules: …          1,000 rows with one guarded field, beside ever more that nobody selects
// refused mutation  one that never runs, beside a resolver that throws at once
// first decision    of a coordinate, in a new context
// memory held       by decisions and recorded refusals when an operation is over and its context is not
import { firstDecision } from './authorization/first-decision.js';
import { memory } from './authorization/memory.js';
import { peers } from './authorization/peers.js';
import { refusedMutation } from './authorization/refused-mutation.js';
import { flatInRules } from './authorization/rules.js';
import { rows, timePerRow } from './authorization/sizes.js';
import type { Benchmark, Result } from './measure.js';

export const authorization: Benchmark = {
  name: 'authorization',
  goal: 'goal for claimcheck: allowed ≤ 1.10, denied ≤ 1.15, mixed ≤ 1.35 on any number of rows and rules; a first decision < 5 µs; memory held ≈ 1',
  async run() {
    const results: Result[] = [];
    // The many rows come last: they stay in memory, and every later collection walks through them.
    for (const part of [peers, flatInRules, refusedMutation, firstDecision, rows, timePerRow, memory]) {
      results.push(...(await part()));
    }
    return results;
  },
};
