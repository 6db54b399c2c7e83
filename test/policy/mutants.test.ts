// AZ-50: drops or weakens each rule of the directory in turn. The suite has to turn red each time: the schema is not
// built, or a cell of the page behaves otherwise, or what is committed differs.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mapSchema } from '@graphql-tools/utils';
import { execute, parse } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { createSchema } from '../../src/app.js';
import { Authorization, PolicyError, engineOf, policyOf } from '../../src/authorization/authorization.js';
import { state } from '../../src/authorization/extension.js';
import { matrixOf } from '../../src/authorization/matrix.js';
import { sitesOf } from '../../src/authorization/sdl/sites.js';
import { implies } from '../../src/authorization/rule.js';
import { placeDeclarations } from '../../src/authorization/type-graphql/placement.js';
import { assertReadable } from '../../src/authorization/viewer-may.js';
import type { Context } from '../../src/context.js';
import { Contractor } from '../../src/features/contractors/contractor.type.js';
import { Department } from '../../src/features/departments/department.type.js';
import { directory } from '../../src/features/directory.js';
import { Review } from '../../src/features/reviews/review.type.js';
import type { ReviewDocument } from '../../src/features/reviews/review.repository.js';
import { Employee } from '../../src/features/employees/employee.type.js';
import { Person } from '../../src/features/people/person.type.js';
import { declareSchema } from '../../src/graphql/declare.js';
import { emitMatrix } from '../../src/graphql/emit-matrix.js';
import { emitSchema } from '../../src/graphql/emit.js';
import { identityShape } from '../../src/identity/feature.js';
import { roles } from '../../src/identity/role.js';
import type { Viewer } from '../../src/identity/viewer.js';
import type { SessionRecord } from '../../src/identity/sessions/session.repository.js';
import type { UserRecord } from '../../src/identity/users/user.repository.js';
import { User } from '../../src/identity/users/user.type.js';
import { viewerKinds } from '../../src/policy.js';
import { ServerInfoResolver } from '../../src/server-info.resolver.js';
import { viewerCanShape } from '../../src/viewer-can.resolver.js';
import { auditShape } from '../../src/audit-trail.js';
import { startApplication } from '../application.js';
import type { Running } from '../application.js';
import { about, cellsOf, recordOf, shownBy } from './cell.js';
import type { AnswerBody, Cell } from './cell.js';
import { mutantsOf, statementsOf } from './mutant.js';
import type { Mutant, Statements } from './mutant.js';
import { begunReview, standingOf, standingsIn } from './standings.js';
import type { Standings } from './standings.js';
import { isBehind } from './ways.js';
import { deep } from '../deep.js';

const schema = await createSchema([directory]);
const rows = cellsOf(schema);
const statements = statementsOf(schema);
const features = [identityShape, auditShape, viewerCanShape, directory];
const resolvers = [ServerInfoResolver, ...features.flatMap((feature) => feature.resolvers)];
const queries = features.flatMap((feature) => feature.queries ?? []);
const declared = await declareSchema(resolvers);
const records = Object.assign({}, ...features.map((feature) => feature.records)) as typeof directory.records;

let running: Running;
let standings: Standings;
let committed: readonly string[];
let computed: ReadonlySet<string>;
beforeAll(async () => {
  running = await startApplication();
  standings = await standingsIn(running.application.store);
  computed = await computedFields();
  committed = await Promise.all(['schema.graphql', 'policy.md'].map((name) => readFile(`schema/${name}`, 'utf8')));
});
afterAll(() => running.stop());

interface Accounts {
  readonly users: readonly UserRecord[];
  readonly sessions: readonly SessionRecord[];
}

async function accountsNow(): Promise<Accounts> {
  const { store } = running.application;
  const users = await store.collection<UserRecord>('users').find({}).toArray();
  return { users, sessions: await store.collection<SessionRecord>('sessions').find({}).toArray() };
}

/** A mutant may have let accounts be changed, even those that ask. */
async function restore({ users, sessions }: Accounts): Promise<void> {
  const { store } = running.application;
  for (const { _id, roles: held, generation } of users) {
    const $unset = { disabledAt: '', sessionsFrom: '', leaving: '' } as const;
    await store.collection<UserRecord>('users').updateOne({ _id }, { $set: { roles: held, generation }, $unset });
  }
  for (const { _id } of sessions)
    await store.collection<SessionRecord>('sessions').updateOne({ _id }, { $unset: { endedAt: '' } });
  await store.collection<ReviewDocument>('reviews').updateOne({ _id: begunReview }, { $set: { status: 'DRAFT' } });
}

/** The application's schema with other statements. Throws a `PolicyError` as the start does. */
function build(changed: Statements): GraphQLSchema {
  const mutated = mapSchema(declared, {});
  for (const { coordinate, element } of sitesOf(mutated)) {
    const stated = changed.get(coordinate) ?? statements.get(coordinate)!;
    if (Object.keys(stated).length > 0) state(element, stated);
  }
  const { protect } = new Authorization<Context, Viewer, string>({ roles, viewer: (context) => context.viewer });
  protect(mutated, { queries, ...(records && { records }) });
  assertReadable(engineOf(mutated), mutated);
  return mutated;
}

/** The fields that the decorators' own check refuses without `@Reads`: it sees what a schema no longer shows. */
async function computedFields(): Promise<ReadonlySet<string>> {
  const rule = statements.get('Person')!.rule!;
  const guarded = [Person, Employee, Contractor, Department, Review, User].map((target) => ({
    target,
    stated: { rule },
  }));
  const gaps = placeDeclarations(await declareSchema(resolvers), guarded, [], undefined);
  return new Set(
    gaps.filter(({ what }) => what.startsWith('is computed and does not say of what')).map(({ where }) => where),
  );
}

// Each is asked of many schemas.
const documents = new Map<string, DocumentNode>();

async function ask(
  mutated: GraphQLSchema,
  { kind, coordinate }: Cell,
  source: string,
  variableValues = {},
): Promise<AnswerBody> {
  const viewer: Viewer | null = kind.holds && {
    id: `user-${standingOf(standings, kind.name, coordinate).account}`,
    roles: roles.filter((role) => kind.holds!.includes(role)),
    sessionId: 'session',
    authTime: kind.longAgo ? 0 : Math.floor(Date.now() / 1_000),
    generation: 0,
  };
  const contextValue = running.application.contextFor({ viewer, requestId: 'mutant' });
  let document = documents.get(source);
  if (!document) documents.set(source, (document = parse(source)));
  return execute({ schema: mutated, document, contextValue, variableValues });
}

async function differs(mutated: GraphQLSchema, cell: Cell): Promise<boolean> {
  const answer = await ask(mutated, cell, about(standingOf(standings, cell.kind.name, cell.coordinate), cell.query));
  return JSON.stringify(shownBy(cell, answer)) !== JSON.stringify(cell.expected);
}

const question = 'query ($checks: [AccessCheck!]!) { viewerCan(checks: $checks) { allowed } }';

async function viewerCanDiffers(mutated: GraphQLSchema, cell: Cell): Promise<boolean> {
  if (cell.kind.holds === null) return false;
  const id = recordOf(standingOf(standings, cell.kind.name, cell.coordinate), cell.coordinate);
  const { data } = await ask(mutated, cell, question, { checks: [{ coordinate: cell.coordinate, id }] });
  return (data as { viewerCan: [{ allowed: boolean }] }).viewerCan[0].allowed !== cell.may;
}

// Of the rows around a mutant a fixed few, and all in the long rounds.
const sampled = deep ? 1 : 8;

/** The cells that a mutant can touch: first its own, then those of its type and those that it gives. */
function cellsNear({ stated }: Mutant): { readonly own: readonly Cell[]; readonly near: readonly Cell[] } {
  const coordinates = [...stated.keys()];
  const types = coordinates.map((coordinate) => coordinate.split('.')[0]!).filter((type) => type !== 'Query');
  const own = rows.filter(({ row }) => coordinates.includes(row.coordinate));
  const near = rows.filter(
    ({ row: { coordinate } }) =>
      !coordinates.includes(coordinate) &&
      (types.includes(coordinate.split('.')[0]!) || coordinates.some((holder) => isBehind(coordinate, holder))),
  );
  return {
    own: own.flatMap(({ cells }) => cells),
    near: near.filter((_, index) => index % sampled === 0).flatMap(({ cells }) => cells),
  };
}

/**
 * `build`: the start refuses it. `cells`: a cell is answered otherwise. `text`: only what is committed differs; `enforced
 * alike` where the field is guarded by the same rule as before, because the type that it gives demands as much.
 */
type CaughtBy = 'build' | 'cells' | 'text' | 'text, enforced alike' | 'nothing';

/** The first that turns red. */
async function caughtBy(mutant: Mutant): Promise<CaughtBy> {
  if (mutant.change === 'no reads' && computed.has(mutant.coordinate)) return 'build';
  let mutated: GraphQLSchema;
  try {
    mutated = build(mutant.stated);
  } catch (error) {
    if (error instanceof PolicyError) return 'build';
    throw error;
  }
  const { own, near } = cellsNear(mutant);
  for (const cell of own) if (await differs(mutated, cell)) return 'cells';
  for (const cell of own) if (await viewerCanDiffers(mutated, cell)) return 'cells';
  for (const cell of near) if (await differs(mutated, cell)) return 'cells';
  const page = emitMatrix(matrixOf(mutated, policyOf(mutated), viewerKinds), viewerKinds);
  if (emitSchema(mutated) === committed[0] && page === committed[1]) return 'nothing';
  return mutant.of === 'field rule' && isEnforcedAlike(mutated, mutant.coordinate) ? 'text, enforced alike' : 'text';
}

/** Whether what the engine enforces on a field is the same rule as before: another one demands as much. */
function isEnforcedAlike(mutated: GraphQLSchema, coordinate: string): boolean {
  const [type, field] = coordinate.split('.') as [string, string];
  const [before, after] = [schema, mutated].map((each) => policyOf(each).guards.get(type)?.get(field)?.anyOf);
  return before !== undefined && after !== undefined && implies(before, after) && implies(after, before);
}

/** One line a coordinate: what caught which change. */
function lineOf(coordinate: string, found: readonly Found[]): string {
  const by = [...new Set(found.map((one) => one.by))].sort();
  const changes = by.map(
    (one) => `${one}: ${found.flatMap(({ mutant, by: its }) => (its === one ? mutant.change : [])).join(', ')}`,
  );
  return `${coordinate} | ${changes.join(' | ')}`;
}

interface Found {
  readonly mutant: Mutant;
  readonly by: CaughtBy;
}

// Sorted: which type comes first depends on what was imported before.
const changesOf = (found: readonly Found[], has: (one: Found) => boolean): string[] =>
  found
    .filter(has)
    .map(({ mutant }) => `${mutant.coordinate}: ${mutant.change}`)
    .sort();

describe('AZ-50 a rule that is dropped or weakened', () => {
  it('is told from the same rules built again, which nothing catches', async () => {
    const same = build(new Map());
    expect([emitSchema(same), emitMatrix(matrixOf(same, policyOf(same), viewerKinds), viewerKinds)]).toEqual(committed);
    const asked = rows
      .filter(({ row }) => !/^(AuthPayload|Mutation)/.test(row.coordinate))
      .flatMap(({ cells }) => cells);
    for (const cell of asked)
      expect([cell.coordinate, cell.kind.name, await differs(same, cell), await viewerCanDiffers(same, cell)]).toEqual([
        cell.coordinate, cell.kind.name, false, false,
      ]); // prettier-ignore
  }, 120_000);

  it('turns the suite red', async () => {
    const found: Found[] = [];
    const accounts = await accountsNow();
    for (const mutant of mutantsOf(schema)) {
      found.push({ mutant, by: await caughtBy(mutant) });
      await restore(accounts);
    }
    const coordinates = [...new Set(found.map(({ mutant }) => mutant.coordinate))].sort();
    const lines = coordinates.map((at) => lineOf(at, found.filter(({ mutant }) => mutant.coordinate === at))); // prettier-ignore
    console.log([`${found.length} mutants`, ...lines].join('\n'));

    // Nothing of a session is guarded, so what its fields read is only what is read: accounts.test.ts holds the values.
    expect(changesOf(found, ({ by }) => by === 'nothing')).toEqual(['Session.expiresAt: no reads']);
    expect(new Set(found.map(({ by }) => by))).toEqual(
      new Set(['build', 'cells', 'nothing', 'text', 'text, enforced alike']),
    );
    // The entry rule of what they give is part of the rule that is enforced on them, and demands the same.
    expect(changesOf(found, ({ by }) => by === 'text, enforced alike')).toEqual(
      [
        ...['@public', 'AUDITOR and live without AUDITOR', 'AUDITOR and live without live'].map(
          (change) => `Query.auditEvents: ${change}`,
        ),
        ...['signedIn', ...roles].map((word) => `Query.auditEvents: or ${word}`),
        'Query.me: @public',
        ...['department', 'departments', 'employee', 'employees', 'person', 'search'].flatMap((name) =>
          ['@public', 'or signedIn', 'or ADMIN'].map((change) => `Query.${name}: ${change}`),
        ),
      ].sort(),
    );
    expect(changesOf(found, ({ by }) => by === 'text')).toEqual(
      [
        // Its interface demands the same.
        'Contractor: no word',
        // Whom a read is reported to is not part of any answer: test/audit asks.
        'Contractor.dayRate: no audited',
        // Every person is of a type that demands the same.
        ...['no word', '@inherited', 'or signedIn', 'or ADMIN'].map((change) => `Person: ${change}`),
        'Employee: no word',
        ...['salary', 'bankAccount', 'nationalId'].map((name) => `Employee.${name}: no audited`),
        'Review.privateNotes: no audited',
        'Query.auditEvents: no audited',
        // Whoever may meet a review is an EMPLOYEE, who may anyway, or in HR, who is nobody's author without being one.
        ...['or AUDITOR', 'or ADMIN'].map((change) => `Query.myDrafts: ${change}`),
        // The one field that gives them demands `live` too.
        ...['AUDITOR and live without live', 'or AUDITOR'].map((change) => `AuditEvent: ${change}`),
        // Whoever asks has the roles of their token still: words.test.ts asks when they have not.
        'Mutation.setUserRoles: ADMIN and live and other without live',
        'Mutation.disableUser: ADMIN and live and other without live',
        'Mutation.enableUser: ADMIN and live without live',
        'Mutation.enableUser: or ADMIN',
        // Of the people who may change another's record all but HR, who may anyway, are their managers.
        'UpdateEmployeeInput.jobTitle: other for manager',
      ].sort(),
    );
  }, 240_000);
});
