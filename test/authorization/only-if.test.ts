// Keys that are read of some records only: whatever the rules and the records are, the answer is that to the full record.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphQLResolveInfo } from 'graphql';
import { projectionFor } from '../../src/authorization/authorization.js';
import type { Checks } from '../../src/authorization/authorization.js';
import type { Stated } from '../../src/authorization/extension.js';
import type { RecordProjection } from '../../src/authorization/projection.js';
import { authorization } from '../../src/authorization/type-graphql.js';
import { ask, inherited, stated } from './fixtures/guarded.js';
import type { Rules } from './fixtures/guarded.js';

type Values = { readonly [key: string]: unknown };
interface Context {
  readonly viewer: { readonly roles: readonly string[] };
  /** Of the records, what the store gives for a projection. */
  readonly give: (records: readonly Values[], of: (type: string) => RecordProjection) => readonly Values[];
}
const { authorized, allOf, condition, relation, protect } = authorization<Context, Context['viewer']>()({
  roles: ['A', 'B'],
  viewer: ({ viewer }) => viewer,
});
const words = [
  'A' as const,
  'B' as const,
  condition('recent', () => false, { reason: 'RECENT' }),
  relation('equal').on('One', () => ({ r0: 'x' })).on('Two', () => ({ k0: 'x' })),
  relation('among').on('One', () => ({ r1: { in: ['x', 'y'] } })).on('Two', () => ({ r1: { in: ['y'] } })),
  relation('unlike').on('One', () => ({ r2: { ne: 'x' } })).on('Two', () => ({ r2: { ne: 'y' } })),
  relation('never').on('One', () => ({ r0: null })).on('Two', () => ({ r0: { in: [] } })),
  relation('several').on('One', () => ({ r0: 'y', r1: { ne: 'y' } })).on('Two', () => ({ r0: 'x', r2: 'x' })),
]; // prettier-ignore

const fields = ['f0', 'f1', 'f2', 'f3'];
const keys = ['k0', 'k1', 'k2', 'r0', 'r1', 'r2'];
const types = ['One', 'Two'];
const sdl = `
  interface Thing { id: ID ${fields.map((name) => `${name}(a: Int, b: Int): String`).join(' ')} }
  ${types.map((type) => `type ${type} implements Thing { id: ID ${fields.map((name) => `${name}(a: Int, b: Int): String`).join(' ')} }`).join(' ')}
  type Query { ones: [One!] things: [Thing!] }
`;

const rule = fc
  .array(fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 })
  .map((clauses) => authorized(...clauses.map((clause) => allOf(...clause))));
const field = fc.record<Stated>({
  rule: fc.oneof({ weight: 1, arbitrary: fc.constant(inherited) }, { weight: 5, arbitrary: rule }),
  reads: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 }),
  audited: fc.boolean(),
  laxer: fc.constant('tested'),
});
const coordinates = types.flatMap((type) => fields.map((name) => `${type}.${name}`));
const many = <T>(names: readonly string[], each: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(names.map((name) => [name, each])));
const rules = fc
  .tuple(
    many(coordinates, field),
    many(coordinates.flatMap((name) => [`${name}(a:)`, `${name}(b:)`]), fc.option(rule)),
    many(types, fc.option(rule, { freq: 2 })),
  )
  .map(([fieldRules, sent, visible]): Rules => ({
    ...fieldRules,
    ...Object.fromEntries(Object.entries(sent).flatMap(([name, stating]) => (stating ? [[name, stating]] : []))),
    ...Object.fromEntries(types.map((type) => [type, { rule: authorized('signedIn'), ...(visible[type] && { visible: visible[type] }) }])),
    Thing: authorized('signedIn'), 'Thing.id': inherited, 'One.id': inherited, 'Two.id': inherited,
    ...Object.fromEntries(fields.map((name) => [`Thing.${name}`, inherited])),
    'Query.ones': authorized('signedIn'), 'Query.things': authorized('signedIn'),
  })); // prettier-ignore
const selection = fc.tuple(fc.constantFrom(...fields), fc.constantFrom('', '(a: 1)', '(b: 1)', '(a: 1, b: 1)'));
const selections = fc
  .uniqueArray(selection, { minLength: 1, maxLength: 5, selector: String })
  .map((all) => all.map(([name, args], at) => `${name}_${at}: ${name}${args}`).join(' '));
const query = fc.oneof(
  selections.map((set) => `{ ones { ${set} } }`),
  fc.tuple(selections, selections).map(([on, set]) => `{ things { __typename ... on Two { t: ${on.split(': ')[1]!.split(' f')[0]} } ${set} } }`),
); // prettier-ignore
const records = fc.array(
  fc
    .tuple(fc.constantFrom(...types), many(keys, fc.constantFrom('x', 'y', null)))
    .map(([__typename, values]): Values => ({ __typename, ...values })),
  { minLength: 1, maxLength: 6 },
);

function protectedBy(stating: Rules) {
  const reading = (only?: string) => (_: unknown, __: unknown, context: Context, info: GraphQLResolveInfo) => {
    const projection = projectionFor(context, info);
    const sum: RecordProjection = { ...projection, rows: { allOf: [] } };
    const of = (type: string) => (info.fieldName === 'ones' ? (projection.of(type) ?? sum) : sum);
    return context.give(stored, of).filter(({ __typename }) => !only || __typename === only);
  };
  let stored: readonly Values[] = [];
  const told = (source: Values) => JSON.stringify(Object.entries(source).sort());
  const resolvers = {
    'Query.ones': reading('One'), 'Query.things': reading(),
    ...Object.fromEntries(coordinates.map((name) => [name, told])),
  }; // prettier-ignore
  const schema = protect(stated(sdl, stating, resolvers));
  return async (document: string, all: readonly Values[], give: Context['give'], roles: readonly string[]) => {
    stored = all.map((one, at) => ({ id: String(at), ...one }));
    return ask(schema, document, { viewer: { roles }, give });
  };
}

const fulfils = (record: Values, checks: Checks) =>
  checks.every((check) => {
    const value = record[check.key] ?? null;
    if (check.op === 'in') return check.values.has(value as string);
    return check.op === 'eq' ? value === check.value : value !== check.value;
  });
const isGiven = (record: Values, key: string, { onlyIf }: RecordProjection) =>
  onlyIf.get(key)?.some((checks) => fulfils(record, checks)) ?? true;
const whole: Context['give'] = (all, of) =>
  all.map((record) =>
    Object.fromEntries(['__typename', 'id', ...of(record['__typename'] as string).keys].map((key) => [key, record[key]])),
  ); // prettier-ignore
const conditional: Context['give'] = (all, of) =>
  all.map((record) => {
    const projection = of(record['__typename'] as string);
    const read = (key: string) => (isGiven(record, key, projection) ? record[key] : null);
    return Object.fromEntries(['__typename', 'id', ...projection.keys].map((key) => [key, read(key)]));
  });

describe('keys that are read of some records only', () => {
  it('never change an answer, whatever the rules', async () => {
    let withheld = 0;
    const counting: Context['give'] = (all, of) => {
      const given = conditional(all, of);
      const full = whole(all, of);
      withheld += given.filter((one, at) => JSON.stringify(one) !== JSON.stringify(full[at])).length;
      return given;
    };
    await fc.assert(
      fc.asyncProperty(rules, query, records, fc.subarray(['A', 'B']), async (stating, document, all, roles) => {
        const answer = protectedBy(stating);
        const expected = await answer(document, all, whole, roles);
        expect(await answer(document, all, counting, roles)).toEqual(expected);
      }),
      { numRuns: 250, seed: 7 },
    );
    expect(withheld).toBeGreaterThan(80);
  });

  it('are given only where a field that reads them shows its value', async () => {
    let given = 0;
    await fc.assert(
      fc.asyncProperty(rules, selections, records, fc.subarray(['A', 'B']), async (stating, set, all, roles) => {
        const expected: { key: string; at: number }[] = [];
        const noting: Context['give'] = (records, of) => {
          const ones = records.filter(({ __typename }) => __typename === 'One');
          ones.forEach((record) => {
            const projection = of('One');
            for (const key of projection.onlyIf.keys())
              if (isGiven(record, key, projection)) expected.push({ key, at: Number(record['id']) });
          });
          return whole(records, of);
        };
        const { data } = await protectedBy(stating)(`{ ones { id ${set} } }`, all, noting, roles);
        const shown = (data as { ones: Values[] }).ones;
        for (const { key, at } of expected) {
          const record = shown.find(({ id }) => id === String(at));
          if (!record) continue; // not visible: the query does not find it
          given += 1;
          const reading = Object.entries(record).filter(([name]) => {
            const { reads } = stating[`One.${name.split('_')[0]}`] as Stated;
            return name !== 'id' && reads!.includes(key);
          });
          expect(reading.some(([, value]) => value !== null)).toBe(true);
        }
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(given).toBeGreaterThan(40);
  });
});
